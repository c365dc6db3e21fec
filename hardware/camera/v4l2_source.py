"""A camera behind the kernel's V4L2, such as a USB camera, by PyAV. Uses the kernel's own time of each frame where it is on our clock.

``address`` is the device, such as /dev/v4l/by-id/..., with ``?input_format=mjpeg`` if it must not be left to the driver.
"""

from __future__ import annotations

import select
from collections.abc import Callable
from pathlib import Path
from threading import Event
from urllib.parse import parse_qsl

from hardware.camera.settings import refuse
from hardware.camera.source import CameraWish, Emit
from hardware.camera.stream_source import give
from hardware.camera.v4l2_controls import CONTROLS, lock
from hardware.camera.video_input import VideoInput
from hardware.clock import Clock
from hardware.driver import DeviceLost

LOOK_MS, SILENT_NS = 200, 1_000_000_000
OLDEST_NS = 1_000_000_000
USUAL = "/dev/video0"


class V4l2Source:
    """One device. A frame that is H.264 already and fits is handed on; MJPEG and raw frames are decoded."""

    def __init__(self, wish: CameraWish, clock: Clock) -> None:
        address, _, words = (wish.address or USUAL).partition("?")
        self.name = wish.name
        self._wish, self._clock, self._device = wish, clock, address
        refuse(wish.settings, frozenset(CONTROLS), "v4l2")
        size = f"{wish.width}x{wish.height}"
        self._options = {"video_size": size, "framerate": f"{wish.fps:g}", **dict(parse_qsl(words))}

    def run(self, emit: Emit, opened: Callable[[], None], stop: Event) -> None:
        """As FrameSource; a device without a frame for a second is lost."""
        with VideoInput(self._wish, self._device, "v4l2", self._options, None) as camera:
            lock(self._device, self._wish.settings)
            opened()
            ready = _Ready(_handle_of(self._device))
            frames = camera.frames()
            silent_since_ns = self._clock.monotonic_ns()
            while not stop.is_set():
                if not ready.within(LOOK_MS):
                    self._check(silent_since_ns)
                    continue
                seen = next(frames, None)
                if seen is None:
                    raise DeviceLost(f"{self._device} has ended")
                silent_since_ns = self._clock.monotonic_ns()
                give(seen, seen_at_ns(seen.stream_ns, silent_since_ns), self._wish, emit)

    def _check(self, silent_since_ns: int) -> None:
        if self._clock.monotonic_ns() - silent_since_ns > SILENT_NS:
            raise DeviceLost(f"{self._device} gave no frame for {SILENT_NS // 1_000_000_000} s")


def seen_at_ns(kernel_ns: int | None, now_ns: int) -> int:
    """The kernel's time of a frame if it is on our monotonic clock, as of every driver of these days; its arrival otherwise."""
    fits = kernel_ns is not None and 0 <= now_ns - kernel_ns <= OLDEST_NS
    return kernel_ns if fits and kernel_ns is not None else now_ns


class _Ready:
    """Waits for a frame with an end: the library itself would wait in the kernel for ever."""

    def __init__(self, handle: int | None) -> None:
        self._poll = select.poll() if handle is not None else None
        if self._poll is not None and handle is not None:
            self._poll.register(handle, select.POLLIN | select.POLLPRI)

    def within(self, limit_ms: int) -> bool:
        return self._poll is None or bool(self._poll.poll(limit_ms))


def _handle_of(device: str) -> int | None:
    """The descriptor that the library has open on the device; None if it can't be told."""
    wanted = Path(device).resolve()
    for entry in Path("/proc/self/fd").iterdir():
        try:
            if entry.readlink() == wanted:
                return int(entry.name)
        except OSError:
            continue
    return None
