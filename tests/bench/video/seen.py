"""What a viewer saw: when each picture was on the canvas, what time was burned into it, what the player's clock said. Pure arithmetic over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from tests.bench.figures import percentile

TOLERANCE_MS = 0.5
"""Two readings of a clock for one frame may differ by some microseconds."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Unix ms. ``burned``: None when the barcode could not be read; ``same``: whether canvas and clock spoke of one frame."""

    at: float
    burned: float | None
    clock: float | None
    same: bool

    @property
    def sure(self) -> bool:
        """The barcode is that of the picture which the clock speaks of."""
        return self.same and self.burned is not None


@dataclass(frozen=True, slots=True)
class Shown:
    """An event that was put on the page. ``t``: when the picture shows it; ``clock``: of the picture that was on the screen then.

    ``by_wall``: no picture had come for a second, so that the wall clock showed it.
    """

    t: float
    clock: float | None
    by_wall: bool = False


@dataclass(slots=True)
class Seen:
    """Since the last look. ``first_ms``: from the start of the player to its first picture."""

    frames: list[Frame]
    events: list[Shown] = field(default_factory=list)
    ends: list[str] = field(default_factory=list)
    first_ms: float | None = None
    figures: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, told: dict[str, Any]) -> Self:
        """As the page says it."""
        frames = [Frame(*each) for each in told["frames"]]
        events = [Shown(*each) for each in told["events"]]
        return cls(frames, events, told["ends"], told["firstMs"], told["figures"])

    @property
    def read_share(self) -> float:
        """Of the pictures whose barcode could be read."""
        return len(self.burned) / max(1, len(self.frames))

    @property
    def burned(self) -> list[float]:
        """Capture times, in the order in which they were seen."""
        return [frame.burned for frame in self.frames if frame.burned is not None]

    @property
    def lags_ms(self) -> list[float]:
        """From the capture to the canvas."""
        return [frame.at - frame.burned for frame in self.frames if frame.burned is not None]

    @property
    def clock_errors_ms(self) -> list[float]:
        """How far the player's clock was from what was burned into the same picture."""
        return [
            abs(frame.clock - frame.burned)
            for frame in self.frames
            if frame.same and frame.burned is not None and frame.clock is not None
        ]

    def frames_behind(self) -> list[int]:
        """Of each event: 0 on the first picture that shows it, 1 on the next one, -1 on the one before.

        Left out: those by the wall clock, and those at a picture that the canvas had exchanged already when it was read (a busy browser).
        """
        places = {frame.clock: place for place, frame in enumerate(self.frames) if frame.sure}
        behind = []
        for event in self.events:
            if event.by_wall:
                continue
            place, due = places.get(event.clock), self._first_with(event.t)
            if place is not None and due is not None:
                behind.append(place - due)
        return behind

    def _first_with(self, t: float) -> int | None:
        """The place of the first picture that was captured at ``t`` or later; None when the one before it can't be told."""
        for place, frame in enumerate(self.frames):
            if frame.burned is not None and frame.burned >= t - TOLERANCE_MS:
                return place if place and frame.sure and self.frames[place - 1].sure else None
        return None


def p(values: Sequence[float], percent: float) -> float:
    """A percentile; infinite when there is nothing."""
    return percentile(values, percent) if values else float("inf")
