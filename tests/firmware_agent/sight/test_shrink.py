"""A picture that is made small for who looks is at the same time encoded by another thread: it must not change under its hands."""

from __future__ import annotations

from threading import Thread

import av
import numpy as np

from firmware_agent.sight.shrink import Shrink
from hardware.camera.colours import BT709, Colours, colours_of


def _picture() -> av.VideoFrame:
    rng = np.random.default_rng(4)
    frame = av.VideoFrame.from_ndarray(rng.integers(16, 235, (540 * 3 // 2, 960), dtype=np.uint8), "yuv420p")
    BT709.mark(frame)
    return frame


def test_it_is_small_and_has_the_same_colours() -> None:
    small = Shrink((320, 180)).small(_picture())
    assert (small.width, small.height, small.format.name) == (320, 180, "yuv420p")
    assert colours_of(small) == BT709


def test_who_encodes_the_frame_meanwhile_sees_its_colours() -> None:
    frame, shrink, seen = _picture(), Shrink((320, 180)), set[Colours]()
    at_work = Thread(target=lambda: [shrink.small(frame) for _ in range(150)])
    at_work.start()
    while at_work.is_alive():
        seen.add(colours_of(frame))
    at_work.join()
    assert seen == {BT709}
