"""Settling a round again: from its signed outcome, its bets and the rule set that it was opened under. Compares; writes nothing."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from edge_api.rounds.layout import lay_again
from edge_api.rounds.rule_sets import rule_set
from edge_api.rounds.seeds import with_draw
from edge_api.settle.results import outcome_text
from edge_api.settle.settlement import settle_round
from schemas.facts import RoundOutcome
from schemas.games.deals import new_deal
from schemas.games.outcomes import GameOutcome
from schemas.games.rules import Rules


@dataclass(frozen=True, slots=True)
class PaidRound:
    """A settled round as the books have it."""

    round_no: int
    round_id: str
    table_id: str
    currency: str
    rules_hash: str
    outcome: str | None
    outcome_fact: str | None
    placements: int
    staked: int
    returned: int
    carried: str | None


def paid_rounds(conn: sqlite3.Connection) -> Iterator[PaidRound]:
    """Every settled round, oldest first."""
    rows = conn.execute(
        "SELECT round_no, round_id, table_id, currency, rules_hash, outcome, outcome_fact, placements, staked, returned, carried FROM rounds"
        " WHERE phase = 'settled' ORDER BY round_no"
    )
    return (PaidRound(*row) for row in rows)


def differences(conn: sqlite3.Connection, paid: PaidRound, known_rules: dict[str, Rules]) -> Iterator[str]:
    """How the books differ from what the signed facts say that the round had to return."""
    where = f"round {paid.round_id}"
    try:
        rules = known_rules.get(paid.rules_hash) or rule_set(conn, paid.rules_hash)
    except (LookupError, ValueError) as missing:
        yield f"{where}: its rule set can't be read: {missing}"
        return
    known_rules[paid.rules_hash] = rules
    if rules.rules_hash() != paid.rules_hash:
        yield f"{where}: the rule set under {paid.rules_hash} is another one"
        return
    outcome = _signed_outcome(conn, paid)
    if isinstance(outcome, str):
        yield f"{where}: {outcome}"
        return
    yield from _shown(conn, paid, rules, outcome)
    try:
        priced = with_draw(conn, paid.round_id, rules, outcome)
    except ValueError as missing:
        yield f"{where}: {missing}"
        return
    if outcome_text(priced) != paid.outcome:
        yield f"{where}: the books say {paid.outcome}, the table signed {outcome_text(priced)}, with what was drawn"
    yield from _compare(conn, paid, rules, priced)


def _signed_outcome(conn: sqlite3.Connection, paid: PaidRound) -> GameOutcome | str:
    """The outcome from the signed bytes; a sentence when there is none."""
    table_id, _, position = (paid.outcome_fact or "").partition(":")
    epoch, _, seq = position.partition(":")
    row = conn.execute(
        "SELECT payload FROM inbox WHERE table_id = ? AND epoch = ? AND seq = ?",
        (table_id, epoch or -1, seq or -1),
    ).fetchone()
    if row is None:
        return f"it was paid without a signed outcome ({paid.outcome_fact})"
    try:
        event = json.loads(row[0])
        fact = RoundOutcome.consume(json.dumps(event["data"]))
    except (ValueError, KeyError, TypeError):
        return f"{paid.outcome_fact} is not an outcome"
    if fact.round_id != paid.round_id or event["type"] != f"floor.{RoundOutcome.kind}.v1":
        return f"{paid.outcome_fact} is not an outcome of this round"
    return fact.outcome


def _shown(conn: sqlite3.Connection, paid: PaidRound, rules: Rules, outcome: GameOutcome) -> Iterator[str]:
    """A result must follow from the readings that the table signed one by one."""
    try:
        lay_again(conn, paid.round_id, new_deal(rules, paid.carried)).check(outcome)
    except (ValueError, KeyError, TypeError) as wrong:
        yield f"round {paid.round_id}: its outcome does not follow from what the table showed: {wrong}"


def _compare(conn: sqlite3.Connection, paid: PaidRound, rules: Rules, outcome: GameOutcome) -> Iterator[str]:
    rows = conn.execute(
        "SELECT b.placement_no, b.line, b.type, b.sel, b.stake, b.returned, y.account_no FROM placements p JOIN bets b USING (placement_no)"
        " JOIN players y USING (player_no) WHERE p.round_no = ? AND p.status = 'settled' ORDER BY 1, 2",
        (paid.round_no,),
    ).fetchall()
    try:
        settled = settle_round(rules, outcome, ((row, row[2], row[3], row[4]) for row in rows))
    except ValueError as illegal:
        yield f"round {paid.round_id}: it can't be settled: {illegal}"
        return
    due: Counter[int] = Counter()
    placements: Counter[int] = Counter()
    for row, result in settled:
        due[row[6]] += result.returned
        placements[row[0]] += result.returned
        if row[5] != result.returned:
            yield f"round {paid.round_id}: bet {row[0]}/{row[1]} returned {row[5]}, due {result.returned}"
    yield from _placements(conn, paid, placements)
    yield from _totals(conn, paid, sum(row[4] for row in rows), due)


def _placements(conn: sqlite3.Connection, paid: PaidRound, due: Counter[int]) -> Iterator[str]:
    rows = conn.execute(
        "SELECT placement_no, returned FROM placements WHERE round_no = ? AND status = 'settled'",
        (paid.round_no,),
    )
    for number, returned in rows:
        if returned != due[number]:
            yield f"round {paid.round_id}: placement {number} returned {returned}, due {due[number]}"


def _totals(conn: sqlite3.Connection, paid: PaidRound, staked: int, due: Counter[int]) -> Iterator[str]:
    returned = due.total()
    query = "SELECT COUNT(*) FROM placements WHERE round_no = ? AND status = 'settled'"
    placements = conn.execute(query, (paid.round_no,)).fetchone()[0]
    if (paid.placements, paid.staked, paid.returned) != (placements, staked, returned):
        booked = f"{paid.placements} placements, {paid.staked} staked, {paid.returned} returned"
        yield f"round {paid.round_id}: the books say {booked}; due {placements}, {staked}, {returned}"
    wanted = {account: amount for account, amount in due.items() if amount}
    if placements:
        wanted[_account(conn, f"stakes:{paid.table_id}:{paid.currency}")] = -staked
        wanted[_account(conn, f"bank:{paid.table_id}:{paid.currency}")] = staked - returned
    rows = conn.execute(
        "SELECT p.account_no, p.amount FROM transactions t JOIN postings p USING (tx_no) WHERE t.kind = 'settle' AND t.ref = ?",
        (paid.round_id,),
    )
    if dict(rows.fetchall()) != {account: amount for account, amount in wanted.items() if amount}:
        yield f"round {paid.round_id}: the settlement's postings are not what was due"


def _account(conn: sqlite3.Connection, name: str) -> int:
    row = conn.execute("SELECT account_no FROM accounts WHERE name = ?", (name,)).fetchone()
    return row[0] if row else -1
