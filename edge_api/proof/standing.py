"""The bets of one table that stay over rounds, followed from settlement to settlement as the rules decide them. Says what was ended otherwise."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from edge_api.settle.profile import Settled, Status
from edge_api.settle.settlement import combined, settle_round, stays_of
from schemas.games.outcomes import GameOutcome
from schemas.games.rules import Rules


@dataclass(frozen=True, slots=True)
class Line:
    """One bet as the books have it; ``account_no`` is its player's."""

    placement_no: int
    line: int
    type: str
    sel: str
    stake: int
    charge: int
    returned: int | None
    ended_tx: int | None
    account_no: int

    @property
    def staked(self) -> int:
        return self.stake + self.charge

    def __str__(self) -> str:
        return f"bet {self.placement_no}/{self.line}"


@dataclass(slots=True)
class Decided:
    """What one settlement had to end: stakes, and returns by account."""

    lines: int = 0
    staked: int = 0
    due: Counter[int] = field(default_factory=Counter)

    def count(self, line: Line, result: Settled) -> None:
        """One more bet that it decided."""
        self.lines += 1
        self.staked += line.staked
        self.due[line.account_no] += result.returned


@dataclass(slots=True)
class Run:
    """A settled round some of whose bets stay: the results from it on, and those bets, each with the number of the round from which on
    it was not there any more because it had been given back."""

    round_no: int
    currency: str
    rules: Rules
    results: list[GameOutcome]
    lines: list[tuple[Line, int | None]]


@dataclass(slots=True)
class TableRuns:
    """What stays at a table, what its last settled round left, and by which transaction that was paid."""

    runs: list[Run] = field(default_factory=list)
    left: str | None = None
    last_tx: int = 0

    def at_settlement(self, round_no: int) -> None:
        """Drop what had been given back before this round was settled."""
        for run in self.runs:
            run.lines = [(line, gone) for line, gone in run.lines if gone is None or gone > round_no]
        self.runs = [run for run in self.runs if run.lines]


def judge(
    settled: Sequence[tuple[Line, Settled]], rules: Rules, settle_tx: int | None, decided: Decided
) -> Iterator[str | Line]:
    """What is wrong with how a settlement ended these bets, and the bets that it leaves open."""
    stays = stays_of(rules) is not None
    for line, result in settled:
        if stays and result.staked != line.staked:
            yield f"{line} is charged {line.charge}, due {result.staked - line.stake}"
        if result.status is Status.SETTLED:
            decided.count(line, result)
            if line.returned != result.returned:
                yield f"{line} returned {line.returned}, due {result.returned}"
            elif line.ended_tx != settle_tx:
                yield f"{line} was decided here, but ended by transaction {line.ended_tx}"
        elif not stays:
            yield f"{line} is left open by its outcome"
        else:
            if line.ended_tx is not None and line.ended_tx == settle_tx:
                yield f"{line} was ended here, where its outcome leaves it open"
            yield line


def leave(conn: sqlite3.Connection, rules: Rules, line: Line) -> Iterator[str | tuple[Line, int | None]]:
    """A bet that stays, with the number of the round from which on it is gone (None: it stays until it is decided)."""
    row = conn.execute("SELECT kind, round_no FROM transactions WHERE tx_no = ?", (line.ended_tx,)).fetchone()
    stays = stays_of(rules)
    match row:
        case ("take_down", int(round_no)):
            if stays is None or line.type not in stays.removable:
                yield f"{line} was taken down, but {line.type} must stay"
            yield line, round_no
        case ("return", int(round_no)):
            yield line, round_no + 1
        case _:
            yield line, None


def go_on(run: Run, outcome: GameOutcome, settle_tx: int | None, decided: Decided) -> Iterator[str]:
    """Settle what stays of a run again, now that the table has another result; what is decided leaves it."""
    run.results.append(outcome)
    there, run.lines = run.lines, []
    ends = {(line.placement_no, line.line): gone for line, gone in there}
    bets = [(line, line.type, line.sel, line.stake) for line, _ in there]
    try:
        settled = settle_round(run.rules, combined(run.rules, run.results), bets)
    except ValueError as illegal:
        yield f"bets that stay of round number {run.round_no} can't be settled: {illegal}"
        return
    for found in judge(settled, run.rules, settle_tx, decided):
        if isinstance(found, Line):
            run.lines.append((found, ends[found.placement_no, found.line]))
        else:
            yield found
