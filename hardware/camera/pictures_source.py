"""A folder of pictures, played in the order of their names at a pace, again and again: for trying out what looks, without a camera."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import cast

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.camera.settings import refuse
from hardware.camera.source import CameraWish, Emit, Picture
from hardware.camera.whole_jpeg import torn_jpeg
from hardware.clock import Clock
from hardware.driver import DeviceLost

KINDS = frozenset({".jpg", ".jpeg", ".png"})
MOST_BYTES = 50_000_000


class PicturesSource:
    """``address`` is the folder, looked at again each time round. What is no picture in it, or a torn one, is passed over."""

    def __init__(self, wish: CameraWish, clock: Clock) -> None:
        if not wish.address:
            raise ValueError("pictures need their folder as address")
        refuse(wish.settings, frozenset(), "pictures")
        self.name = wish.name
        self._wish, self._clock, self._folder = wish, clock, Path(wish.address)

    def run(self, emit: Emit, opened: Callable[[], None], stop: Event) -> None:
        """As FrameSource; a folder without a picture is lost."""
        first = True
        while not stop.is_set():
            shown = 0
            for frame in self._pictures():
                if first:
                    opened()
                first = False
                emit(Picture(self._clock.monotonic_ns(), frame))
                shown += 1
                if stop.wait(1 / self._wish.fps):
                    return
            if not shown:
                raise DeviceLost(f"{self._folder} holds no picture that can be shown")

    def _pictures(self) -> Iterator[av.VideoFrame]:
        try:
            paths = sorted(path for path in self._folder.iterdir() if path.suffix.lower() in KINDS)
        except OSError as wrong:
            raise DeviceLost(f"{self._folder} can't be read: {wrong.strerror}") from None
        for path in paths:
            frame = self._frame(path)
            if frame is not None:
                yield frame

    def _frame(self, path: Path) -> av.VideoFrame | None:
        """Of the wished size, whatever the picture's; None for what is no picture."""
        try:
            data = np.fromfile(path, dtype=np.uint8, count=MOST_BYTES)
            bad = not data.size or torn_jpeg(data.tobytes())
            found = None if bad else cv2.imdecode(data, cv2.IMREAD_COLOR)
        except (OSError, cv2.error):
            return None
        if found is None:
            return None
        size = self._wish.width, self._wish.height
        fitted = cv2.resize(found, size, interpolation=cv2.INTER_AREA)
        planes = cast(NDArray[np.uint8], cv2.cvtColor(fitted, cv2.COLOR_BGR2YUV_I420))
        return av.VideoFrame.from_ndarray(planes, format="yuv420p")
