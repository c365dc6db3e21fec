"""How many viewers a core serves: CPU time of the video process over the number of viewers, beside a bare relay of the same messages."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from schemas.video.record import framed
from tests.bench.processes import BenchFailed
from tests.bench.video.house import VideoHouse, video_house
from tests.bench.video.house_files import FPS
from tests.bench.video.judge import Beside, Finding, Measured
from tests.bench.video.slope import a_core, shares, slope
from tests.bench.video.takers import take_fmp4
from tests.bench.video.talker import Talker, talking

FMP4, WHEP = (50, 150, 300), (5, 12, 20)
SAMPLE_S = 3.0
LEAST_MBIT = 0.5


@dataclass(frozen=True, slots=True)
class Served:
    """CPU shares by number of viewers; what each viewer had."""

    points: list[tuple[float, float]]
    mbit_each: float

    @property
    def share(self) -> float:
        """Of a core, for one viewer more."""
        return slope(self.points)

    @property
    def told(self) -> str:
        """For the table."""
        shares = ", ".join(f"{count:g}: {100 * share:.1f} %" for count, share in self.points)
        return f"{shares}; {self.mbit_each:.1f} Mbit/s each"


def viewers(folder: Path) -> list[Finding]:
    """Both kinds, one after the other; the bare relay in between."""
    with video_house(folder) as house:
        fmp4 = _crowd(house, "tests.bench.video.crowd", "live", FMP4)
        kept = folder / "messages"
        kept.write_bytes(b"".join(map(framed, take_fmp4(house.addresses()["live"], SAMPLE_S))))
        raw = _raw(kept)
        whep = _crowd(house, "tests.bench.video.whep_crowd", "whep", WHEP)
    return [
        Measured("viewers_fmp4", a_core(fmp4.share), fmp4.told),
        Measured("viewers_whep", a_core(whep.share), whep.told),
        Beside("one fMP4 viewer", 100 * fmp4.share, "% of a core"),
        Beside(
            "one viewer of a bare relay (uvloop, ready-made messages)",
            100 * raw.share,
            "% of a core",
            raw.told,
        ),
        Beside("one WHEP viewer", 100 * whep.share, "% of a core"),
    ]


def _crowd(house: VideoHouse, program: str, address: str, counts: tuple[int, ...]) -> Served:
    with talking(program, house.addresses()[address]) as crowd:
        points = shares(house.video_pid, counts, crowd.grow)
        mbit, lost = _mbit_each(crowd, counts[-1]), int(crowd.ask("lost"))
    if lost or mbit < LEAST_MBIT:
        raise BenchFailed(
            f"{address}: {lost} of {counts[-1]} viewers were sent away, each had {mbit:.2f} Mbit/s"
        )
    return Served(points, mbit)


def _raw(kept: Path) -> Served:
    with talking("tests.bench.video.raw_relay", str(kept), str(FPS)) as relay:
        url = f"tcp://127.0.0.1:{relay.hear()}"
        with talking("tests.bench.video.crowd", url) as crowd:
            points = shares(relay.pid, FMP4, crowd.grow)
            return Served(points, _mbit_each(crowd, FMP4[-1]))


def _mbit_each(crowd: Talker, viewers: int) -> float:
    began, before = time.monotonic(), int(crowd.ask("bytes"))
    time.sleep(SAMPLE_S)
    came = int(crowd.ask("bytes")) - before
    return 8e-6 * came / (time.monotonic() - began) / viewers
