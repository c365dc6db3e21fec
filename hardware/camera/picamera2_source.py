"""A Raspberry Pi's own camera by picamera2: pictures, or what the Pi 4's hardware encoder makes of them. Imports picamera2 only when it is run.

``address``: the camera's number (0), and what it gives: ``0 raw`` pictures, ``0 hardware`` the hardware encoder's frames, ``0 software`` those
of picamera2's software encoder; left out, hardware where there is one, pictures otherwise.

For who looks (``CameraWish.look``) the camera also makes a small picture of each request, libcamera's ``lores`` stream. Both pictures of a request
have its SensorTimestamp; each is copied once, and only when somebody takes it from the view.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from threading import Event
from typing import Any

from hardware.camera.picamera2_coded import CodedFilm
from hardware.camera.picamera2_frames import LORES, MAIN, Frames
from hardware.camera.picamera2_light import LOCKABLE, SHORT, Light, locking
from hardware.camera.settings import refuse
from hardware.camera.small import small_size
from hardware.camera.source import CameraWish, Coded, Emit, Picture, View
from hardware.clock import Clock, suspended_ns
from hardware.driver import DeviceLost

SILENT_S = 1.0
LEAST_BITRATE = 1_000_000
"""Below it the Pi's hardware encoder is known to hang."""
WAYS = ("", "raw", "hardware", "software")

Library = Callable[[], Any]


def installed() -> Any:
    """picamera2 with its encoders and outputs.

    Raises:
        DeviceLost: this machine has none.
    """
    try:
        library = importlib.import_module("picamera2")
        for part in ("encoders", "outputs"):
            importlib.import_module(f"picamera2.{part}")
    except ImportError as missing:
        raise DeviceLost(f"picamera2 can't be imported ({missing}): docs/install.md") from None
    return library


class Picamera2Source:
    """One camera. ``library`` and ``asleep_ns`` stand for the installed picamera2 and the time that this boot has slept."""

    def __init__(
        self,
        wish: CameraWish,
        clock: Clock,
        library: Library = installed,
        asleep_ns: Callable[[], int] = suspended_ns,
    ) -> None:
        number, _, way = (wish.address or "0").partition(" ")
        if not number.isdecimal() or way not in WAYS:
            raise ValueError(
                f"a camera's address is its number, and raw, hardware or software: not {wish.address!r}"
            )
        refuse(wish.settings, LOCKABLE, "picamera2")
        self.name = wish.name
        self._number, self._way = int(number), way
        self._wish, self._clock = wish, clock
        self._library, self._asleep_ns = library, asleep_ns
        self._light = Light(wish.settings)

    def run(self, emit: Emit, opened: Callable[[], None], stop: Event) -> None:
        """As FrameSource; no frame for a second is lost."""
        library = self._library()
        camera = self._opened(library)
        try:
            self._configure(camera)
            frames = Frames(library, camera)
            encoder = None if self._wish.looks_only else self._encoder(library)
            if encoder is None:
                self._film(camera, frames, emit, opened, stop)
            else:
                self._film_coded(camera, encoder, frames, emit).run(library, opened, stop)
        except (RuntimeError, OSError, TimeoutError) as wrong:
            raise DeviceLost(f"camera {self._number} broke off: {wrong or type(wrong).__name__}") from None
        finally:
            camera.close()

    def _opened(self, library: Any) -> Any:
        try:
            return library.Picamera2(self._number)
        except (IndexError, RuntimeError, OSError) as wrong:
            raise DeviceLost(f"camera {self._number} can't be opened: {wrong}") from None

    def _configure(self, camera: Any) -> None:
        wish, period_us = self._wish, round(1e6 / self._wish.fps)
        self._light = Light(wish.settings)
        controls = {"FrameDurationLimits": (period_us, period_us), "AeExposureMode": SHORT}
        controls |= locking(wish.settings, camera.camera_controls)
        streams = {MAIN: {"size": (wish.width, wish.height), "format": "YUV420"}}
        if wish.look is not None:
            streams[LORES] = {"size": small_size(wish.width, wish.height), "format": "YUV420"}
        camera.configure(camera.create_video_configuration(**streams, controls=controls))

    def _encoder(self, library: Any) -> Any:
        """None where pictures are given."""
        encoders, wish = library.encoders, self._wish
        has_hardware = encoders.H264Encoder is not encoders.LibavH264Encoder
        way = self._way or ("hardware" if has_hardware else "raw")
        if way == "raw":
            return None
        if way == "hardware" and not has_hardware:
            raise DeviceLost("this board has no hardware encoder: say raw instead")
        bitrate, every = wish.bitrate_kbit * 1000, round(wish.fps)
        if way == "hardware":
            return encoders.H264Encoder(
                bitrate=max(LEAST_BITRATE, bitrate),
                repeat=True,
                iperiod=every,
                profile="constrained baseline",
            )
        encoder = encoders.LibavH264Encoder(bitrate=bitrate, repeat=True, iperiod=every)
        encoder.threads = 1  # its own choice of threads holds back up to five frames
        return encoder

    def _film(self, camera: Any, frames: Frames, emit: Emit, opened: Callable[[], None], stop: Event) -> None:
        camera.start()
        opened()
        while not stop.is_set():
            request = camera.capture_request(wait=SILENT_S)
            try:
                self._take(camera, request, frames, emit)
            finally:
                request.release()
        camera.stop()

    def _take(self, camera: Any, request: Any, frames: Frames, emit: Emit) -> None:
        facts = request.get_metadata()
        self._light.take(camera, facts)
        at_ns = self._at_ns(int(facts["SensorTimestamp"]))
        if self._wish.looks_only:
            self._show(request, frames, at_ns)
            return
        small = frames.copied(request, LORES) if frames.has_small else None
        emit(Picture(at_ns, frames.copied(request, MAIN), small))

    def _show(self, request: Any, frames: Frames, at_ns: int) -> None:
        """To who looks: what is not taken from the view is not copied; copying each whole picture would halve the rate."""
        if self._wish.look is not None:
            whole, small = (lambda: frames.copied(request, MAIN)), (lambda: frames.copied(request, LORES))
            self._wish.look(View(at_ns, whole, small))

    def _film_coded(self, camera: Any, encoder: Any, frames: Frames, emit: Emit) -> CodedFilm:
        def passing(request: Any) -> None:
            facts = request.get_metadata()
            self._light.take(camera, facts)
            self._show(request, frames, self._at_ns(int(facts["SensorTimestamp"])))

        def coded(frame: bytes, is_key: bool, sensor_ns: int) -> None:
            emit(Coded(self._at_ns(sensor_ns), frame, is_key))

        return CodedFilm(camera, encoder, passing, coded, self._clock)

    def _at_ns(self, sensor_ns: int) -> int:
        """The middle of the exposure. The sensor's time is the boot clock's, at the end of the first row's exposure."""
        return sensor_ns - self._asleep_ns() - self._light.exposure_us * 500
