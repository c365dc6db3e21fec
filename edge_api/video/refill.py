"""Asks boards for the segments that are not here: one at a time for each table, what is pinned first and then the newest, and again when no answer comes.

Reads no clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

from edge_api.video.keeping import Ask

ANSWER_NS = 20 * 10**9
MOST_TRIES = 5
"""A segment that is asked for so often without a good answer is let be until the board's next line."""

FEW = 100
Turn = tuple[int, bool, int]
"""What comes first is the smallest: tries, whether nobody pinned it, the number below zero."""


@dataclass(slots=True)
class _Table:
    """``lacking``: number -> how often it was asked for. ``queue``: a heap of turns; what is no longer true in it is passed over."""

    ask: Ask | None = None
    lacking: dict[int, int] = field(default_factory=dict)
    pinned: set[int] = field(default_factory=set)
    queue: list[Turn] = field(default_factory=list)
    asked: int | None = None
    asked_ns: int = 0
    is_held: bool = False

    def lack(self, numbers: Iterable[int]) -> None:
        new = [number for number in numbers if number not in self.lacking]
        self.lacking.update(dict.fromkeys(new, 0))
        if len(new) < FEW:
            for number in new:
                heappush(self.queue, self._turn(number))
        else:
            self.queue.extend(map(self._turn, new))
            heapify(self.queue)

    def changed(self, number: int) -> None:
        """Its turn is another one now."""
        if self.lacking.get(number, MOST_TRIES) < MOST_TRIES:
            heappush(self.queue, self._turn(number))

    def begin_anew(self) -> None:
        """None was asked for yet."""
        self.lacking = dict.fromkeys(self.lacking, 0)
        self.queue = sorted(map(self._turn, self.lacking))

    def next(self) -> int | None:
        """The one to ask for."""
        while self.queue and not self._is_true(self.queue[0]):
            heappop(self.queue)
        return -self.queue[0][2] if self.queue else None

    def _turn(self, number: int) -> Turn:
        return self.lacking[number], number not in self.pinned, -number

    def _is_true(self, turn: Turn) -> bool:
        return -turn[2] in self.lacking and self._turn(-turn[2]) == turn


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
        of.lack(numbers)
        self._next(of, now_ns)

    def forget(self, table: str, numbers: Iterable[int]) -> None:
        """Nobody wants these any more."""
        for number in numbers:
            self._of(table).lacking.pop(number, None)

    def pin(self, table: str, numbers: Iterable[int]) -> None:
        """If these are lacking, they come first."""
        of = self._of(table)
        for number in set(numbers) - of.pinned:
            of.pinned.add(number)
            of.changed(number)

    def unpin(self, table: str, numbers: Iterable[int]) -> None:
        """These do no longer."""
        of = self._of(table)
        for number in of.pinned.intersection(numbers):
            of.pinned.discard(number)
            of.changed(number)

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
            of.lacking[number] += 1
            of.changed(number)
            of.asked, of.asked_ns = number, now_ns
            of.ask(number)

    def _of(self, table: str) -> _Table:
        return self._tables.setdefault(table, _Table())
