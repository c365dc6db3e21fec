"""What a viewer's page says every few seconds of what it shows, and what all of a table's viewers say together."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from schemas.model import Message

WINDOW_NS = 60 * 10**9
MOST_HELD = 20_000
FEW_BEATS = 500
AGAIN_NS = 5 * 10**9
MOST_COUNTED = 12
"""Beats of one viewer that count in a minute, the last ones: who beats more often weighs no more than others."""

LAG_BOUNDS_MS = (50, 75, 100, 125, 150, 200, 250, 350, 500, 1000, 2000, 5000, 10000)
OFF_BOUNDS_MS = (17, 34, 50, 67, 100, 150, 250, 500, 1000, 3000)
WORST_SHOWN = 5
TROUBLE_MS = 500
"""Among players who are worse off, a stall or a late event weighs as much as so much lag."""

Count = Annotated[int, Field(ge=0, le=1_000_000)]


class Beat(Message):
    """``lag_ms``: capture of the frame on the screen to now. ``shown_utc_ms``: its capture time. All else is since the beat before.

    ``events``: how many were shown with a picture; ``event_off_ms``: the time of the frame on the screen less the event's, of the one farthest off.
    """

    op: Literal["beat"] = "beat"
    lag_ms: Annotated[float, Field(ge=-60_000, le=3_600_000)]
    stalls: Count = 0
    released_late: Count = 0
    events: Count = 0
    event_off_ms: Annotated[float, Field(ge=-3_600_000, le=3_600_000)] | None = None
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


@dataclass(frozen=True, slots=True)
class Said:
    """A beat as it came in. ``viewer`` tells viewers apart; ``player_no`` 0: staff."""

    mono_ns: int
    beat: Beat
    viewer: str
    player_no: int


@dataclass(slots=True)
class Sync:
    """What the viewers of one table have said in the last minute, and since the start.

    ``lags``, ``offs``: how many beats up to each of LAG_BOUNDS_MS, OFF_BOUNDS_MS; ``measured``: beats that told of events.
    """

    beats: int = 0
    stalls: int = 0
    released_late: int = 0
    events: int = 0
    measured: int = 0
    lag_sum_ms: float = 0.0
    off_sum_ms: float = 0.0
    lags: list[int] = field(default_factory=lambda: [0] * len(LAG_BOUNDS_MS))
    offs: list[int] = field(default_factory=lambda: [0] * len(OFF_BOUNDS_MS))
    _recent: deque[Said] = field(default_factory=lambda: deque(maxlen=MOST_HELD))
    _told: dict[str, object] | None = None
    _told_ns: int = 0

    def take(self, beat: Beat, viewer: str, player_no: int, mono_ns: int) -> None:
        """Another beat."""
        self.beats += 1
        self.stalls += beat.stalls
        self.released_late += beat.released_late
        self.events += beat.events
        self.lag_sum_ms += beat.lag_ms
        _count(self.lags, LAG_BOUNDS_MS, beat.lag_ms)
        if beat.event_off_ms is not None:
            self.measured += 1
            self.off_sum_ms += abs(beat.event_off_ms)
            _count(self.offs, OFF_BOUNDS_MS, abs(beat.event_off_ms))
        self._recent.append(Said(mono_ns, beat, viewer, player_no))

    def said(self, mono_ns: int) -> dict[str, object]:
        """As status shows it: over the last minute. ``event_off_*``: how far the farthest event of each beat was off, either way.

        Of a large audience what was worked out less than AGAIN_NS ago: it takes a while, on the loop on which frames go out.
        """
        is_fresh = self._told is not None and mono_ns - self._told_ns < AGAIN_NS
        if self._told is None or not is_fresh or len(self._recent) <= FEW_BEATS:
            self._told, self._told_ns = self._sum_up(mono_ns), mono_ns
        return self._told

    def _sum_up(self, mono_ns: int) -> dict[str, object]:
        while self._recent and self._recent[0].mono_ns < mono_ns - WINDOW_NS:
            self._recent.popleft()
        by_viewer: dict[str, deque[Said]] = {}
        for said in self._recent:
            by_viewer.setdefault(said.viewer, deque(maxlen=MOST_COUNTED)).append(said)
        beats = [said.beat for counted in by_viewer.values() for said in counted]
        lags = sorted(beat.lag_ms for beat in beats)
        offs = sorted(abs(beat.event_off_ms) for beat in beats if beat.event_off_ms is not None)
        return {
            "viewers": len(by_viewer),
            "lag_p50_ms": quantile(lags, 0.50),
            "lag_p99_ms": quantile(lags, 0.99),
            "event_off_p50_ms": quantile(offs, 0.50),
            "event_off_p99_ms": quantile(offs, 0.99),
            "events_per_min": sum(beat.events for beat in beats),
            "released_late_per_min": sum(beat.released_late for beat in beats),
            "stalls_per_min": sum(beat.stalls for beat in beats),
            "worst": _worst(by_viewer.values()),
        }


def _count(counts: list[int], bounds: Sequence[int], value: float) -> None:
    for index, bound in enumerate(bounds):
        counts[index] += value <= bound


def _worst(viewers: Iterable[Sequence[Said]]) -> list[dict[str, object]]:
    """Those who are worst off: where each is now, and what went wrong in the minute."""
    told = []
    for beats in viewers:
        last = beats[-1]
        late = sum(said.beat.released_late for said in beats)
        stalls = sum(said.beat.stalls for said in beats)
        score = last.beat.lag_ms + TROUBLE_MS * (late + stalls)
        told.append((score, late, stalls, last))
    worst = heapq.nlargest(WORST_SHOWN, told, key=lambda each: each[0])
    return [
        {
            "player_no": last.player_no,
            "path": last.beat.path,
            "lag_ms": last.beat.lag_ms,
            "late": late,
            "stalls": stalls,
        }
        for _, late, stalls, last in worst
    ]


def quantile(ordered: Sequence[float], share: float) -> float | None:
    """The value below which that share lies (nearest rank); None of none."""
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else None
