"""A disc that turns in the picture: its top view unrolled once into angle and radius, and looked up for each pixel. Draws nothing else."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from hardware.sim.camera.canvas import Canvas, Plane, to_planes

STEPS = 2400
"""Angles: less than a pixel at the edge of the largest disc."""


class Spinner:
    """``top``: the disc from above, square, filling its image. It appears around ``middle`` (pixels) with this radius, flattened by ``tilt``."""

    def __init__(self, top: Image.Image, middle: tuple[float, float], radius: float, tilt: float) -> None:
        self._rings = max(8, round(radius))
        self._textures = _unrolled(top, self._rings)
        self._looks = [_Look(middle, radius, tilt, half, self._rings) for half in (1, 2)]

    def lay(self, canvas: Canvas, turns: float) -> None:
        """The disc as it stands after so many turns, clockwise."""
        start = round(-turns % 1.0 * STEPS) % STEPS * self._rings
        for number, plane in enumerate(canvas.planes):
            self._looks[1 if number else 0].lay(plane, self._textures[number][start:])


class _Look:
    """Which pixel of one plane sees which place of the texture."""

    def __init__(
        self, middle: tuple[float, float], radius: float, tilt: float, half: int, rings: int
    ) -> None:
        x, y, across = middle[0] / half, middle[1] / half, radius / half
        down = across * tilt
        self._left, self._top = int(x - across), int(y - down)
        rows, columns = np.mgrid[self._top : int(y + down) + 1, self._left : int(x + across) + 1]
        off_x, off_y = (columns + 0.5 - x) / across, (rows + 0.5 - y) / down
        out = np.hypot(off_x, off_y)
        ring = np.clip(out * rings, 0, rings - 1).astype(np.intp)
        angle = (np.arctan2(off_y, off_x) / (2 * np.pi) % 1.0 * STEPS).astype(np.intp) % STEPS
        self._places: NDArray[np.intp] = angle * rings + ring
        self._inside = out < 1.0
        self._seen = np.empty(self._places.shape, dtype=np.uint8)

    def lay(self, plane: Plane, texture: Plane) -> None:
        np.take(texture, self._places, out=self._seen, mode="wrap")
        height, width = self._seen.shape
        target = plane[self._top : self._top + height, self._left : self._left + width]
        np.copyto(target, self._seen, where=self._inside)


def _unrolled(top: Image.Image, rings: int) -> tuple[Plane, Plane, Plane]:
    """Angle by radius, twice around, one texture a plane."""
    side = top.width
    angle, ring = np.mgrid[0:STEPS, 0:rings]
    turns = (angle + 0.5) / STEPS * 2 * np.pi
    out = (ring + 0.5) / rings * side / 2
    columns = np.clip(side / 2 + out * np.cos(turns), 0, side - 1).astype(np.intp)
    rows = np.clip(side / 2 + out * np.sin(turns), 0, side - 1).astype(np.intp)
    y, u, v = to_planes(top)
    return (
        _twice(y[rows, columns]),
        _twice(u[rows // 2, columns // 2]),
        _twice(v[rows // 2, columns // 2]),
    )


def _twice(texture: Plane) -> Plane:
    return np.ascontiguousarray(np.concatenate((texture, texture)).reshape(-1))
