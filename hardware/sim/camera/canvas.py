"""A picture as the encoder wants it, yuv420p, and sprites that are laid into it without ever leaving YUV: that is what makes it cheap.

Colours are BT.709, limited range. Refuses odd sizes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from hardware.camera.colours import BT709

Plane = NDArray[np.uint8]
Planes = tuple[Plane, Plane, Plane]

_TO_YUV = (
    (0.1826, 0.6142, 0.0620),
    (-0.1006, -0.3386, 0.4392),
    (0.4392, -0.3989, -0.0403),
)
"""BT.709, full-range RGB to limited-range YUV (ITU-R BT.709-6, 3.2 and 3.4)."""
_OPAQUE = 256


def to_planes(image: Image.Image) -> Planes:
    """A Pillow image of even size as YUV planes; its transparency is ignored."""
    rgb = np.asarray(image.convert("RGB"), dtype=np.float32)
    yuv = rgb @ np.array(_TO_YUV, dtype=np.float32).T + np.array([16.0, 128.0, 128.0], dtype=np.float32)
    quarter = yuv.reshape(yuv.shape[0] // 2, 2, yuv.shape[1] // 2, 2, 3).mean(axis=(1, 3))
    return _bytes(yuv[:, :, 0]), _bytes(quarter[:, :, 1]), _bytes(quarter[:, :, 2])


def _bytes(values: NDArray[np.float32]) -> Plane:
    return np.ascontiguousarray(np.clip(values + 0.5, 0, 255).astype(np.uint8))


@dataclass(frozen=True, slots=True, eq=False)
class Sprite:
    """Planes with their coverage in 256ths, for even places only. ``solid``: nothing of what lies below shows."""

    planes: Planes
    cover: NDArray[np.int16]
    cover_half: NDArray[np.int16]
    solid: bool


def _sprite(image: Image.Image) -> Sprite:
    alpha = np.asarray(image.getchannel("A"), dtype=np.float32) * (_OPAQUE / 255)
    half = alpha.reshape(alpha.shape[0] // 2, 2, alpha.shape[1] // 2, 2).mean(axis=(1, 3))
    cover = np.rint(alpha).astype(np.int16)
    return Sprite(to_planes(image), cover, np.rint(half).astype(np.int16), bool((cover == _OPAQUE).all()))


class Stamp:
    """A Pillow image that can be laid at any place, odd ones too: one sprite for each of the four ways in which it can meet the chroma grid."""

    def __init__(self, image: Image.Image) -> None:
        self._image = image.convert("RGBA")
        self.width, self.height = image.size
        self._at = cache(self._moved)

    def at(self, x: int, y: int) -> Sprite:
        """The sprite to lay at (x, y) rounded down to even."""
        return self._at(x & 1, y & 1)

    def _moved(self, right: int, down: int) -> Sprite:
        width, height = self.width + right, self.height + down
        moved = Image.new("RGBA", (width + (width & 1), height + (height & 1)), (*self._edge(), 0))
        moved.paste(self._image, (right, down))
        return _sprite(moved)

    def _edge(self) -> tuple[int, int, int]:
        """What stands in transparent chroma neighbours: the picture's own mean, so that edges get no dark rim."""
        pixels = np.asarray(self._image, dtype=np.float32).reshape(-1, 4)
        weight = pixels[:, 3:].sum() or 1.0
        red, green, blue = (pixels[:, :3] * pixels[:, 3:]).sum(axis=0) / weight
        return int(red), int(green), int(blue)


class Canvas:
    """Three planes of one size to lay sprites on: those of a new frame, or of a background."""

    def __init__(self, planes: Planes) -> None:
        self.planes = planes
        self.height, self.width = planes[0].shape

    def lay(self, stamp: Stamp, x: int, y: int) -> None:
        """With its left upper corner at (x, y); what is outside of the picture is cut off."""
        sprite = stamp.at(x, y)
        left, top = x & ~1, y & ~1
        for number, plane in enumerate(self.planes):
            shift = 0 if number == 0 else 1
            cover = sprite.cover_half if number else sprite.cover
            _blend(plane, sprite.planes[number], cover, left >> shift, top >> shift, sprite.solid)

    def lay_centred(self, stamp: Stamp, x: float, y: float) -> None:
        """With its middle at (x, y)."""
        self.lay(stamp, round(x - stamp.width / 2), round(y - stamp.height / 2))

    def copy(self) -> Canvas:
        """The same picture, to be drawn on."""
        y, u, v = self.planes
        return Canvas((y.copy(), u.copy(), v.copy()))


def _blend(below: Plane, above: Plane, cover: NDArray[np.int16], left: int, top: int, solid: bool) -> None:
    height, width = below.shape
    x0, y0 = max(0, -left), max(0, -top)
    x1, y1 = min(above.shape[1], width - left), min(above.shape[0], height - top)
    if x0 >= x1 or y0 >= y1:
        return
    target = below[top + y0 : top + y1, left + x0 : left + x1]
    source = above[y0:y1, x0:x1]
    if solid:
        target[:] = source
        return
    ground = target.astype(np.int16)
    part = cover[y0:y1, x0:x1].astype(np.int32)
    target[:] = (ground + ((source.astype(np.int16) - ground) * part >> 8)).astype(np.uint8)


def new_frame(width: int, height: int) -> tuple[av.VideoFrame, Canvas]:
    """An empty frame and a canvas that draws into its memory."""
    frame = av.VideoFrame(width, height, "yuv420p")
    BT709.mark(frame)
    return frame, Canvas((_plane(frame, 0), _plane(frame, 1), _plane(frame, 2)))


def _plane(frame: av.VideoFrame, number: int) -> Plane:
    plane = frame.planes[number]
    lines = np.frombuffer(plane, dtype=np.uint8).reshape(-1, plane.line_size)  # type: ignore[call-overload]
    found: Plane = lines[: plane.height, : plane.width]
    return found


def fill(canvas: Canvas, ground: Canvas) -> None:
    """Copy a whole picture."""
    for target, source in zip(canvas.planes, ground.planes, strict=True):
        target[:] = source
