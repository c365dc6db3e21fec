"""The only reader of clocks on a board: monotonic time for thinking, UTC for the envelope."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """A source of time; tests and replay bring their own."""

    def monotonic_ns(self) -> int:
        """Nanoseconds since some point in this boot; never steps."""

    def utc_ns(self) -> int:
        """Nanoseconds since the Unix epoch; may step."""


class SystemClock:
    """The operating system's clocks (CLOCK_MONOTONIC and CLOCK_REALTIME)."""

    def monotonic_ns(self) -> int:
        return time.monotonic_ns()

    def utc_ns(self) -> int:
        return time.time_ns()


def suspended_ns() -> int:
    """How far CLOCK_BOOTTIME, which cameras stamp with, is ahead of the monotonic clock: for how long this boot has slept."""
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) - time.monotonic_ns()
