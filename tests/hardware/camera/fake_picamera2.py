"""picamera2 as its manual and its sources document it, as far as our source uses it, without a camera. Stamps are the boot clock's, in ns.

From picamera2 0.3: ``Picamera2``, ``MappedArray``, ``encoders.H264Encoder`` / ``LibavH264Encoder``, ``outputs.Output``; an encoder tells its
outputs the microseconds since its ``firsttimestamp``. A request's buffers may be mapped until it is released, or until ``pre_callback`` returns.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.fixtures.x264 import Coding, coded

FIRST_US = 77_000_000
FRAME_US = 33_333
LENS = ("AfMode", "LensPosition")
KNOWN = (
    "ExposureTime",
    "AnalogueGain",
    "AeEnable",
    "AeExposureMode",
    "AwbEnable",
    "ColourGains",
    "FrameDurationLimits",
)


class ColorSpace:
    """libcamera's; its text is the name of one of the usual ones (``ColorSpace::toString``)."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __str__(self) -> str:
        return self._name


class Output:
    """Base of outputs."""

    def __init__(self, pts: Any = None) -> None:
        self.recording = False

    def start(self) -> None:
        self.recording = True

    def stop(self) -> None:
        self.recording = False

    def outputframe(
        self,
        frame: bytes,
        keyframe: bool = True,
        timestamp: int | None = None,
        packet: Any = None,
        audio: bool = False,
    ) -> None:
        """Overridden."""

    def _add_stream(self, *stream: Any, **facts: Any) -> None:
        """Newer encoders say what kind of stream it is."""


class Encoder:
    def __init__(self) -> None:
        self.firsttimestamp: int | None = None
        self._output: list[Output] = []
        self.running = False

    @property
    def output(self) -> list[Output]:
        return self._output

    @output.setter
    def output(self, value: Output | list[Output]) -> None:
        found = value if isinstance(value, list) else [value]
        if not all(isinstance(one, Output) for one in found):
            raise RuntimeError("Must pass Output")
        self._output = found


class H264Encoder(Encoder):
    def __init__(
        self, bitrate: int | None = None, repeat: bool = True, iperiod: int | None = None, framerate: float | None = None,
        enable_sps_framerate: bool = False, qp: int | None = None, profile: str | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.bitrate, self.repeat, self.iperiod, self.profile = bitrate, repeat, iperiod, profile


class LibavH264Encoder(Encoder):
    def __init__(
        self, bitrate: int | None = None, repeat: bool = True, iperiod: int = 30, framerate: int = 30,
        qp: int | None = None, profile: str | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.bitrate, self.repeat, self.iperiod, self.threads = bitrate, repeat, iperiod, 0


class Request:
    def __init__(self, camera: Camera, number: int) -> None:
        self._camera, self._number = camera, number
        self.released = False
        self.mapped: list[str] = []

    def stride(self, name: str) -> int:
        stride: int = self._camera.configured[name]["stride"]
        return stride

    def get_metadata(self) -> dict[str, Any]:
        stamp = FIRST_US * 1000 + self._number * FRAME_US * 1000
        return {"SensorTimestamp": stamp, "ExposureTime": self._camera.exposure_us, **self._camera.told}

    def lines(self, name: str) -> NDArray[np.uint8]:
        """A stream's buffer: padded lines; brighter with each request, the small stream by 5 more."""
        told = self._camera.configured[name]
        (width, height), stride = told["size"], told["stride"]
        flat = np.zeros(height * 3 // 2 * stride, np.uint8)
        flat[: height * stride].reshape(height, stride)[:, :width] = (
            10 + self._number % 200 + 5 * (name == "lores")
        )
        chroma = flat[height * stride :].reshape(2, height // 2, stride // 2)
        chroma[0, :, : width // 2], chroma[1, :, : width // 2] = 90, 170
        return flat

    def release(self) -> None:
        self.released = True


class MappedArray:
    """A request's buffer as it lies in memory; ``array`` is gone after the block. Flat where it is not reshaped."""

    def __init__(self, request: Request, stream: str, reshape: bool = True, write: bool = True) -> None:
        assert not request.released, "the camera is writing into this buffer again"
        request.mapped.append(stream)
        self._request, self._stream, self._reshape = request, stream, reshape
        self.array: NDArray[np.uint8] | None = None

    def __enter__(self) -> MappedArray:
        flat = self._request.lines(self._stream)
        self.array = flat.reshape(-1, self._request.stride(self._stream)) if self._reshape else flat
        return self

    def __exit__(self, *_: object) -> None:
        self.array = None


class Camera:
    """One ``Picamera2``. ``silent``: no more frames; ``broken``: stopping raises."""

    def __init__(self, far: FarLibrary, number: int) -> None:
        self.far, self.camera_idx = far, number
        self.configured: dict[str, Any] = {}
        self.told = dict(far.told)
        self.exposure_us = far.exposure_us
        self.set: list[dict[str, Any]] = []
        self.camera_controls = far.camera_controls
        self.pre_callback: Callable[[Request], None] | None = None
        self.requests: list[Request] = []
        self.encoder: Encoder | None = None
        self.closed, self.started = False, False
        self._end = threading.Event()
        self._thread: threading.Thread | None = None

    def create_video_configuration(
        self,
        main: dict[str, Any],
        lores: dict[str, Any] | None = None,
        controls: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        streams = {"main": dict(main), "lores": None if lores is None else dict(lores)}
        return {**streams, "controls": dict(controls or {}), "colour_space": ColorSpace("Rec709")}

    def configure(self, configuration: dict[str, Any]) -> None:
        """As libcamera: lines are padded. The small stream may not be larger than the main one, and is YUV on older boards."""
        self.configured, lores = configuration, configuration["lores"]
        if lores is not None:
            if any(
                small > large
                for small, large in zip(lores["size"], configuration["main"]["size"], strict=True)
            ):
                raise RuntimeError("lores stream dimensions may not exceed main stream")
            assert lores["format"] == "YUV420"
            lores["stride"] = (lores["size"][0] + 63) // 64 * 64
        configuration["main"]["stride"] = (configuration["main"]["size"][0] + 63) // 64 * 64
        self.exposure_us = configuration["controls"].get("ExposureTime", self.exposure_us)
        if unknown := [
            name for name in configuration["controls"] if name in LENS and name not in self.camera_controls
        ]:
            raise RuntimeError(f"Control {unknown[0]} is not advertised by libcamera")

    def camera_configuration(self) -> dict[str, Any]:
        return self.configured

    def start(self) -> None:
        self.started = True
        if self.encoder is not None:
            self._thread = threading.Thread(target=self._encode, args=(self.encoder,), daemon=True)
            self._thread.start()

    def stop(self) -> None:
        self.started = False

    def start_encoder(self, encoder: Encoder) -> None:
        self.encoder, encoder.running = encoder, True
        for output in encoder.output:
            output.start()

    def stop_encoder(self) -> None:
        self._end.set()
        if self._thread is not None:
            self._thread.join()

    def close(self) -> None:
        self._end.set()
        self.closed = True

    def set_controls(self, controls: dict[str, Any]) -> None:
        self.set.append(controls)
        self.exposure_us = controls.get("ExposureTime", self.exposure_us)

    def capture_request(self, wait: float | None = None) -> Request:
        if self._end.wait(0.005) or self.far.silent.is_set():
            raise TimeoutError
        self.requests.append(Request(self, len(self.requests)))
        return self.requests[-1]

    def _encode(self, encoder: Encoder) -> None:
        width, height = self.configured["main"]["size"]
        frames = coded(Coding(width, height, gop=30), 60)
        encoder.firsttimestamp = FIRST_US
        for number, frame in enumerate(frames):
            if self._end.wait(0.005) or self.far.silent.is_set():
                return
            if self.pre_callback is not None:
                request = Request(self, number)
                self.pre_callback(request)
                self.requests.append(request)
                request.release()
            for output in encoder.output:
                output.outputframe(frame.data, frame.is_key, number * FRAME_US)
                output.outputframe(b"sound", True, number * FRAME_US, audio=True)


class FarLibrary:
    """The module, with ``cameras`` attached; ``hardware``: a board with an encoder of its own (Pi 4)."""

    def __init__(self, hardware: bool, cameras: int = 1) -> None:
        self.silent = threading.Event()
        self.exposure_us = 10_000
        self.camera_controls: dict[str, Any] = dict.fromkeys(KNOWN, (0, 1, None))
        self.told: dict[str, Any] = {}
        """Of each request's metadata, beside its time."""
        self.opened: list[Camera] = []
        self._cameras = cameras
        h264: type[Encoder] = H264Encoder if hardware else LibavH264Encoder
        self.encoders = SimpleNamespace(H264Encoder=h264, LibavH264Encoder=LibavH264Encoder)
        self.outputs = SimpleNamespace(Output=Output)
        self.MappedArray = MappedArray

    def Picamera2(self, camera_num: int = 0) -> Camera:  # noqa: N802 - the library's name
        if camera_num >= self._cameras:
            raise IndexError("list index out of range")
        self.opened.append(Camera(self, camera_num))
        return self.opened[-1]
