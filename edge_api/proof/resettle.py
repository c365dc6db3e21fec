"""Settling rounds again: from their signed outcomes, their bets and the rule sets that they were opened under. Compares; writes nothing."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from edge_api.proof.standing import Decided, Line, Run, TableRuns, go_on, judge, leave
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
    decided: int


def paid_rounds(conn: sqlite3.Connection) -> Iterator[PaidRound]:
    """Every settled round, oldest first."""
    rows = conn.execute(
        "SELECT round_no, round_id, table_id, currency, rules_hash, outcome, outcome_fact, placements, staked, returned, carried, decided FROM rounds"
        " WHERE phase = 'settled' ORDER BY round_no"
    )
    return (PaidRound(*row) for row in rows)


class Resettlement:
    """Settles rounds again, in their order: bets that stay are followed from round to round."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._rules: dict[str, Rules] = {}
        self._tables: dict[str, TableRuns] = {}

    def differences(self, paid: PaidRound) -> Iterator[str]:
        """How the books differ from what the signed facts say that the round had to return."""
        where = f"round {paid.round_id}"
        try:
            rules = self._rules.get(paid.rules_hash) or rule_set(self._conn, paid.rules_hash)
        except (LookupError, ValueError) as missing:
            yield f"{where}: its rule set can't be read: {missing}"
            return
        self._rules[paid.rules_hash] = rules
        if rules.rules_hash() != paid.rules_hash:
            yield f"{where}: the rule set under {paid.rules_hash} is another one"
            return
        outcome = _signed_outcome(self._conn, paid)
        if isinstance(outcome, str):
            yield f"{where}: {outcome}"
            return
        yield from (f"{where}: {wrong}" for wrong in self._settled(paid, rules, outcome))

    def _settled(self, paid: PaidRound, rules: Rules, outcome: GameOutcome) -> Iterator[str]:
        yield from self._shown(paid, rules, outcome)
        try:
            priced = with_draw(self._conn, paid.round_id, rules, outcome)
        except ValueError as missing:
            yield str(missing)
            return
        if outcome_text(priced) != paid.outcome:
            yield f"the books say {paid.outcome}, the table signed {outcome_text(priced)}, with what was drawn"
        yield from self._compare(paid, rules, priced)

    def _shown(self, paid: PaidRound, rules: Rules, outcome: GameOutcome) -> Iterator[str]:
        """A result must follow from the readings that the table signed one by one, and from what the last round left."""
        at = self._tables.setdefault(paid.table_id, TableRuns())
        at.at_settlement(paid.round_no)
        if at.runs and paid.carried != at.left:
            yield f"it began with {paid.carried}, where the last round had left {at.left} and bets stayed"
        try:
            deal = lay_again(self._conn, paid.round_id, new_deal(rules, paid.carried))
            deal.check(outcome)
            at.left = deal.carried
        except (ValueError, KeyError, TypeError) as wrong:
            yield f"its outcome does not follow from what the table showed: {wrong}"

    def _compare(self, paid: PaidRound, rules: Rules, outcome: GameOutcome) -> Iterator[str]:
        lines, at, decided = _lines(self._conn, paid), self._tables[paid.table_id], Decided()
        settle_tx = _settle_tx(self._conn, paid)
        yield from self._carried(paid, at, outcome, settle_tx, decided)
        try:
            bets = ((line, line.type, line.sel, line.stake) for line in lines)
            settled = settle_round(rules, outcome, bets)
        except ValueError as illegal:
            yield f"it can't be settled: {illegal}"
            return
        run = Run(paid.round_no, paid.currency, rules, [outcome], [])
        for found in judge(settled, rules, settle_tx, decided):
            if isinstance(found, str):
                yield found
                continue
            for left in leave(self._conn, rules, found):
                if isinstance(left, str):
                    yield left
                else:
                    run.lines.append(left)
        if run.lines:
            at.runs.append(run)
        yield from _placements(self._conn, paid, lines)
        yield from _totals(self._conn, paid, lines, decided)

    def _carried(
        self, paid: PaidRound, at: TableRuns, outcome: GameOutcome, settle_tx: int | None, decided: Decided
    ) -> Iterator[str]:
        for run in at.runs:
            if run.currency != paid.currency:
                yield f"bets of round number {run.round_no} stay here in {run.currency}"
            yield from go_on(run, outcome, settle_tx, decided)
        if at.runs and settle_tx is not None and settle_tx < at.last_tx:
            yield "it was paid out of its turn"
        at.runs = [run for run in at.runs if run.lines]
        at.last_tx = max(at.last_tx, settle_tx or 0)


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


_IN_PLAY = (
    "(p.status IN ('settled', 'accepted', 'voided') OR (p.status = 'cancelled' AND EXISTS"
    " (SELECT 1 FROM transactions t WHERE t.kind = 'take_down' AND t.ref = CAST(p.placement_no AS TEXT))))"
)
"""Placements of a settled round that its outcome was about, whatever became of them later."""


def _lines(conn: sqlite3.Connection, paid: PaidRound) -> list[Line]:
    rows = conn.execute(
        "SELECT b.placement_no, b.line, b.type, b.sel, b.stake, b.charge, b.returned, b.ended_tx, y.account_no FROM placements p"  # noqa: S608
        f" JOIN bets b USING (placement_no) JOIN players y USING (player_no) WHERE p.round_no = ? AND {_IN_PLAY} ORDER BY 1, 2",
        (paid.round_no,),
    )
    return [Line(*row) for row in rows]


def _settle_tx(conn: sqlite3.Connection, paid: PaidRound) -> int | None:
    query = "SELECT tx_no FROM transactions WHERE kind = 'settle' AND ref = ?"
    row = conn.execute(query, (paid.round_id,)).fetchone()
    return row[0] if row else None


def _placements(conn: sqlite3.Connection, paid: PaidRound, lines: Iterable[Line]) -> Iterator[str]:
    due: Counter[int] = Counter()
    for line in lines:
        due[line.placement_no] += line.returned or 0
    rows = conn.execute(
        f"SELECT placement_no, returned FROM placements p WHERE round_no = ? AND {_IN_PLAY}",  # noqa: S608
        (paid.round_no,),
    )
    for number, returned in rows:
        if returned != due[number]:
            yield f"placement {number} returned {returned}, due {due[number]}"


def _totals(
    conn: sqlite3.Connection, paid: PaidRound, lines: Sequence[Line], decided: Decided
) -> Iterator[str]:
    staked, returned = sum(line.staked for line in lines), decided.due.total()
    query = f"SELECT COUNT(*) FROM placements p WHERE round_no = ? AND {_IN_PLAY}"  # noqa: S608
    placements = conn.execute(query, (paid.round_no,)).fetchone()[0]
    totals = (placements, staked, decided.staked, returned)
    if (paid.placements, paid.staked, paid.decided, paid.returned) != totals:
        booked = f"{paid.placements} placements, {paid.staked} staked, {paid.decided} decided, {paid.returned} returned"
        yield f"the books say {booked}; due {', '.join(map(str, totals))}"
    wanted = {account: amount for account, amount in decided.due.items() if amount}
    if decided.lines:
        wanted[_account(conn, f"stakes:{paid.table_id}:{paid.currency}")] = -decided.staked
        wanted[_account(conn, f"bank:{paid.table_id}:{paid.currency}")] = decided.staked - returned
    rows = conn.execute(
        "SELECT p.account_no, p.amount FROM transactions t JOIN postings p USING (tx_no) WHERE t.kind = 'settle' AND t.ref = ?",
        (paid.round_id,),
    )
    if dict(rows.fetchall()) != {account: amount for account, amount in wanted.items() if amount}:
        yield "the settlement's postings are not what was due"


def _account(conn: sqlite3.Connection, name: str) -> int:
    row = conn.execute("SELECT account_no FROM accounts WHERE name = ?", (name,)).fetchone()
    return row[0] if row else -1
