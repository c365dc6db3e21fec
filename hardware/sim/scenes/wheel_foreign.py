"""Things that lie in a wheel's pockets and are no ball, or not alone: chips, paper, crosses, rings, a lamp's spot, a second ball at the rim. Changes the picture only."""

from __future__ import annotations

import cv2
import numpy as np

from hardware.decode.sight.reader import Frame
from hardware.decode.sight.wheel.pose import Pose

COLOURS = {
    "red": (30, 30, 200),
    "blue": (200, 60, 30),
    "green": (50, 150, 40),
    "yellow": (40, 210, 230),
    "cyan": (210, 200, 40),
    "magenta": (190, 50, 200),
    "grey": (128, 128, 128),
    "black": (12, 12, 12),
}
"""Blue, green, red."""
PAPER = (236, 242, 242)
FINE = 4


def with_chip(frame: Frame, x: float, y: float, radius: float, colour: tuple[int, int, int]) -> Frame:
    """A flat disc."""
    picture = frame.copy()
    cv2.circle(picture, _fine(x, y), _part(radius), colour, -1, cv2.LINE_AA, FINE)
    return _soft(picture)


def with_plus(frame: Frame, x: float, y: float, radius: float) -> Frame:
    """A white cross."""
    picture, thin = frame.copy(), max(1.0, 0.35 * radius)
    for wide, high in ((1.3 * radius, thin), (thin, 1.3 * radius)):
        corners = _fine(x - wide, y - high), _fine(x + wide, y + high)
        cv2.rectangle(picture, *corners, PAPER, -1, cv2.LINE_AA, FINE)
    return _soft(picture)


def with_paper(frame: Frame, x: float, y: float, radius: float, turns: float) -> Frame:
    """A snippet, longer than broad."""
    picture = frame.copy()
    box = cv2.boxPoints(((x, y), (3.0 * radius, 1.5 * radius), turns * 360))
    cv2.fillConvexPoly(picture, np.round(box * 2**FINE).astype(np.int32), PAPER, cv2.LINE_AA, FINE)
    return _soft(picture)


def with_ring(frame: Frame, x: float, y: float, radius: float) -> Frame:
    """A white ring."""
    picture, thick = frame.copy(), max(1, round(0.35 * radius))
    cv2.circle(picture, _fine(x, y), _part(radius), PAPER, thick, cv2.LINE_AA, FINE)
    return _soft(picture)


def with_spot(frame: Frame, x: float, y: float, radius: float) -> Frame:
    """A small lamp's image, brightest in its middle."""
    reach = int(4 * radius)
    left, top = max(0, int(x) - reach), max(0, int(y) - reach)
    picture = frame.copy()
    patch = picture[top : int(y) + reach, left : int(x) + reach]
    rows, columns = np.mgrid[top : top + patch.shape[0], left : left + patch.shape[1]]
    light = 200 * np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / radius**2)
    patch[...] = np.clip(patch + light[..., None], 0, 255).astype(np.uint8)
    return picture


def pixel(pose: Pose, turns: float, out: float) -> tuple[float, float]:
    """Where a place of the wheel lies in the picture."""
    x, y = pose.pixels(np.array([turns]), np.array([out]))
    return float(x[0]), float(y[0])


def _soft(picture: Frame) -> Frame:
    return np.asarray(cv2.GaussianBlur(picture, (3, 3), 0.6), dtype=np.uint8)


def _fine(x: float, y: float) -> tuple[int, int]:
    return round(x * 2**FINE), round(y * 2**FINE)


def _part(radius: float) -> int:
    return max(1, int(radius * 2**FINE + 0.5))
