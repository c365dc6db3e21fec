"""A Raspberry Pi's own camera by picamera2: pictures, or what the Pi 4's hardware encoder makes of them. Imports picamera2 only when it is run.

``address``: the camera's number (0), and what it gives: ``0 raw`` pictures, ``0 hardware`` the hardware encoder's frames, ``0 software`` those
of picamera2's software encoder; left out, hardware where there is one, pictures otherwise.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from threading import Event
from typing import Any

import av
import numpy as np

from hardware.camera.colours import BY_NAME, Colours
from hardware.camera.source import CameraWish, Coded, Emit, Picture
from hardware.clock import Clock, suspended_ns
from hardware.driver import DeviceLost

SILENT_S, LOOK_S = 1.0, 0.2
LONGEST_EXPOSURE_US = 16_000
"""Longer ones smear a running ball, and blur when a thing was seen."""
LEAST_BITRATE = 1_000_000
"""Below it the Pi's hardware encoder is known to hang."""
SHORT, MANUAL = 1, 1
"""libcamera's AeExposureModeEnum.Short and ExposureTimeModeEnum.Manual."""
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
        self.name = wish.name
        self._number, self._way = int(number), way
        self._wish, self._clock = wish, clock
        self._library, self._asleep_ns = library, asleep_ns
        self._exposure_us = 0
        self._capped = False

    def run(self, emit: Emit, opened: Callable[[], None], stop: Event) -> None:
        """As FrameSource; no frame for a second is lost."""
        library = self._library()
        camera = self._opened(library)
        try:
            self._configure(camera)
            encoder = self._encoder(library)
            if encoder is None:
                self._film(camera, emit, opened, stop)
            else:
                self._film_coded(library, camera, encoder, emit, opened, stop)
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
        self._capped = False
        controls = {"FrameDurationLimits": (period_us, period_us), "AeExposureMode": SHORT}
        main = {"size": (wish.width, wish.height), "format": "YUV420"}
        camera.configure(camera.create_video_configuration(main=main, controls=controls))

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

    # --- pictures ----------------------------------------------------------------------------------------------------

    def _film(self, camera: Any, emit: Emit, opened: Callable[[], None], stop: Event) -> None:
        camera.start()
        opened()
        configured = camera.camera_configuration()
        stride = int(configured["main"]["stride"])
        colours = BY_NAME.get(str(configured.get("colour_space")).lower(), Colours())
        while not stop.is_set():
            request = camera.capture_request(wait=SILENT_S)
            try:
                facts = request.get_metadata()
                frame = self._frame(request.make_buffer("main"), stride)
                colours.mark(frame)
            finally:
                request.release()
            self._look_at_exposure(camera, facts)
            emit(Picture(self._at_ns(int(facts["SensorTimestamp"])), frame))
        camera.stop()

    def _frame(self, buffer: Any, stride: int) -> av.VideoFrame:
        """The library's padded lines as a frame of ours."""
        width, height = self._wish.width, self._wish.height
        frame = av.VideoFrame(width, height, "yuv420p")
        at = 0
        flat = np.asarray(buffer, dtype=np.uint8).reshape(-1)
        for plane, half in zip(frame.planes, (1, 2, 2), strict=True):
            lines, length, wide = height // half, stride // half, width // half
            source = flat[at : at + lines * length].reshape(lines, length)
            target = np.frombuffer(plane, dtype=np.uint8).reshape(-1, plane.line_size)  # type: ignore[call-overload]
            target[:lines, :wide] = source[:, :wide]
            at += lines * length
        return frame

    # --- coded frames ------------------------------------------------------------------------------------------------

    def _film_coded(
        self, library: Any, camera: Any, encoder: Any, emit: Emit, opened: Callable[[], None], stop: Event
    ) -> None:
        last_ns = self._clock.monotonic_ns()

        def coded(frame: bytes, is_key: bool, first_us: int, passed_us: int) -> None:
            nonlocal last_ns
            last_ns = self._clock.monotonic_ns()
            if not stop.is_set():
                emit(Coded(self._at_ns((first_us + passed_us) * 1000), frame, is_key))

        camera.pre_callback = lambda request: self._look_at_exposure(camera, request.get_metadata())
        encoder.output = _output(library, encoder, coded)
        camera.start_encoder(encoder)
        camera.start()
        opened()
        while not stop.wait(LOOK_S):
            if self._clock.monotonic_ns() - last_ns > SILENT_S * 1e9:
                raise DeviceLost(f"camera {self._number} gave no frame for {SILENT_S:g} s")
        camera.stop()
        camera.stop_encoder()

    # --- time and light ----------------------------------------------------------------------------------------------

    def _at_ns(self, sensor_ns: int) -> int:
        """The middle of the exposure. The sensor's time is the boot clock's, at the end of the first row's exposure."""
        return sensor_ns - self._asleep_ns() - self._exposure_us * 500

    def _look_at_exposure(self, camera: Any, facts: dict[str, Any]) -> None:
        """What the automatic exposure may not exceed is fixed for good, and the gain left to make up for it."""
        self._exposure_us = int(facts.get("ExposureTime", self._exposure_us))
        if self._exposure_us > LONGEST_EXPOSURE_US and not self._capped:
            self._capped = True
            mode = {"ExposureTimeMode": MANUAL} if "ExposureTimeMode" in camera.camera_controls else {}
            camera.set_controls({**mode, "ExposureTime": LONGEST_EXPOSURE_US})


def _output(library: Any, encoder: Any, coded: Callable[[bytes, bool, int, int], None]) -> Any:
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
                coded(bytes(frame), bool(keyframe), int(encoder.firsttimestamp), int(timestamp))

    return CodedOutput()
