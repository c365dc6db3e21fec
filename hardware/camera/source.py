"""What a camera is to the rest of the board: something that gives pictures, or already coded frames, each with the moment it was seen.

Refuses to say anything about UTC (hardware.camera.time_base does) or to encode.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import Protocol

import av

from hardware.camera.settings import UNLOCKED, Settings


@dataclass(frozen=True, slots=True)
class Picture:
    """One raw picture. ``at_ns``: monotonic ns of the middle of its exposure; ``frame``: yuv420p, not to be written to afterwards.

    ``small``: the same moment by the camera's own small stream, where it has one and the wish has a ``look``. ``torn``: parts of it may be of
    an earlier moment, or grey: good enough for players, not for who looks.
    """

    at_ns: int
    frame: av.VideoFrame
    small: av.VideoFrame | None = None
    torn: bool = False


@dataclass(frozen=True, slots=True)
class Coded:
    """One frame that the camera itself has coded as H.264, without frames out of order.

    ``at_ns``: as for Picture. ``access_unit``: Annex B. ``is_key``: whether decoding can begin here (SPS and PPS are in it).
    """

    at_ns: int
    access_unit: bytes
    is_key: bool


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """One moment for who looks. Each of the two copies when it is called, and may be called only while the view is shown.

    ``small``: by the camera's own small stream (hardware.camera.small); None where it has none.
    """

    at_ns: int
    whole: Callable[[], av.VideoFrame]
    small: Callable[[], av.VideoFrame] | None = None


Emit = Callable[[Picture | Coded], None]
Look = Callable[[View], None]
"""Takes from a view what it needs, and must not block."""


@dataclass(frozen=True, slots=True)
class CameraWish:
    """What a source is asked for. ``address``: what it opens (device, URL, file, scene socket), empty for the usual one.

    ``burn_time``: the capture time drawn into the picture, where the source draws its pictures itself. ``name``: the camera's name
    in logs and health.
    ``look``: a source that emits coded frames shows this every moment beside them. Who emits pictures needs not call it.
    ``settings``: what the camera is locked to; a kind that can't be raises ValueError.
    ``looks_only``: nobody takes what is emitted; a source that can shows each moment to ``look`` and emits nothing.
    """

    address: str = ""
    width: int = 1280
    height: int = 720
    fps: float = 30.0
    bitrate_kbit: int = 2500
    burn_time: bool = False
    name: str = "camera"
    look: Look | None = None
    looks_only: bool = False
    settings: Settings = UNLOCKED


class FrameSource(Protocol):
    """A camera. ``name`` is its name in logs and health."""

    name: str

    def run(self, emit: Emit, opened: Callable[[], None], stop: Event) -> None:
        """Block until ``stop`` is set (returns within about 1 s of it), emitting; call ``opened`` once pictures can be had.

        ``emit`` may be called on another thread than that of ``run``, by one thread at a time, and must not block.

        Raises:
            hardware.driver.DeviceLost: it can't be opened, or it went away; the message is a sentence. ``run`` may be called again.
        """
