"""Asks boards for the segments that are not here: one at a time for each table, the oldest first, and again when no answer comes. Reads no clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from edge_api.video.keeping import Ask

ANSWER_NS = 20 * 10**9
MOST_TRIES = 5
"""A segment that is asked for so often without a good answer is let be until the board's next line."""


@dataclass(slots=True)
class _Table:
    ask: Ask | None = None
    lacking: dict[int, int] = field(default_factory=dict)
    asked: int | None = None
    asked_ns: int = 0
    is_held: bool = False


class Refill:
    """Tell it what happens; ``turn`` it now and then."""

    def __init__(self) -> None:
        self._tables: dict[str, _Table] = {}

    def count(self, table: str) -> int:
        """How many of the table's segments are lacking and may still be had."""
        return len(self._of(table).lacking)

    def asked(self, table: str) -> int | None:
        """What the board was asked for last, and has not answered."""
        return self._of(table).asked

    def joined(self, table: str, ask: Ask) -> None:
        """A board can be asked."""
        of = self._of(table)
        of.ask, of.asked = ask, None
        of.lacking = dict.fromkeys(of.lacking, 0)

    def left(self, table: str) -> None:
        """It can't."""
        of = self._of(table)
        of.ask = of.asked = None

    def lack(self, table: str, numbers: Iterable[int], now_ns: int) -> None:
        """These are lacking."""
        of = self._of(table)
        for number in numbers:
            of.lacking.setdefault(number, 0)
        self._next(of, now_ns)

    def answered(self, table: str, number: int, is_settled: bool, now_ns: int) -> None:
        """An answer came, or the segment came by another way; ``is_settled``: it is here, or nobody has it."""
        of = self._of(table)
        if is_settled:
            of.lacking.pop(number, None)
        if of.asked == number:
            of.asked = None
        self._next(of, now_ns)

    def hold(self, table: str) -> None:
        """The disk takes nothing: ask for nothing."""
        self._of(table).is_held = True

    def go_on(self, table: str, now_ns: int) -> None:
        """It does again."""
        of = self._of(table)
        of.is_held, of.lacking = False, dict.fromkeys(of.lacking, 0)
        self._next(of, now_ns)

    def turn(self, now_ns: int) -> None:
        """Ask again where no answer came."""
        for of in self._tables.values():
            if of.asked is not None and now_ns - of.asked_ns > ANSWER_NS:
                of.asked = None
            self._next(of, now_ns)

    def _next(self, of: _Table, now_ns: int) -> None:
        if of.ask is None or of.asked is not None or of.is_held or not of.lacking:
            return
        number = min(of.lacking, key=lambda lacking: (of.lacking[lacking], lacking))
        if of.lacking[number] < MOST_TRIES:
            of.lacking[number] += 1
            of.asked, of.asked_ns = number, now_ns
            of.ask(number)

    def _of(self, table: str) -> _Table:
        return self._tables.setdefault(table, _Table())
