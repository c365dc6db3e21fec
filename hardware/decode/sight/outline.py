"""From a contour to four straight sides: each side is fitted to the contour's own points, so rounded corners, a finger or a dent do not bend it. Says how much of each side was seen."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight.reader import Corners, Floats

ENDS = 0.12
"""Of each side's length, near the corners, where the card is round."""
ROUNDS, SETTLED = 2, 0.7
"""How often all sides are fitted, and the pixels from which on another time moves nothing."""
TRIMS, KEPT = 3, 0.7
"""How often a side is fitted again, and to which part of its points."""
PIECES = 24
ENOUGH = 60
LEAST_SOLID = 0.55
NEXT = [1, 2, 3, 0]
Line = tuple[float, float, float, float]
"""Direction and a point, in pixels."""


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
    quad, size = _first_quad(contour), cv2.contourArea(contour)
    if not LEAST_SOLID < size / max(1.0, area(quad)) < 1.4:
        return None
    points = contour.reshape(-1, 2).astype(np.float32)
    for _ in range(ROUNDS):
        refined = _refit(points, quad)
        if refined is None:
            return None
        settled, quad = float(np.abs(refined - quad).max()) < SETTLED, refined
        if settled:
            break
    return _judged(size, points, quad)


def ordered(quad: Corners) -> Corners:
    """Clockwise as seen, starting so that the first side is a short one."""
    if _signed_area(quad) < 0:
        quad = quad[::-1]
    first, second = side_lengths(quad)
    if first > second:
        quad = quad[NEXT]
    return np.ascontiguousarray(quad, dtype=np.float32)


def sides(quad: Corners) -> list[float]:
    """Lengths of the four sides, the first from the first corner to the second."""
    corners = quad.tolist()
    return [math.dist(corners[number], corners[number - 3]) for number in range(4)]


def side_lengths(quad: Corners) -> tuple[float, float]:
    """Mean of the two short sides and of the two long ones, of an ordered quad."""
    first, second, third, fourth = sides(quad)
    return (first + third) / 2, (second + fourth) / 2


def area(quad: Corners) -> float:
    """Area in square pixels."""
    return abs(_signed_area(quad))


def _signed_area(quad: Corners) -> float:
    (a, b), (c, d), (e, f), (g, h) = quad.tolist()
    return float((e - a) * (h - d) - (g - c) * (f - b)) / 2


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
    """Each side fitted to the points along it; wide enough to find it again, without the corners."""
    along, off, lengths = _along_and_off(points, quad)
    near = (along > ENDS) & (along < 1 - ENDS) & (off < np.maximum(3.0, 0.08 * lengths)[:, None])
    lines = []
    for side in near:
        places = side.nonzero()[0]
        if len(places) < 5:
            return None
        lines.append(_line(points.take(places[:: max(1, len(places) // ENOUGH)], axis=0)))
    corners = [_meeting(lines[number - 1], lines[number]) for number in range(4)]
    if any(corner is None for corner in corners):
        return None
    moved = np.array(corners, dtype=np.float32)
    return moved if _same_place(moved, quad) else None


def _along_and_off(points: Floats, quad: Corners) -> tuple[Floats, Floats, Floats]:
    """Of each of four sides a row: where along it each point lies, 0 to 1, and how many pixels off; the sides' lengths."""
    way = quad[NEXT] - quad
    lengths = np.maximum(np.hypot(way[:, 0], way[:, 1]), np.float32(1e-3))
    unit = way / lengths[:, None]
    across = unit[:, ::-1] * np.array((1, -1), dtype=np.float32)
    along = (unit @ points.T - (unit * quad).sum(axis=1)[:, None]) / lengths[:, None]
    off = np.abs(across @ points.T - (across * quad).sum(axis=1)[:, None])
    return along, off, lengths


def _line(points: Floats) -> Line:
    """Fitted again and again to what lies best, so that a dent has no say."""
    fit, most = _fit(points), int(KEPT * len(points))
    for _ in range(TRIMS):
        along, down, x, y = fit
        off = np.abs(points @ np.array((down, -along), dtype=np.float32) - np.float32(x * down - y * along))
        ranked = off.copy()
        ranked.partition(most)
        best = points.compress(off <= max(0.75, float(ranked[most])), axis=0)
        if not 5 <= len(best) < len(points):
            break
        fit = _fit(best)
    return fit


def _fit(points: Floats) -> Line:
    along, down, x, y = cv2.fitLine(points, cv2.DIST_L2, 0, 0.01, 0.01).ravel().tolist()
    return along, down, x, y


def _meeting(one: Line, other: Line) -> tuple[float, float] | None:
    (along, down, x, y), (other_along, other_down, other_x, other_y) = one, other
    cross = along * other_down - down * other_along
    if abs(cross) < 0.2:  # sides of a card never meet at less than 12 degrees
        return None
    step = ((other_x - x) * other_down - (other_y - y) * other_along) / cross
    return x + step * along, y + step * down


def _same_place(moved: Corners, quad: Corners) -> bool:
    """No corner has gone far; none that is not a number has stayed."""
    before, after = quad.tolist(), moved.tolist()
    reach = 0.25 * math.dist(before[0], before[2])
    return all(math.dist(one, other) < reach for one, other in zip(before, after, strict=True))


def _judged(size: float, points: Floats, quad: Corners) -> Outline | None:
    quad = ordered(quad)
    if area(quad) < 1 or not cv2.isContourConvex(quad.reshape(-1, 1, 2)):
        return None
    return Outline(quad, _seen(*_along_and_off(points, quad)), size / area(quad))


def _seen(along: Floats, off: Floats, lengths: Floats) -> Floats:
    """Into how many pieces of each side, of all that it has, points of the contour fall."""
    pieces = np.floor((along - np.float32(ENDS)) * np.float32(PIECES / (1 - 2 * ENDS)))
    inside = (off < np.maximum(1.3, 0.014 * lengths)[:, None]) & (pieces >= 0) & (pieces < PIECES)
    side, place = inside.nonzero()
    filled = np.zeros((4, PIECES), dtype=np.bool_)
    filled[side, pieces[side, place].astype(np.intp)] = True
    most = np.clip((lengths * (1 - 2 * ENDS)).astype(np.intp), 4, PIECES)
    return cast(Floats, (filled.sum(axis=1) / most).astype(np.float32))
