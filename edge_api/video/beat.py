"""What a viewer's page says every few seconds of what it shows, and what all of a table's viewers say together."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from schemas.model import Message

WINDOW_NS = 60 * 10**9
MOST_HELD = 20_000
LAG_BOUNDS_MS = (50, 75, 100, 125, 150, 200, 250, 350, 500, 1000, 2000, 5000, 10000)

Count = Annotated[int, Field(ge=0, le=1_000_000)]


class Beat(Message):
    """``lag_ms``: capture to screen. ``stalls``, ``released_late``: since the beat before. ``shown_utc_ms``: capture time of the frame on the screen."""

    op: Literal["beat"] = "beat"
    lag_ms: Annotated[float, Field(ge=-60_000, le=3_600_000)]
    stalls: Count = 0
    released_late: Count = 0
    shown_utc_ms: Annotated[float, Field(ge=0, le=1e14)]
    path: Literal["fmp4", "whep", "hls"]


class Renew(Message):
    """A fresh ticket instead of the one that this viewer came with."""

    op: Literal["renew"] = "renew"
    ticket: Annotated[str, Field(max_length=4_000)]


FROM_VIEWER: TypeAdapter[Beat | Renew] = TypeAdapter(Annotated[Beat | Renew, Field(discriminator="op")])


def from_viewer(text: str) -> Beat | Renew:
    """A viewer's message. Raises pydantic.ValidationError."""
    return FROM_VIEWER.validate_json(text, extra="ignore")


@dataclass(slots=True)
class Sync:
    """What the viewers of one table have said in the last minute, and since the start. ``lags``: how many beats up to each of LAG_BOUNDS_MS."""

    beats: int = 0
    stalls: int = 0
    released_late: int = 0
    lag_sum_ms: float = 0.0
    lags: list[int] = field(default_factory=lambda: [0] * len(LAG_BOUNDS_MS))
    _recent: deque[tuple[int, Beat, str]] = field(default_factory=lambda: deque(maxlen=MOST_HELD))

    def take(self, beat: Beat, viewer: str, mono_ns: int) -> None:
        """Another beat. ``viewer`` tells viewers apart."""
        self.beats += 1
        self.stalls += beat.stalls
        self.released_late += beat.released_late
        self.lag_sum_ms += beat.lag_ms
        for index, bound in enumerate(LAG_BOUNDS_MS):
            self.lags[index] += beat.lag_ms <= bound
        self._recent.append((mono_ns, beat, viewer))

    def said(self, mono_ns: int) -> dict[str, object]:
        """As status shows it: over the last minute."""
        while self._recent and self._recent[0][0] < mono_ns - WINDOW_NS:
            self._recent.popleft()
        beats = [beat for _, beat, _ in self._recent]
        lags = sorted(beat.lag_ms for beat in beats)
        return {
            "viewers": len({viewer for _, _, viewer in self._recent}),
            "lag_p50_ms": quantile(lags, 0.50),
            "lag_p99_ms": quantile(lags, 0.99),
            "released_late_per_min": sum(beat.released_late for beat in beats),
            "stalls_per_min": sum(beat.stalls for beat in beats),
        }


def quantile(ordered: Sequence[float], share: float) -> float | None:
    """The value below which that share lies (nearest rank); None of none."""
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else None
