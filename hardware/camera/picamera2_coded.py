"""A picamera2 camera whose frames its encoder codes: hands them on with the moment of their request. Decides nothing about the encoder."""

from __future__ import annotations

from collections.abc import Callable
from queue import SimpleQueue
from threading import Event
from typing import Any

from hardware.clock import Clock
from hardware.driver import DeviceLost

SILENT_S, LOOK_S = 1.0, 0.2


class CodedFilm:
    """One run. ``passing`` gets each request on the library's own thread, ``coded`` each frame: its bytes, whether it is a key frame, its sensor time in ns."""

    def __init__(
        self,
        camera: Any,
        encoder: Any,
        passing: Callable[[Any], None],
        coded: Callable[[bytes, bool, int], None],
        clock: Clock,
    ) -> None:
        self._camera, self._encoder, self._clock = camera, encoder, clock
        self._passing, self._coded = passing, coded
        self._wrong: SimpleQueue[DeviceLost] = SimpleQueue()
        self._last_ns = clock.monotonic_ns()
        self._over = False

    def run(self, library: Any, opened: Callable[[], None], stop: Event) -> None:
        """Until ``stop``. Raises DeviceLost: no frame for a second, or what ``passing`` raised."""
        self._camera.pre_callback = self._pass
        self._encoder.output = _output(library, self._encoder, self._take)
        self._camera.start_encoder(self._encoder)
        self._camera.start()
        opened()
        try:
            while not stop.wait(LOOK_S):
                self._check()
        finally:
            self._over = True
        self._camera.stop()
        self._camera.stop_encoder()

    def _check(self) -> None:
        if not self._wrong.empty():
            raise self._wrong.get()
        if self._clock.monotonic_ns() - self._last_ns > SILENT_S * 1e9:
            raise DeviceLost(f"camera {self._camera.camera_idx} gave no frame for {SILENT_S:g} s")

    def _pass(self, request: Any) -> None:
        if self._over:
            return
        try:
            self._passing(request)
        except DeviceLost as lost:  # the library's thread must go on: it is told on ours
            self._wrong.put(lost)

    def _take(self, frame: bytes, is_key: bool, sensor_us: int) -> None:
        self._last_ns = self._clock.monotonic_ns()
        if not self._over:
            self._coded(frame, is_key, sensor_us * 1000)


def _output(library: Any, encoder: Any, take: Callable[[bytes, bool, int], None]) -> Any:
    """An output of picamera2's kind. Its own ones stamp frames with their arrival."""

    class CodedOutput(library.outputs.Output):  # type: ignore[misc]
        def outputframe(
            self,
            frame: Any,
            keyframe: bool = True,
            timestamp: int | None = None,
            packet: Any = None,
            audio: bool = False,
        ) -> None:
            del packet
            if not audio and timestamp is not None and encoder.firsttimestamp is not None:
                take(bytes(frame), bool(keyframe), int(encoder.firsttimestamp) + int(timestamp))

    return CodedOutput()
