"""What a camera is to the rest of the board: something that gives pictures, or already coded frames, each with the moment it was seen.

Refuses to say anything about UTC (hardware.camera.time_base does) or to encode.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import Protocol

import av


@dataclass(frozen=True, slots=True)
class Picture:
    """One raw picture. ``at_ns``: monotonic ns of the middle of its exposure; ``frame``: yuv420p, not to be written to afterwards."""

    at_ns: int
    frame: av.VideoFrame


@dataclass(frozen=True, slots=True)
class Coded:
    """One frame that the camera itself has coded as H.264, without frames out of order.

    ``at_ns``: as for Picture. ``access_unit``: Annex B. ``is_key``: whether decoding can begin here (SPS and PPS are in it).
    """

    at_ns: int
    access_unit: bytes
    is_key: bool


Emit = Callable[[Picture | Coded], None]


@dataclass(frozen=True, slots=True)
class CameraWish:
    """What a source is asked for. ``address``: what it opens (device, URL, file, scene socket), empty for the usual one.

    ``burn_time``: the capture time drawn into the picture, where the source draws its pictures itself. ``name``: the camera's name
    in logs and health.
    """

    address: str = ""
    width: int = 1280
    height: int = 720
    fps: float = 30.0
    bitrate_kbit: int = 2500
    burn_time: bool = False
    name: str = "camera"


class FrameSource(Protocol):
    """A camera. ``name`` is its name in logs and health."""

    name: str

    def run(self, emit: Emit, opened: Callable[[], None], stop: Event) -> None:
        """Block until ``stop`` is set (returns within about 1 s of it), emitting; call ``opened`` once pictures can be had.

        ``emit`` may be called on another thread than that of ``run``, by one thread at a time, and must not block.

        Raises:
            hardware.driver.DeviceLost: it can't be opened, or it went away; the message is a sentence. ``run`` may be called again.
        """
