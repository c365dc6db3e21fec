"""Opening a round: its rule set is bound, its deadline worked out. In doubt about the time, or about what the last round left, no window opens."""

from __future__ import annotations

import re

from edge_api.books.alerts import Severity, alert
from edge_api.books.house import House
from edge_api.books.received import ReceivedFact
from edge_api.clock import rfc3339
from edge_api.clocks import BoardClock, BoardMoment, deadline, earliest, parse_utc
from edge_api.ledger.ledger import AccountKind
from edge_api.rounds.closing import EdgeClose
from edge_api.rounds.doubt import Ignored
from edge_api.rounds.hold import hold
from edge_api.rounds.multipliers import commit_seed
from edge_api.rounds.register import Table
from edge_api.rounds.round import Holder, Round
from edge_api.rounds.rule_sets import keep_rule_set
from edge_api.rounds.turns import doubt_at_opening
from edge_api.rounds.wheels import bind_wheel
from schemas.facts import RoundOpened
from schemas.games.deals import new_deal
from schemas.games.refusal import IllegalOutcome
from schemas.phases import Phase, TableStatus

OWN_NUMBERS = re.compile(r"^-[0-9]+-[0-9]+\Z")
"""What follows the table's name in the id of its rounds: no id can be read as one of a table with a longer name."""
PLAYING = frozenset({TableStatus.OPEN, TableStatus.PAUSED, TableStatus.CLOSING})


def moment_of(received: ReceivedFact, max_error_ns: int) -> BoardMoment:
    """When the board says that the fact happened; a clock whose bound is above the acceptable says nothing of UTC."""
    event = received.event
    error_ns = None if event.clkerrus is None else event.clkerrus * 1000
    if error_ns is not None and error_ns > max_error_ns:
        error_ns = None
    return BoardMoment(event.bootid, int(event.monons), parse_utc(event.time), error_ns)


def happened_ns(house: House, received: ReceivedFact) -> int:
    """When the fact happened at the earliest, in edge monotonic nanoseconds."""
    clock = house.clocks.setdefault(received.table_id, BoardClock())
    moment = moment_of(received, house.settings.max_clock_error_ns)
    return earliest(clock, moment, received.received.mono_ns, received.received.utc_ns)


def open_round(house: House, table: Table, fact: RoundOpened, received: ReceivedFact) -> str:
    """Enter a round and open its window, if its time is beyond doubt; returns the fact's effect.

    Raises:
        Ignored: the round can't be this table's, or exists already.
    """
    _check(house, table, fact)
    _hold_previous(house, table, received)
    opened_ns = happened_ns(house, received)
    doubt = doubt_at_opening(house, table, fact.carried)
    if doubt is None:
        _believe(house, table, fact, received)
    refusal = doubt[0] if doubt is not None else _no_window(house, table, received, opened_ns)
    entered = _enter(house, table, fact, received, opened_ns, refusal)
    table.current_round = entered.round_id
    house.tables.save(table)
    house.record.audit.append(["opened", entered.round_id, entered.rules_hash, entered.deadline_mono_ns])
    promise = commit_seed(house, entered)
    if refusal is None:
        _tell_open(house, entered, received, promise)
        return "opened"
    text = f"round {fact.round_id} opened without a betting window: {refusal.value}"
    alert(house, table.setup.table_id, refusal.value, text, Severity.WARNING, received.received)
    house.record.tell(
        entered.table_id,
        "betsclosed",
        {
            "round_id": entered.round_id,
            "cause": refusal.value,
            "never_open": True,
            "carried": table.carried,
            "next": entered.next_due,
            **promise,
        },
    )
    if doubt is not None:
        hold(house, entered, Holder.EDGE, doubt[0].value, doubt[1], received.received)
    return f"opened_closed:{refusal.value}"


def _check(house: House, table: Table, fact: RoundOpened) -> None:
    if fact.game is not table.setup.game:
        raise Ignored("wrong_game", f"the board plays {fact.game.value}", severity=Severity.ALARM)
    if not OWN_NUMBERS.match(fact.round_id.removeprefix(table.setup.table_id)):
        raise Ignored("foreign_round", f"round {fact.round_id} is not of this table", severity=Severity.ALARM)
    known = house.rounds.find(fact.round_id)
    if known is not None:
        held = None if known.is_over else known
        raise Ignored("round_exists", f"round {fact.round_id} was opened before", held, Severity.ALARM)
    try:
        new_deal(table.setup.rules, fact.carried)
    except IllegalOutcome as illegal:
        raise Ignored("bad_carried", illegal.message, severity=Severity.ALARM) from None


def _hold_previous(house: House, table: Table, received: ReceivedFact) -> None:
    for previous in house.rounds.of_table(table.setup.table_id):
        detail = "the table opened its next round before this one had ended"
        hold(house, previous, Holder.EDGE, EdgeClose.SUPERSEDED.value, detail, received.received)


def _believe(house: House, table: Table, fact: RoundOpened, received: ReceivedFact) -> None:
    """No bet depends on what the last round left: the table's word stands."""
    if fact.carried != table.carried:
        text = (
            f"round {fact.round_id} begins with {fact.carried or 'nothing'}, as the table says; here the last one had left"
            f" {table.carried or 'nothing'}"
        )
        alert(
            house,
            table.setup.table_id,
            EdgeClose.CARRIED_DIFFERS.value,
            text,
            Severity.INFO,
            received.received,
        )
        table.carried = fact.carried


def _no_window(house: House, table: Table, received: ReceivedFact, opened_ns: int) -> EdgeClose | None:
    settings, error_us = house.settings, received.event.clkerrus
    unsure = error_us is None or error_us * 1000 > settings.max_clock_error_ns
    if settings.require_sync and unsure:
        return EdgeClose.CLOCK_UNSURE
    if received.received.mono_ns - opened_ns > settings.max_open_age_ns:
        return EdgeClose.STALE_OPENING
    return EdgeClose.TABLE_CLOSED if table.frozen or table.status not in PLAYING else None


def _enter(
    house: House,
    table: Table,
    fact: RoundOpened,
    received: ReceivedFact,
    opened_ns: int,
    refusal: EdgeClose | None,
) -> Round:
    now, setup = received.received, table.setup
    remaining_ns = int(fact.closes_ns) - int(received.event.monons)
    closes_ns = deadline(
        opened_ns, remaining_ns, now.mono_ns, fact.betting_ms * 1_000_000, house.settings.guard_ns
    )
    entered = Round(
        round_no=0, round_id=fact.round_id, table_id=setup.table_id, game=setup.game, rules=setup.rules,
        rules_hash=keep_rule_set(house.conn, setup, now.utc_ns), currency=setup.currency,
        phase=Phase.BETS_OPEN if refusal is None else Phase.BETS_CLOSED, edge_boot=house.edge_boot,
        opened_utc_ns=now.utc_ns, deadline_mono_ns=closes_ns if refusal is None else min(closes_ns, now.mono_ns),
        stakes_account=house.ledger.account(AccountKind.STAKES, setup.table_id, setup.currency),
        deal=new_deal(setup.rules, fact.carried), carried=fact.carried,
    )  # fmt: skip
    house.rounds.add(entered, now.mono_ns, table.dealer)
    bind_wheel(house, entered, now)
    if refusal is not None:
        entered.closed_mono_ns, entered.closed_utc_ns, entered.close_cause = (
            now.mono_ns,
            now.utc_ns,
            refusal.value,
        )
        house.rounds.save(entered)
    return entered


def _tell_open(house: House, opened: Round, received: ReceivedFact, promise: dict[str, str]) -> None:
    left_ns = opened.deadline_mono_ns - received.received.mono_ns
    body = {
        "round_id": opened.round_id, "game": opened.game.value, "betting_ms": max(0, left_ns) // 1_000_000,
        "closes_at": rfc3339(received.received.utc_ns + left_ns), "carried": opened.carried, **promise,
    }  # fmt: skip
    house.record.tell(opened.table_id, "betsopen", body)
