"""The deadlines of one machine. Holds stamps only: what a deadline means is the machine's business."""

from __future__ import annotations

from enum import Enum


class Timer(Enum):
    """What a machine may be waiting for."""

    BETTING = "betting"
    GAP = "gap"
    LAUNCH = "launch"
    NO_PROGRESS = "no_progress"
    RESULT = "result"
    DECISION = "decision"
    SIGHT = "sight"


class Timers:
    """At most one deadline of each kind (monotonic ns)."""

    def __init__(self) -> None:
        self._at: dict[Timer, int] = {}

    @property
    def deadline_ns(self) -> int | None:
        """The next deadline."""
        return min(self._at.values(), default=None)

    def set(self, timer: Timer, at_ns: int) -> None:
        """Set or move."""
        self._at[timer] = at_ns

    def stop(self, *timers: Timer) -> None:
        """Stop those that run."""
        for timer in timers:
            self._at.pop(timer, None)

    def runs(self, timer: Timer) -> bool:
        """Whether ``timer`` is set."""
        return timer in self._at

    def pop_due(self, now_ns: int) -> tuple[Timer, int] | None:
        """The earliest deadline that is not after ``now_ns``, and take it off."""
        if not self._at:
            return None
        timer, at_ns = min(self._at.items(), key=lambda item: item[1])
        if at_ns > now_ns:
            return None
        del self._at[timer]
        return timer, at_ns
