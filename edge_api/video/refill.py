"""Asks boards for the segments that are not here: one at a time for each table, the oldest first, and again when no answer comes. Reads no clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from heapq import heappop, heappush

from edge_api.video.keeping import Ask

ANSWER_NS = 20 * 10**9
MOST_TRIES = 5
"""A segment that is asked for so often without a good answer is let be until the board's next line."""


@dataclass(slots=True)
class _Table:
    """``lacking``: number -> how often it was asked for. ``queue``: a heap of (tries, number); what is no longer true in it is passed over."""

    ask: Ask | None = None
    lacking: dict[int, int] = field(default_factory=dict)
    queue: list[tuple[int, int]] = field(default_factory=list)
    asked: int | None = None
    asked_ns: int = 0
    is_held: bool = False

    def lack(self, number: int, tries: int) -> None:
        self.lacking[number] = tries
        heappush(self.queue, (tries, number))

    def begin_anew(self) -> None:
        """None was asked for yet."""
        self.lacking = dict.fromkeys(self.lacking, 0)
        self.queue = [(0, number) for number in sorted(self.lacking)]

    def next(self) -> int | None:
        """The one to ask for: the least often asked for, then the oldest."""
        while self.queue and self.lacking.get(self.queue[0][1]) != self.queue[0][0]:
            heappop(self.queue)
        return self.queue[0][1] if self.queue and self.queue[0][0] < MOST_TRIES else None


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
        of.begin_anew()

    def left(self, table: str) -> None:
        """It can't."""
        of = self._of(table)
        of.ask = of.asked = None

    def lack(self, table: str, numbers: Iterable[int], now_ns: int) -> None:
        """These are lacking."""
        of = self._of(table)
        for number in numbers:
            if number not in of.lacking:
                of.lack(number, 0)
        self._next(of, now_ns)

    def forget(self, table: str, numbers: Iterable[int]) -> None:
        """Nobody wants these any more."""
        for number in numbers:
            self._of(table).lacking.pop(number, None)

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
        of.is_held = False
        of.begin_anew()
        self._next(of, now_ns)

    def turn(self, now_ns: int) -> None:
        """Ask again where no answer came."""
        for of in self._tables.values():
            if of.asked is not None and now_ns - of.asked_ns > ANSWER_NS:
                of.asked = None
            self._next(of, now_ns)

    def _next(self, of: _Table, now_ns: int) -> None:
        if of.ask is None or of.asked is not None or of.is_held:
            return
        number = of.next()
        if number is not None:
            of.lack(number, of.lacking[number] + 1)
            of.asked, of.asked_ns = number, now_ns
            of.ask(number)

    def _of(self, table: str) -> _Table:
        return self._tables.setdefault(table, _Table())
