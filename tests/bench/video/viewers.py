"""How many viewers a core serves: CPU time of the video process over the number of viewers, beside a bare relay of the same messages."""

from __future__ import annotations

from pathlib import Path

from schemas.video.record import framed
from tests.bench.processes import BenchFailed
from tests.bench.video.house import FPS, VideoHouse, video_house
from tests.bench.video.judge import Beside, Finding, Measured
from tests.bench.video.slope import a_core, shares, slope
from tests.bench.video.takers import take_fmp4
from tests.bench.video.talker import talking

FMP4, WHEP = (50, 150, 300), (5, 12, 20)
SAMPLE_S = 3.0


def viewers(folder: Path) -> list[Finding]:
    """Both kinds, one after the other; the bare relay in between."""
    with video_house(folder) as house:
        fmp4 = _crowd(house, "tests.bench.video.crowd", "live", FMP4)
        kept = folder / "messages"
        kept.write_bytes(b"".join(map(framed, take_fmp4(house.addresses()["live"], SAMPLE_S))))
        raw = _raw(kept)
        whep = _crowd(house, "tests.bench.video.whep_crowd", "whep", WHEP)
    return [
        Measured("viewers_fmp4", a_core(slope(fmp4)), _told(fmp4)),
        Measured("viewers_whep", a_core(slope(whep)), _told(whep)),
        Beside("one fMP4 viewer", 100 * slope(fmp4), "% of a core", _told(fmp4)),
        Beside(
            "one viewer of a bare relay (uvloop, ready-made messages)",
            100 * slope(raw),
            "% of a core",
            _told(raw),
        ),
        Beside("one WHEP viewer", 100 * slope(whep), "% of a core", _told(whep)),
    ]


def _crowd(
    house: VideoHouse, program: str, address: str, counts: tuple[int, ...]
) -> list[tuple[float, float]]:
    with talking(program, house.addresses()[address]) as crowd:
        points = shares(house.video_pid, counts, crowd.grow)
        lost = int(crowd.ask("lost"))
    if lost:
        raise BenchFailed(f"{lost} of {counts[-1]} viewers of {address} were sent away")
    return points


def _raw(kept: Path) -> list[tuple[float, float]]:
    with talking("tests.bench.video.raw_relay", str(kept), str(FPS)) as relay:
        url = f"tcp://127.0.0.1:{relay.hear()}"
        with talking("tests.bench.video.crowd", url) as crowd:
            return shares(relay.pid, FMP4, crowd.grow)


def _told(points: list[tuple[float, float]]) -> str:
    return ", ".join(f"{count:g}: {100 * share:.1f} %" for count, share in points)
