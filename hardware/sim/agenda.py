"""What a simulated device will do later: on an event loop in real time, or step by step in a test. It reads no clock of its own."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from typing import Protocol

Action = Callable[[], None]


class Handle(Protocol):
    """Something planned that can still be dropped."""

    def cancel(self) -> None:
        """Never do it."""


class Agenda(Protocol):
    """Where a device plans its next moves."""

    def call_later(self, delay: float, callback: Action, /) -> Handle:
        """Do ``callback`` after ``delay`` seconds. An asyncio loop is an agenda."""


class _Planned:
    def __init__(self, action: Action) -> None:
        self.action: Action | None = action

    def cancel(self) -> None:
        self.action = None


class ScriptAgenda:
    """An agenda that a test turns by hand: ``now_s`` moves only in ``advance``."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self._order = itertools.count()
        self._heap: list[tuple[float, int, _Planned]] = []

    def call_later(self, delay: float, callback: Action, /) -> Handle:
        """Plan ``callback`` at ``now_s + delay``; equal times keep their order."""
        planned = _Planned(callback)
        heapq.heappush(self._heap, (self.now_s + delay, next(self._order), planned))
        return planned

    def advance(self, seconds: float) -> None:
        """Do everything that falls due within ``seconds``, each at its own time."""
        end_s = self.now_s + seconds
        while self._heap and self._heap[0][0] <= end_s:
            self.now_s, _, planned = heapq.heappop(self._heap)
            if planned.action is not None:
                planned.action()
        self.now_s = end_s
