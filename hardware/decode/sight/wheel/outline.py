"""The round outline in a patch of picture: the circle whose rim shows an edge, in any colour, all around. Needs nothing brighter or darker than what lies behind it, and knows no ball."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from hardware.decode.sight.reader import Floats
from hardware.decode.sight.wheel.quick import median, percentile, within

HALF_SURE, FAINTEST_EDGE, FAINT_EDGE = 0.35, 0.01, 0.04
"""An edge counts half where it is so much less steep than those around; in a dim or soft patch at least, and at most, so steep: of the light's full scale a pixel."""
STEEP = 90
"""Percentile of a patch's slopes that its edges have."""
LEAST_EDGE = 0.5
"""An edge that counts less votes for no circle."""
SMALLEST, LARGEST, SIZES = 0.55, 1.45, 9
"""Of the radius that is asked for, and how many radii between are tried."""
SMALLER = 0.25
"""By this power of their radius circles' votes are lessened: a larger one has more rim, a ball's own shading looks like smaller ones."""
SOFTENED = 0.9
"""Sigma in pixels: a small picture's patch is no sharper, a noisy one calmer."""
ROUNDS, ENOUGH = 4, 0.03
"""How often a circle is drawn anew, and the part of its radius by which it need not move any more."""
CLEAR = 0.7
"""An outline so clear is not sought again."""
OFF = 0.8
"""Of it: how far from the place asked for the middle may lie."""
RAYS, STEPS_A_RADIUS = 24, 16
NEAR = 0.35
"""Parts of the radius around the rim in which a ray's edge is sought."""
PEAK, PEAK_STEPS = 0.6, 3
"""Of an edge's slope, and steps beside it: what is steeper there says where it is."""
BEFORE, BEYOND = 4, 8
"""Steps from an edge's slope to what lies on its sides, between which it rises."""
MOST_STEP = 0.4
"""Parts of the radius by which a circle moves or grows at once."""
ON_RIM = 0.12
"""Parts of the radius by which a ray's edge may lie off the rim and still be on it."""
NO_EDGE = 1e-3
"""The weights of all a rim's edges together, where there are none."""
MOST_OF_RIM = 0.2, 0.8
"""Between these parts of a rim's edges its distances are compared: walls and other balls touch the rest."""
_RAY = np.arange(RAYS)
_ANGLE = np.asarray(_RAY / RAYS * 2 * np.pi, dtype=np.float32)
_RIGHT, _DOWN = np.cos(_ANGLE)[:, None], np.sin(_ANGLE)[:, None]
_WAVES = np.stack((np.ones_like(_ANGLE), np.cos(_ANGLE), np.sin(_ANGLE)), axis=1)
_STEPS = np.arange(-2, round(2 * NEAR * STEPS_A_RADIUS) + 3)
_PLACES = np.arange(len(_STEPS) - 4)


@dataclass(frozen=True, slots=True)
class Outline:
    """``x``, ``y``, ``radius`` in pixels of the patch.

    ``ragged``: how much its edge's distances from the middle differ, in parts of the radius; ``soft``: how wide the edge is, in the same;
    ``around``: which part of the rim shows an edge in its place.
    """

    x: float
    y: float
    radius: float
    ragged: float
    soft: float
    around: float

    @property
    def clear(self) -> float:
        """How far it may be called round, to 1."""
        return self.around - self.ragged


def outline_of(
    seen: Floats, middle: tuple[float, float], usual: float, bright: float | None = None
) -> Outline | None:
    """``seen``: rows x columns x 3 in parts of the light; ``middle``: where it should be; ``usual``: its radius in pixels, about; ``bright``: its radius by its brightness, where that tells one. None where nothing has an edge."""
    soft = np.asarray(cv2.GaussianBlur(seen, (0, 0), SOFTENED), dtype=np.float32)
    by_tone = None if bright is None else _settled(soft, *middle, bright)
    if by_tone is not None and by_tone.clear >= CLEAR:
        return by_tone
    start = _circle(soft, middle, usual)
    found = [by_tone, None if start is None else _settled(soft, *start)]
    return max((one for one in found if one is not None), key=lambda one: one.clear, default=None)


def _settled(soft: Floats, x: float, y: float, radius: float) -> Outline | None:
    """From a circle that is roughly right."""
    for _ in range(ROUNDS):
        before = x, y, radius
        x, y, radius = _closer(soft, *before)
        if max(abs(x - before[0]), abs(y - before[1]), abs(radius - before[2])) < ENOUGH * radius:
            break
    return _told(soft, x, y, radius)


def _circle(seen: Floats, middle: tuple[float, float], usual: float) -> tuple[float, float, float] | None:
    """Every edge votes for middles on both its sides, at every radius."""
    across, down = cv2.Sobel(seen, cv2.CV_32F, 1, 0) / 8, cv2.Sobel(seen, cv2.CV_32F, 0, 1) / 8
    steep = np.asarray(cv2.magnitude(across, down), dtype=np.float32)
    most = np.arange(0, steep.size, 3).reshape(steep.shape[:2]) + steep.argmax(axis=2)
    across, down, steep = (one.ravel()[most] for one in (across, down, steep))
    weight = _sure(steep, float(percentile(steep.ravel(), STEEP)))
    rows, columns = np.nonzero(weight > LEAST_EDGE)
    if not len(rows):
        return None
    weight, steep = weight[rows, columns], steep[rows, columns]
    way = np.stack((across[rows, columns], down[rows, columns])) / steep
    at = np.stack((columns, rows)).astype(np.float32)
    radii = (usual * np.linspace(SMALLEST, LARGEST, SIZES)).astype(np.float32)
    votes = _votes(at, way, weight, radii, seen.shape[0]) / radii**SMALLER
    x, y = np.arange(seen.shape[1]) - middle[0], np.arange(seen.shape[0]) - middle[1]
    votes *= (np.hypot(x[None], y[:, None]) <= OFF * usual)[..., None]
    row, column, size = np.unravel_index(int(votes.argmax()), votes.shape)
    return float(column), float(row), float(radii[size])


def _votes(at: Floats, way: Floats, weight: Floats, radii: Floats, side: int) -> Floats:
    """How many edges have their middle at each pixel, were it so far away on either side: rows x columns x radii. All that is outside falls on a border, and is cut off."""
    far = np.concatenate((radii, -radii))
    places = np.clip(np.rint(at[:, None] + way[:, None] * far[:, None]), -1, side).astype(np.intp) + 1
    wide, sizes = side + 2, len(radii)
    cells = (places[1] * wide + places[0]) * sizes + np.tile(np.arange(sizes), 2)[:, None]
    every = np.broadcast_to(weight, cells.shape).ravel()
    cube = np.bincount(cells.ravel(), every, wide * wide * sizes).reshape(wide, wide, sizes)
    return np.asarray(cv2.GaussianBlur(cube[1:-1, 1:-1].astype(np.float32), (5, 5), 1.0), dtype=np.float32)


def _closer(seen: Floats, x: float, y: float, radius: float) -> tuple[float, float, float]:
    """The circle through the rim's edges."""
    edge, weight, _ = _rim(seen, x, y, radius)
    near = np.abs(edge - median(edge)) <= 2 * ON_RIM * radius
    trusted = (_WAVES * (weight * near)[:, None]).T
    fit = np.linalg.solve(trusted @ _WAVES + NO_EDGE * np.eye(3), trusted @ (edge - radius))
    most = MOST_STEP * radius
    grow, right, below = (within(part, -most, most) for part in fit)
    return x + right, y + below, radius + grow


def _rim(seen: Floats, x: float, y: float, radius: float) -> tuple[Floats, Floats, Floats]:
    """Of each ray: where its edge is, its weight (0 to 1), and how wide its edge is; both in pixels."""
    step = radius / STEPS_A_RADIUS
    out = radius * (1 - NEAR) + step * _STEPS
    map_x, map_y = (x + _RIGHT * out).astype(np.float32), (y + _DOWN * out).astype(np.float32)
    ray = cv2.remap(seen, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    blue, green, red = cv2.split(cv2.absdiff(ray[:, 4:], ray[:, :-4]))
    slope = cv2.max(cv2.max(blue, green), red) / (4 * step)
    top = slope.argmax(axis=1)
    high = slope[_RAY, top]
    near = np.abs(_PLACES - top[:, None]) <= PEAK_STEPS
    close = np.maximum(slope - PEAK * high[:, None], 0) * near
    edge = np.asarray(close @ out[2:-2] / (close.sum(axis=1) + 1e-9), dtype=np.float32)
    out_of, into = ray[_RAY, np.minimum(top + BEYOND, len(out) - 1)], ray[_RAY, np.maximum(top - BEFORE, 0)]
    wide = np.abs(out_of - into).max(axis=1) / (high + 1e-6)
    return edge, _sure(high, median(high)), np.asarray(wide, dtype=np.float32)


def _told(seen: Floats, x: float, y: float, radius: float) -> Outline | None:
    edge, weight, wide = _rim(seen, x, y, radius)
    if weight.sum() < NO_EDGE:
        return None
    order = np.argsort(edge)
    part = np.cumsum(weight[order]) / weight.sum()
    low, high = (float(edge[order][np.searchsorted(part, at)]) for at in MOST_OF_RIM)
    around = float((weight * (np.abs(edge - radius) <= ON_RIM * radius)).mean())
    return Outline(x, y, radius, (high - low) / radius, median(wide) / radius, around)


def _sure(steep: Floats, usual: float) -> Floats:
    """``usual``: how steep the edges are that it is to be compared with."""
    half = within(HALF_SURE * usual, FAINTEST_EDGE, FAINT_EDGE)
    return np.asarray(steep**2 / (steep**2 + half**2), dtype=np.float32)
