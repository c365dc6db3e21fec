"""How late a camera or a sensor is, from flashes at known moments and what was seen of them. Pure; refuses to conclude from too little.

A camera sees a flash between two pictures: the light went on after the last dark one was exposed and before the first lit one. Each flash gives
such a window for the camera's delay; flashes at different phases of the frame make their overlap narrow.
"""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

LEAST_SEEN = 5
LEAST_SHARE = 0.7
LEAST_STEP = 20.0
"""Grey levels of 255 between dark and lit."""

MOST_SPREAD_MS = 10.0
BEFORE_NS = 300_000_000
EARLY_NS = 100_000_000
"""A camera that stamps at the beginning of the exposure can seem to see a flash before it was."""

REACH_NS = 600_000_000
"""Less than from one flash to the next: a missed one is not taken for its neighbour."""


class NotCalibrated(Exception):
    """No figure that could be trusted; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Level:
    """How bright the region was in a picture of that moment, 0 to 255."""

    at_ns: int
    brightness: float


@dataclass(frozen=True, slots=True)
class Window:
    """The delay is above ``low_ns`` and at most ``high_ns``."""

    low_ns: int
    high_ns: int

    def off_ns(self, delay_ns: float) -> float:
        """How far a delay lies outside."""
        return max(self.low_ns - delay_ns, delay_ns - self.high_ns, 0.0)


@dataclass(frozen=True, slots=True)
class Delay:
    """``spread_ms``: nine of ten flashes agree to within that; ``seen`` of ``fired`` flashes count."""

    median_ms: float
    spread_ms: float
    seen: int
    fired: int

    def __str__(self) -> str:
        return (
            f"{self.median_ms:.1f} ms (spread {self.spread_ms:.1f} ms, {self.seen} of {self.fired} flashes)"
        )


def window_of(flash_ns: int, levels: Sequence[Level]) -> Window | None:
    """What the pictures around a flash say of the delay; None if it is not seen in them."""
    near = [level for level in levels if -BEFORE_NS <= level.at_ns - flash_ns <= REACH_NS]
    before = [level.brightness for level in near if level.at_ns < flash_ns - EARLY_NS]
    after = [level for level in near if level.at_ns >= flash_ns - EARLY_NS]
    if not before or not after:
        return None
    dark, lit = statistics.median(before), max(level.brightness for level in after)
    if lit - dark < LEAST_STEP:
        return None
    half = (dark + lit) / 2
    place = next(
        place for place, level in enumerate(near) if level.at_ns >= after[0].at_ns and level.brightness > half
    )
    return Window(near[place - 1].at_ns - flash_ns, near[place].at_ns - flash_ns) if place else None


def camera_delay(flashes: Sequence[int], levels: Sequence[Level]) -> Delay:
    """How much later than the light the camera's stamps are. Raises NotCalibrated."""
    windows = [window for flash in flashes if (window := window_of(flash, levels)) is not None]
    _enough(len(windows), len(flashes), "is the LED inside led_region, and dark when it is off?")
    delay_ns = _best(windows)
    off_ns = sorted(window.off_ns(delay_ns) for window in windows)
    return _agreed(
        delay_ns, off_ns, len(flashes), "the camera's time stamps jump: its kind may not have any of its own"
    )


def sensor_delay(flashes: Sequence[int], heard_ns: Sequence[int]) -> Delay:
    """How long after a flash the sensor's first signal was. Raises NotCalibrated."""
    delays = [delay for flash in flashes if (delay := _first_after(flash, heard_ns)) is not None]
    _enough(len(delays), len(flashes), "is the LED's line wired to this device's sensor?")
    delay_ns = statistics.median(delays)
    off_ns = sorted(abs(delay - delay_ns) for delay in delays)
    return _agreed(delay_ns, off_ns, len(flashes), "the device answers after very different times")


def _first_after(flash_ns: int, heard_ns: Sequence[int]) -> int | None:
    return min((at - flash_ns for at in heard_ns if 0 <= at - flash_ns <= REACH_NS), default=None)


def _best(windows: Sequence[Window]) -> float:
    """The middle of where most windows overlap."""
    edges = sorted({edge for window in windows for edge in (window.low_ns, window.high_ns)})
    spans = list(itertools.pairwise(edges))
    counts = [sum(w.low_ns <= low and high <= w.high_ns for w in windows) for low, high in spans]
    best = [span for span, count in zip(spans, counts, strict=True) if count == max(counts)]
    return (best[0][0] + best[-1][1]) / 2


def _enough(seen: int, fired: int, advice: str) -> None:
    if seen < LEAST_SEEN or seen < LEAST_SHARE * fired:
        raise NotCalibrated(f"only {seen} of {fired} flashes were seen: {advice}")


def _agreed(delay_ns: float, off_ns: Sequence[float], fired: int, advice: str) -> Delay:
    spread_ms = off_ns[(len(off_ns) * 9 - 1) // 10] / 1e6
    if spread_ms > MOST_SPREAD_MS:
        raise NotCalibrated(
            f"the flashes disagree by {spread_ms:.1f} ms, more than {MOST_SPREAD_MS:g} ms: {advice}"
        )
    return Delay(delay_ns / 1e6, spread_ms, len(off_ns), fired)
