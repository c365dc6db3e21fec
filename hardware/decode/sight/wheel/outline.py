"""The round outline in a patch of picture: the circle whose rim shows an edge, in any colour, all around. Needs nothing brighter or darker than what lies behind it, and knows no ball."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from hardware.decode.sight.reader import Floats

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
        if np.abs(np.subtract((x, y, radius), before)).max() < ENOUGH * radius:
            break
    return _told(soft, x, y, radius)


def _circle(seen: Floats, middle: tuple[float, float], usual: float) -> tuple[float, float, float] | None:
    """Every edge votes for middles on both its sides, at every radius."""
    across, down = cv2.Sobel(seen, cv2.CV_32F, 1, 0) / 8, cv2.Sobel(seen, cv2.CV_32F, 0, 1) / 8
    steep = np.hypot(across, down)
    most = steep.argmax(axis=2)[..., None]
    across, down, steep = (np.take_along_axis(one, most, 2)[..., 0] for one in (across, down, steep))
    weight = _sure(steep, float(np.percentile(steep, STEEP)))
    rows, columns = np.nonzero(weight > LEAST_EDGE)
    if not len(rows):
        return None
    weight, steep = weight[rows, columns], steep[rows, columns]
    way = np.stack((across[rows, columns], down[rows, columns])) / steep
    at = np.tile(np.stack((columns, rows)).astype(np.float32), 2)
    ways = np.concatenate((way, -way), axis=1)
    radii = usual * np.linspace(SMALLEST, LARGEST, SIZES)
    votes = np.stack([_votes(at, ways * radius, np.tile(weight, 2), seen.shape[0]) for radius in radii])
    votes /= radii[:, None, None] ** SMALLER
    grid = np.mgrid[0 : seen.shape[0], 0 : seen.shape[1]]
    votes[:, np.hypot(grid[1] - middle[0], grid[0] - middle[1]) > OFF * usual] = 0
    size, row, column = np.unravel_index(int(votes.argmax()), votes.shape)
    return float(column), float(row), float(radii[size])


def _votes(at: Floats, ways: Floats, weight: Floats, side: int) -> Floats:
    """How many edges have their middle at each pixel, were it so far away."""
    room = side // 2
    x, y = np.clip(np.rint(at + ways), -room, side + room - 1).astype(np.intp) + room
    wide = side + 2 * room
    plane = np.bincount(y * wide + x, weight, wide * wide).reshape(wide, wide)
    inside = plane[room : room + side, room : room + side].astype(np.float32)
    return np.asarray(cv2.GaussianBlur(inside, (5, 5), 1.0), dtype=np.float32)


def _closer(seen: Floats, x: float, y: float, radius: float) -> tuple[float, float, float]:
    """The circle through the rim's edges."""
    edge, weight, _, angle = _rim(seen, x, y, radius)
    near = np.abs(edge - _median(edge)) <= 2 * ON_RIM * radius
    waves = np.stack((np.ones_like(angle), np.cos(angle), np.sin(angle)), axis=1)[near]
    trusted = waves * weight[near][:, None]
    fit = np.linalg.solve(trusted.T @ waves + NO_EDGE * np.eye(3), trusted.T @ (edge[near] - radius))
    most = MOST_STEP * radius
    grow, right, below = (float(np.clip(part, -most, most)) for part in fit)
    return x + right, y + below, radius + grow


def _rim(seen: Floats, x: float, y: float, radius: float) -> tuple[Floats, Floats, Floats, Floats]:
    """Of each ray: where its edge is and how wide, in pixels, its weight (0 to 1), and its angle."""
    angle = np.asarray(np.arange(RAYS) / RAYS * 2 * np.pi, dtype=np.float32)
    step = radius / STEPS_A_RADIUS
    out = radius * (1 - NEAR) + step * np.arange(-2, round(2 * NEAR * STEPS_A_RADIUS) + 3)
    map_x = (x + np.cos(angle)[:, None] * out).astype(np.float32)
    map_y = (y + np.sin(angle)[:, None] * out).astype(np.float32)
    ray = cv2.remap(
        np.ascontiguousarray(seen), map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    slope = np.abs(ray[:, 4:] - ray[:, :-4]).max(axis=2) / (4 * step)
    place = out[2:-2]
    top = slope.argmax(axis=1)
    every = np.arange(RAYS)
    high = slope[every, top]
    near = np.abs(np.arange(len(place)) - top[:, None]) <= PEAK_STEPS
    close = np.clip(slope - PEAK * high[:, None], 0, None) * near
    edge = np.asarray((close * place).sum(axis=1) / (close.sum(axis=1) + 1e-9), dtype=np.float32)
    out_of, into = (
        ray[every, np.minimum(top + BEYOND, ray.shape[1] - 1)],
        ray[every, np.maximum(top - BEFORE, 0)],
    )
    wide = np.abs(out_of - into).max(axis=1) / (high + 1e-6)
    return edge, _sure(high, _median(high)), np.asarray(wide, dtype=np.float32), angle


def _told(seen: Floats, x: float, y: float, radius: float) -> Outline | None:
    edge, weight, wide, _ = _rim(seen, x, y, radius)
    if weight.sum() < NO_EDGE:
        return None
    order = np.argsort(edge)
    part = np.cumsum(weight[order]) / weight.sum()
    low, high = (float(edge[order][np.searchsorted(part, at)]) for at in MOST_OF_RIM)
    around = float((weight * (np.abs(edge - radius) <= ON_RIM * radius)).mean())
    return Outline(x, y, radius, (high - low) / radius, _median(wide) / radius, around)


def _median(values: Floats) -> float:
    """As numpy's, in a fifth of its time for so few."""
    ordered = np.sort(values)
    return float(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def _sure(steep: Floats, usual: float) -> Floats:
    """``usual``: how steep the edges are that it is to be compared with."""
    half = float(np.clip(HALF_SURE * usual, FAINTEST_EDGE, FAINT_EDGE))
    return np.asarray(steep**2 / (steep**2 + half**2), dtype=np.float32)
