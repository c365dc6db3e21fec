"""A camera that does what a test tells it: pictures of moving noise at a rate, a stall, a hang, a loss, or coded frames of its own."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable

import av
import numpy as np

from hardware.camera.source import Coded, Picture
from hardware.clock import SystemClock
from hardware.driver import DeviceLost

WIDTH, HEIGHT, FPS = 640, 360, 30
CLOCK = SystemClock()


def picture(number: int, width: int = WIDTH, height: int = HEIGHT) -> av.VideoFrame:
    """Each number gives another one."""
    plane = np.full((height * 3 // 2, width), 128, np.uint8)
    plane[:height] = (np.arange(width) + 5 * number) % 256
    return av.VideoFrame.from_ndarray(plane, format="yuv420p")


class FarCamera:
    """A ``FrameSource`` whose switches a test throws while it runs. ``opened``: how often it was. ``coded``: what it codes itself, None for pictures."""

    name = "camera"

    def __init__(self, coded: list[Coded] | None = None) -> None:
        self.silent = threading.Event()
        self.hangs = threading.Event()
        self.unplugged = threading.Event()
        self.still = threading.Event()
        self.released = threading.Event()
        self.opened = 0
        self.gave = 0
        self.coded = coded

    def run(
        self, emit: Callable[[Picture | Coded], None], opened: Callable[[], None], stop: threading.Event
    ) -> None:
        self.opened += 1
        if self.unplugged.is_set():
            raise DeviceLost("no such device")
        opened()
        for number in itertools.count():
            if stop.wait(1 / FPS):
                return
            if self.unplugged.is_set():
                raise DeviceLost("unplugged")
            if self.hangs.is_set():
                self.released.wait()
            elif not self.silent.is_set():
                emit(self._seen(0 if self.still.is_set() else number))
                self.gave += 1

    def _seen(self, number: int) -> Picture | Coded:
        at_ns = CLOCK.monotonic_ns()
        if (coded := self.coded) is None:
            return Picture(at_ns, picture(number))
        told = coded[number % len(coded)]
        return Coded(at_ns, told.access_unit, told.is_key)
