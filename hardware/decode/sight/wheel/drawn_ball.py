"""Draws a ball into a picture of the empty wheel, so that a calibration can try its own gates. A plain sphere, white to ivory, with its shadow; no photograph."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight.reader import Frame
from hardware.decode.sight.wheel.pose import Pose

Tint = NDArray[np.float64]
FINE = 4
"""Bits of a pixel's part, for OpenCV's circles."""


WHITE, IVORY = np.array([1.0, 1.0, 1.0]), np.array([0.82, 0.95, 1.0])
"""Blue, green, red."""


def with_ball(
    frame: Frame, pose: Pose, turns: float, out: float, size: float, white: float, ivory: float
) -> Frame:
    """A copy with a ball at that angle of the picture and radius. ``size``: its radius in radii of the wheel; ``white``: grey level; ``ivory``: 0 for white, 1 for ivory."""
    picture = frame.copy()
    x, y = (float(part[0]) for part in pose.pixels(np.array([turns]), np.array([out])))
    radius = size * pose.radius
    tint = _tint(ivory)
    _disc(picture, x + 0.35 * radius, y + 0.4 * radius, radius, tint * 0, 0.45)
    for part in np.linspace(0, 1, 6):
        level = white * (0.62 + 0.38 * float(part))
        _disc(
            picture,
            x - 0.25 * radius * float(part),
            y - 0.3 * radius * float(part),
            radius * (1 - 0.75 * float(part)),
            tint * level,
            1.0,
        )
    reach = int(2 * radius + 4)
    left, top = max(0, int(x) - reach), max(0, int(y) - reach)
    patch = picture[top : int(y) + reach, left : int(x) + reach]
    if patch.size:
        patch[...] = cv2.GaussianBlur(patch, (3, 3), 0)
    return picture


def tint_of(ivory: float) -> tuple[float, float]:
    """Logs of its blue and red against its green."""
    blue, green, red = (float(part) for part in np.log(_tint(ivory)))
    return blue - green, red - green


def _tint(ivory: float) -> Tint:
    return np.asarray(WHITE + (IVORY - WHITE) * ivory)


def _disc(picture: Frame, x: float, y: float, radius: float, colour: Tint, part: float) -> None:
    reach = int(radius + 3)
    left, top = max(0, int(x) - reach), max(0, int(y) - reach)
    patch = picture[top : int(y) + reach + 1, left : int(x) + reach + 1]
    if not patch.size:
        return
    mask = np.zeros(patch.shape[:2], dtype=np.uint8)
    middle = round((x - left) * 2**FINE), round((y - top) * 2**FINE)
    cv2.circle(mask, middle, max(1, round(radius * 2**FINE)), 255, -1, cv2.LINE_AA, FINE)
    alpha = mask[..., None].astype(np.float32) / 255 * part
    patch[...] = np.clip(patch * (1 - alpha) + colour * alpha, 0, 255).astype(np.uint8)
