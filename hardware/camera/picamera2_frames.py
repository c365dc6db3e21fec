"""Pictures out of picamera2's buffers: the library's padded lines, mapped and not copied by it, into frames of ours. Opens no camera."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import av
import numpy as np

from hardware.camera.colours import BY_NAME, Colours

MAIN, LORES = "main", "lores"


@dataclass(frozen=True, slots=True)
class _Stream:
    """Of one stream, as configured: libcamera may have chosen other sizes than were asked for."""

    width: int
    height: int
    stride: int


class Frames:
    """For the configuration that ``camera`` has now. ``library``: picamera2."""

    def __init__(self, library: Any, camera: Any) -> None:
        configured = camera.camera_configuration()
        self._library = library
        self._colours = BY_NAME.get(str(configured.get("colour_space")).lower(), Colours())
        self._streams = {name: _stream(configured[name]) for name in (MAIN, LORES) if configured.get(name)}

    @property
    def has_small(self) -> bool:
        return LORES in self._streams

    def copied(self, request: Any, name: str) -> av.VideoFrame:
        """One copy: from the camera's buffer, which is only mapped, into the frame."""
        with self._library.MappedArray(request, name, reshape=False) as mapped:
            frame = _unpadded(mapped.array, self._streams[name])
        self._colours.mark(frame)
        return frame


def _stream(told: Any) -> _Stream:
    width, height = told["size"]
    return _Stream(int(width), int(height), int(told["stride"]))


def _unpadded(flat: Any, stream: _Stream) -> av.VideoFrame:
    frame = av.VideoFrame(stream.width, stream.height, "yuv420p")
    at = 0
    for plane, half in zip(frame.planes, (1, 2, 2), strict=True):
        lines, length, wide = stream.height // half, stream.stride // half, stream.width // half
        source = flat[at : at + lines * length].reshape(lines, length)
        target = np.frombuffer(plane, dtype=np.uint8).reshape(-1, plane.line_size)  # type: ignore[call-overload]
        target[:lines, :wide] = source[:, :wide]
        at += lines * length
    return frame
