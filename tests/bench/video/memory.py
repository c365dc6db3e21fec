"""Whether the video processes grow: resident memory over time while viewers come and go. A minute tells little; `make soak` does it for as long as one likes."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.processes import resident_mb
from tests.bench.video.house import VideoHouse, video_house
from tests.bench.video.judge import Finding, Measured
from tests.bench.video.slope import slope
from tests.bench.video.talker import talking

BENCH_S, EVERY_S = 30.0, 1.0
VIEWERS, STAY_S, PAUSE_S = 20, 6.0, 4.0
JUDGED_FROM_S = 3600.0
WARM_SHARE = 0.3
"""Of the time: caches fill, the allocator finds its size."""


@dataclass(slots=True)
class Growth:
    """Samples of (s, MB) of one process."""

    name: str
    samples: list[tuple[float, float]] = field(default_factory=list)

    @property
    def mb_per_h(self) -> float:
        """By least squares over the later part."""
        begun = self.samples[0][0] + WARM_SHARE * (self.samples[-1][0] - self.samples[0][0])
        return 3600 * slope([sample for sample in self.samples if sample[0] >= begun])

    @property
    def told(self) -> str:
        """For people."""
        first, last = self.samples[0][1], self.samples[-1][1]
        return f"{self.name} {first:.0f} -> {last:.0f} MB, {self.mb_per_h:+.1f} MB/h"


def memory(folder: Path) -> list[Finding]:
    """Too short to be judged."""
    with video_house(folder) as house:
        grown = watch_growth(house, BENCH_S)
    skip = "" if BENCH_S >= JUDGED_FROM_S else "too short to tell: SOAK_VIDEO_MINUTES=60 make soak, or longer"
    return [Measured("rss_slope", most_mb_per_h(grown), "; ".join(each.told for each in grown), skip)]


def watch_growth(house: VideoHouse, seconds: float) -> list[Growth]:
    """Of the board's and the edge's video process, with viewers that come and go."""
    growths = {house.camera.pid: Growth("board"), house.video_pid: Growth("edge")}
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        with talking("tests.bench.video.crowd", house.addresses()["live"]) as crowd:
            crowd.grow(VIEWERS)
            _sample(growths, min(STAY_S, ends - time.monotonic()))
        _sample(growths, min(PAUSE_S, ends - time.monotonic()))
    return list(growths.values())


def most_mb_per_h(growths: Sequence[Growth]) -> float:
    """Of the one that grows most."""
    return max(each.mb_per_h for each in growths)


def soak(minutes: float) -> tuple[bool, str]:
    """For ``make soak``: whether it was clean, and a line. Under an hour it is only told."""
    with (
        tempfile.TemporaryDirectory(prefix="studio-floor-soak-") as folder,
        video_house(Path(folder)) as house,
    ):
        grown = watch_growth(house, 60 * minutes)
    clean = most_mb_per_h(grown) < 1.0 or 60 * minutes < JUDGED_FROM_S
    return clean, "; ".join(each.told for each in grown)


def _sample(growths: dict[int, Growth], seconds: float) -> None:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        for pid, growth in growths.items():
            growth.samples.append((time.monotonic(), resident_mb(pid)))
        time.sleep(EVERY_S)
