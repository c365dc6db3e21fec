"""A wheel's history: spins with the ball, the dealer and the direction of each, and the parts of it that are asked for. Reads no books."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from edge_api.stats.wheel.counts import WheelCounts
from schemas.games.wheels import RotorDirection, Wheel


@dataclass(frozen=True, slots=True)
class Spin:
    """One spin of a wheel; None where the books do not know."""

    pocket: str
    at_utc_ns: int
    ball: str | None = None
    dealer: str | None = None
    direction: RotorDirection | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which spins count: what is None does not matter. ``since`` is in, ``until`` is out (UTC, nanoseconds)."""

    ball: str | None = None
    dealer: str | None = None
    direction: RotorDirection | None = None
    since_utc_ns: int | None = None
    until_utc_ns: int | None = None

    def matches(self, spin: Spin) -> bool:
        """Is this spin one of them?"""
        return (
            self.ball in (None, spin.ball)
            and self.dealer in (None, spin.dealer)
            and self.direction in (None, spin.direction)
            and (self.since_utc_ns is None or spin.at_utc_ns >= self.since_utc_ns)
            and (self.until_utc_ns is None or spin.at_utc_ns < self.until_utc_ns)
        )


EVERY_SPIN = Wanted()


def count(
    wheel: Wheel, spins: Iterable[Spin], wanted: Wanted = EVERY_SPIN, last: int | None = None
) -> WheelCounts:
    """Count the spins that are wanted, oldest first, or the ``last`` of them. A step counts when both of its spins do: a dealer's steps
    stay the dealer's own.

    Raises:
        KeyError: a spin fell into a pocket that the wheel does not have.
    """
    counts, steps = WheelCounts(wheel), _steps(spins, wanted)
    taken: Iterable[tuple[str, str | None]] = steps if last is None else deque(steps, maxlen=last)
    for number, (pocket, after) in enumerate(taken):
        counts.add(pocket, after if number else None)
    return counts


def _steps(spins: Iterable[Spin], wanted: Wanted) -> Iterator[tuple[str, str | None]]:
    """Each wanted spin with the one right before it, if that is wanted too."""
    before = None
    for spin in spins:
        if wanted.matches(spin):
            yield spin.pocket, before
            before = spin.pocket
        else:
            before = None
