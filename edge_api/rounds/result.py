"""Results: an outcome is paid only if it follows from what the table showed, fits its wheel or shoe, and nobody holds the round."""

from __future__ import annotations

import json
from typing import Any

from edge_api.books.alerts import Severity
from edge_api.books.house import House
from edge_api.clock import Now
from edge_api.rounds.closing import close_window, heed_evidence
from edge_api.rounds.doubt import Ignored
from edge_api.rounds.hold import hold
from edge_api.rounds.layout import CARD, READING
from edge_api.rounds.reckoning import reckon
from edge_api.rounds.round import Holder, Round
from edge_api.rounds.seeds import with_draw
from edge_api.rounds.settlement import pay
from edge_api.rounds.sight_doubt import hold_doubtful
from edge_api.rounds.turns import out_of_turn
from edge_api.rounds.wheels import spun
from schemas.causes import CloseCause, HoldCause
from schemas.facts import CardDealt, RoundOutcome
from schemas.games.deal import Spot
from schemas.games.refusal import Illegal
from schemas.phases import Phase
from schemas.readings import Reading, laid

HELD_OUTCOME = "ignored:held"


def take_outcome(
    house: House, of: Round, fact: RoundOutcome, fact_id: str, happened_ns: int, now: Now
) -> str:
    """Settle the round; returns the fact's effect.

    Raises:
        Ignored: nothing was paid.
    """
    if of.is_over:
        raise Ignored(
            "round_over",
            f"an outcome for round {of.round_id}, which is {of.phase.value}",
            severity=Severity.ALARM,
        )
    if of.is_open:
        heed_evidence(house, of, happened_ns, now)
        close_window(house, of, CloseCause.NUMBER_SEEN.value, now)
        raise Ignored("outcome_before_close", "the outcome came while bets were open", of, Severity.ALARM)
    wait_for_turn(house, of, now)
    if of.phase is not Phase.HELD:
        hold_doubtful(house, of, fact, now)
    if of.phase is Phase.HELD:
        raise Ignored("held", f"an outcome for round {of.round_id}, which is held: release or void it")
    settle(house, of, fact, fact_id, now)
    return "settled"


def wait_for_turn(house: House, of: Round, now: Now) -> None:
    """Hold a round that comes before its turn: its outcome waits."""
    why = out_of_turn(house, of) if of.phase is not Phase.HELD else None
    if why is not None:
        hold(house, of, Holder.EDGE, why[0].value, why[1], now)


def settle(house: House, of: Round, fact: RoundOutcome, fact_id: str, now: Now) -> None:
    """Check the outcome against the round and pay it.

    Raises:
        Ignored: the outcome contradicts the round; it must be held.
    """
    _refuse_second(house, of, fact)
    why = out_of_turn(house, of)
    if why is not None:
        raise Ignored(why[0].value, why[1], of, Severity.ALARM)
    try:
        check(of, fact)
        outcome = with_draw(house.conn, of.round_id, of.rules, fact.outcome)
        prices = reckon(house, of, outcome)
    except Illegal as illegal:
        raise Ignored("wrong_outcome", illegal.message, of, Severity.ALARM) from None
    pay(house, of, outcome, fact_id, prices, now)
    spun(house, of, fact, now)


def _refuse_second(house: House, of: Round, fact: RoundOutcome) -> None:
    """A table that has asserted two results is not believed: neither the first nor the last."""
    if any(RoundOutcome.consume(said).outcome != fact.outcome for _, said in _waiting(house, of)):
        detail = f"the table has asserted different outcomes for round {of.round_id}: void it"
        raise Ignored("two_outcomes", detail, of, Severity.ALARM)


def check(of: Round, fact: RoundOutcome) -> None:
    """Raise Illegal when the outcome is not one of this round."""
    if fact.game is not of.game:
        raise Illegal("wrong_game", f"an outcome of {fact.game.value} for a round of {of.game.value}")
    of.deal.check(fact.outcome)


def take_reading(house: House, of: Round, fact: Reading, happened_ns: int, now: Now) -> str:
    """Lay a card, a throw or a stop down; returns the fact's effect.

    Raises:
        Ignored: it has no place in this round.
    """
    if of.is_over:
        raise Ignored("no_card_now", f"a reading for round {of.round_id}, which is {of.phase.value}")
    spot, value = laid(fact)
    try:
        of.deal.lay(spot, value)
    except Illegal as illegal:
        raise Ignored("wrong_card", f"{illegal.message} in this round", of, Severity.ALARM) from None
    early = of.is_open
    if early:
        heed_evidence(house, of, happened_ns, now)
        close_window(house, of, _seen(fact).value, now)
    _show(house, of, fact, spot, value)
    if early:
        hold(house, of, Holder.EDGE, _too_early(fact).value, f"{value} was seen while bets were open", now)
    return CARD if isinstance(fact, CardDealt) else READING


def _seen(fact: Reading) -> CloseCause:
    return CloseCause.CARD_SEEN if isinstance(fact, CardDealt) else CloseCause.READING_SEEN


def _too_early(fact: Reading) -> HoldCause:
    return HoldCause.CARD_BEFORE_CLOSE if isinstance(fact, CardDealt) else HoldCause.READING_BEFORE_CLOSE


def _show(house: House, of: Round, fact: Reading, spot: Spot, value: str) -> None:
    if of.phase is not Phase.HELD:
        of.phase = Phase.DEALING if isinstance(fact, CardDealt) else Phase.SPINNING
        house.rounds.save(of)
    cards = {place: list(values) for place, values in of.deal.standing().items()}
    body: dict[str, Any] = {
        "round_id": of.round_id,
        "index": spot.index,
        "cards": cards,
        "phase": of.phase.value,
        "next": of.next_due,
    }
    if isinstance(fact, CardDealt):
        house.record.tell(
            of.table_id, "card", body | {"seat": spot.place, "hand": spot.hand, "card": fact.card}
        )
    else:
        house.record.tell(of.table_id, "reading", body | {"place": spot.place, "value": value})


def waiting_outcome(house: House, of: Round) -> tuple[str, RoundOutcome] | None:
    """The last outcome that came while the round was held: (fact id, outcome)."""
    waiting = _waiting(house, of)
    return (waiting[-1][0], RoundOutcome.consume(waiting[-1][1])) if waiting else None


def _waiting(house: House, of: Round) -> list[tuple[str, str]]:
    rows = house.conn.execute(
        "SELECT table_id, epoch, seq, payload FROM inbox WHERE round_id = ? AND kind = ? AND effect = ?"
        " ORDER BY epoch, seq",
        (of.round_id, RoundOutcome.kind, HELD_OUTCOME),
    )
    return [
        (f"{table}:{epoch}:{seq}", json.dumps(json.loads(said)["data"])) for table, epoch, seq, said in rows
    ]
