"""Relates this boot's monotonic time to UTC by bracketing one clock with the other. Reads nothing but the clock that it was given."""

from __future__ import annotations

from dataclasses import dataclass

from hardware.clock import Clock

REFRESH_NS = 1_000_000_000
_TRIES = 5


@dataclass(frozen=True, slots=True)
class _Bracket:
    """UTC - monotonic as seen at ``read_ns``, right to within ``error_ns``."""

    read_ns: int
    offset_ns: int
    error_ns: int


class TimeBase:
    """Turns monotonic ns into UTC ns. Looks at the clocks again each second, so a step of UTC is followed within that and one call.

    Two threads may use one: what was read is replaced as a whole.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._best = _best_of(clock)

    def utc_ns(self, at_ns: int) -> int:
        """The UTC of a monotonic moment, by what the clocks say now."""
        return at_ns + self._fresh().offset_ns

    @property
    def error_ns(self) -> int:
        """How far off the relation of the two clocks can be; not how far off UTC itself is (hardware.clock_quality)."""
        return self._best.error_ns

    def _fresh(self) -> _Bracket:
        best = self._best
        if not 0 <= self._clock.monotonic_ns() - best.read_ns < REFRESH_NS:
            best = self._best = _best_of(self._clock)
        return best


def _best_of(clock: Clock) -> _Bracket:
    """The narrowest of a few brackets: a thread that is put aside between two reads makes a wide one."""
    return min((_bracket(clock) for _ in range(_TRIES)), key=lambda bracket: bracket.error_ns)


def _bracket(clock: Clock) -> _Bracket:
    before = clock.monotonic_ns()
    utc = clock.utc_ns()
    after = clock.monotonic_ns()
    half = (after - before + 1) // 2
    return _Bracket(after, utc - (before + half), half)
