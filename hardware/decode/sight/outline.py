"""From a contour to four straight sides: each side is fitted to the contour's own points, so rounded corners, a finger or a dent do not bend it. Says how much of each side was seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight.reader import Corners, Floats

ENDS = 0.12
"""Of each side's length, near the corners, where the card is round."""
ROUNDS = 2
PIECES = 24
ENOUGH = 60
LEAST_SOLID = 0.55
NEXT = [1, 2, 3, 0]


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """A quad and the part of each of its sides that the contour follows, 0 to 1."""

    quad: Corners
    seen: Floats
    solid: float
    """Area of the contour over the area of the quad."""

    @property
    def quality(self) -> float:
        return float(self.seen.mean() * min(self.solid, 1 / max(self.solid, 1e-6)))


def outline(contour: NDArray[np.int32]) -> Outline | None:
    """Four sides of a closed contour; None when it has none that meet in a convex quad."""
    points = contour.reshape(-1, 2).astype(np.float32)
    quad = _first_quad(contour)
    if not LEAST_SOLID < cv2.contourArea(contour) / max(1.0, area(quad)) < 1.4:
        return None
    for _ in range(ROUNDS):
        refined = _refit(points, quad)
        if refined is None:
            return None
        quad = refined
    return _judged(contour, points, quad)


def ordered(quad: Corners) -> Corners:
    """Clockwise as seen, starting so that the first side is a short one."""
    if _signed_area(quad) < 0:
        quad = quad[::-1]
    sides = np.linalg.norm(quad[NEXT] - quad, axis=1)
    if sides[0] + sides[2] > sides[1] + sides[3]:
        quad = quad[NEXT]
    return np.ascontiguousarray(quad, dtype=np.float32)


def side_lengths(quad: Corners) -> tuple[float, float]:
    """Mean of the two short sides and of the two long ones, of an ordered quad."""
    sides = np.linalg.norm(quad[NEXT] - quad, axis=1)
    return float(sides[0] + sides[2]) / 2, float(sides[1] + sides[3]) / 2


def area(quad: Corners) -> float:
    """Area in square pixels."""
    return abs(_signed_area(quad))


def _signed_area(quad: Corners) -> float:
    x, y = quad[:, 0].astype(np.float64), quad[:, 1].astype(np.float64)
    return float(np.dot(x, y[NEXT]) - np.dot(y, x[NEXT])) / 2


def _first_quad(contour: NDArray[np.int32]) -> Corners:
    hull = cv2.convexHull(contour)
    around = cv2.arcLength(hull, True)
    for part in (0.02, 0.035, 0.05, 0.07):
        polygon = cv2.approxPolyDP(hull, part * around, True)
        if len(polygon) == 4:
            return cast(Corners, polygon.reshape(4, 2).astype(np.float32))
        if len(polygon) < 4:
            break
    return cast(Corners, cv2.boxPoints(cv2.minAreaRect(hull)).astype(np.float32))


def _refit(points: Floats, quad: Corners) -> Corners | None:
    lines = []
    for start, end in zip(quad, quad[NEXT], strict=True):
        near = _points_of_side(points, start, end)
        if len(near) < 5:
            return None
        lines.append(_line(near))
    corners = [_meeting(lines[number - 1], lines[number]) for number in range(4)]
    if any(corner is None for corner in corners):
        return None
    moved = np.array(corners, dtype=np.float32)
    return moved if _same_place(moved, quad) else None


def _points_of_side(points: Floats, start: Floats, end: Floats) -> Floats:
    """Contour points along a side; wide enough to find it again, without the corners."""
    along, off, length = _along_and_off(points, start, end)
    wide = max(3.0, 0.08 * length)
    kept = (along > ENDS) & (along < 1 - ENDS) & (np.abs(off) < wide)
    side = points[kept]
    return side[:: max(1, len(side) // ENOUGH)]


def _along_and_off(points: Floats, start: Floats, end: Floats) -> tuple[Floats, Floats, float]:
    way = end - start
    length = float(np.hypot(way[0], way[1])) or 1.0
    unit = way / length
    from_start = points - start
    along = (from_start @ unit) / length
    off = from_start[:, 0] * unit[1] - from_start[:, 1] * unit[0]
    return along.astype(np.float32), off.astype(np.float32), length


def _line(points: Floats) -> tuple[Floats, Floats]:
    """Point and direction; fitted again to the half that lies best, so that a dent has no say."""
    fit = _fit(points)
    off = np.abs((points[:, 0] - fit[2]) * fit[1] - (points[:, 1] - fit[3]) * fit[0])
    best = points[off <= max(0.75, float(np.sort(off)[int(0.7 * len(off))]))]
    if 5 <= len(best) < len(points):
        fit = _fit(best)
    return fit[2:], fit[:2]


def _fit(points: Floats) -> Floats:
    return np.asarray(cv2.fitLine(points, cv2.DIST_HUBER, 0, 0.01, 0.01), dtype=np.float32).ravel()


def _meeting(one: tuple[Floats, Floats], other: tuple[Floats, Floats]) -> Floats | None:
    (p, d), (q, e) = one, other
    cross = float(d[0] * e[1] - d[1] * e[0])
    if abs(cross) < 0.2:  # sides of a card never meet at less than 12 degrees
        return None
    step = float((q[0] - p[0]) * e[1] - (q[1] - p[1]) * e[0]) / cross
    return cast(Floats, (p + step * d).astype(np.float32))


def _same_place(moved: Corners, quad: Corners) -> bool:
    reach = 0.25 * float(np.linalg.norm(quad[2] - quad[0]))
    return bool(np.isfinite(moved).all() and np.linalg.norm(moved - quad, axis=1).max() < reach)


def _judged(contour: NDArray[np.int32], points: Floats, quad: Corners) -> Outline | None:
    quad = ordered(quad)
    size = area(quad)
    if size < 1 or not cv2.isContourConvex(quad.reshape(-1, 1, 2)):
        return None
    ends = quad[NEXT]
    seen = [_seen(points, start, end) for start, end in zip(quad, ends, strict=True)]
    return Outline(quad, np.array(seen, dtype=np.float32), float(cv2.contourArea(contour)) / size)


def _seen(points: Floats, start: Floats, end: Floats) -> float:
    along, off, length = _along_and_off(points, start, end)
    near = np.abs(off) < max(1.3, 0.014 * length)
    pieces = np.floor((along[near] - ENDS) / (1 - 2 * ENDS) * PIECES)
    inside = pieces[(pieces >= 0) & (pieces < PIECES)]
    filled = np.count_nonzero(np.bincount(inside.astype(np.int64), minlength=1))
    return float(filled) / min(PIECES, max(4, int(length * (1 - 2 * ENDS))))
