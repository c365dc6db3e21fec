"""Frames with times and no picture, for tests of what is cut out of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hypothesis import strategies as st

from edge_api.video.hls import Cutter, Part, Window

START_NS = 1_790_000_000_123_456_789
MS = 1_000_000
INIT = b"init of the tracks"


@dataclass(frozen=True)
class Shot:
    """A frame: when it was captured, and whether it is a key frame."""

    utc_ns: int
    is_key: bool

    @property
    def data(self) -> bytes:
        """Its time as its bytes, so that it can be found again."""
        return self.utc_ns.to_bytes(8, "big")


def steady(frames: int, fps: int = 30, gop: int = 30, start_ns: int = START_NS) -> list[Shot]:
    """A camera that never stumbles."""
    return [Shot(start_ns + number * 1_000_000_000 // fps, number % gop == 0) for number in range(frames)]


@st.composite
def shaken(draw: st.DrawFn, most: int = 250) -> list[Shot]:
    """A camera whose frames come unevenly, now and then late, seldom with a hole, and key frames not always each second."""
    step_ns = draw(st.sampled_from([33_333_333, 40_000_000, 66_666_666]))
    gop = draw(st.sampled_from([15, 25, 30, 50]))
    utc_ns, shots = START_NS, []
    for number in range(draw(st.integers(gop, most))):
        shots.append(Shot(utc_ns, number % gop == 0 or draw(st.integers(0, 60)) == 0))
        late_ms = draw(st.sampled_from([0] * 30 + [20, 100, 290, 500, 3000, -50]))
        utc_ns += step_ns + draw(st.integers(-5 * MS, 5 * MS)) + late_ms * MS
    return shots


def parts_of(shots: Iterable[Shot], cutter: Cutter | None = None) -> Iterator[Part]:
    """What a cutter makes of them."""
    cutter = cutter or Cutter(START_NS - 10**12)
    for shot in shots:
        yield from cutter.video(shot.utc_ns, shot.is_key, shot.data)


def window_of(shots: Iterable[Shot]) -> Window:
    """A window that has taken all parts of them."""
    window = Window()
    window.begin(INIT)
    for part in parts_of(shots):
        window.push(part)
    return window
