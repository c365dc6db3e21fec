"""How a thing in a pocket looks against the empty rotor: how bright and of what tint it is in the calibration's light, how large, how round, how sharp its edge. Measures; what a ball may look like is the calibration's to say."""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields

import cv2
import numpy as np

from hardware.decode.sight.reader import Floats, Frame
from hardware.decode.sight.wheel.atlas import CELL, Atlas, Turned, start_of
from hardware.decode.sight.wheel.ball import Spot
from hardware.decode.sight.wheel.pose import Pose
from hardware.decode.sight.wheel.rotor import STEPS, grey
from hardware.decode.sight.wheel.unwrap import INNER, RING, ROWS, STEP

BALL_POCKETS = 0.27
"""A usual ball's radius in widths of a pocket: the yardstick that sizes are told in, not a limit."""
SIDE, REACH = 45, 2.6
"""Pixels of the patch that is looked at, and how many usual balls it reaches from the middle."""
RAYS, RAY_STEP = 24, 0.08
MIDDLE = 0.65
"""Part of a usual ball that is taken for its middle tone."""
EDGE, FOOT, BROW = 0.5, 0.15, 0.75
"""Parts of the middle tone at which its outline is measured, and where that begins and ends."""
SPREADS = 2.2
WHITE = 250.0
FAINT = 0.02
"""Least middle tone, in parts of the light's full scale, that has an outline at all."""


@dataclass(frozen=True, slots=True)
class Look:
    """``level``: its brightness in the calibration's light; ``blue``, ``red``: log of how far they are ahead of green; ``size``: in usual balls.

    ``ragged``: how much its outline's distances from the middle differ; ``soft``: how wide its edge is; both in parts of its size.
    ``uneven``: how much its tone differs inside the outline.
    """

    level: float
    blue: float
    red: float
    size: float
    ragged: float
    soft: float
    uneven: float
    height: float
    """How much brighter than the empty rotor: no figure of the ball's own, as floors differ."""
    white: bool
    """Whether its middle is as bright as the picture can be in some colour, and so looks flat and sharp."""
    blank: bool
    """Whether it is so in all colours, and so has no tint, and may be brighter."""

    @property
    def spreads(self) -> bool:
        """Whether it has no end within the patch, as a patch of light has none."""
        return self.size >= SPREADS

    def figures(self) -> Floats:
        """All that are a ball's own."""
        return np.array(astuple(self)[:FIGURES], dtype=np.float32)


FIGURES = len(fields(Look)) - 3
"""How many figures a look has."""


@dataclass(frozen=True, slots=True, eq=False)
class Scenery:
    """All that a look needs of one frame."""

    frame: Frame
    pose: Pose
    atlas: Atlas
    pair: Turned
    turns: float


def usual_radius(pockets: int, out: float) -> float:
    """A usual ball's radius, in radii of the wheel, where pockets are so far out."""
    return BALL_POCKETS * 2 * np.pi * out / pockets


def look_at(scenery: Scenery, spot: Spot, usual_level: float = 0.0) -> Look | None:
    """None where nothing there stands out by its brightness, or the picture ends.

    ``usual_level``: a ball's. One that the picture cuts off below it has its outline where it would have it uncut, and an edge as wide.
    """
    pose, pockets = scenery.pose, scenery.atlas.pockets
    x, y = (
        float(part[0]) for part in pose.pixels(np.array([scenery.turns + spot.place]), np.array([spot.out]))
    )
    usual = max(2.0, usual_radius(pockets, 0.735) * pose.radius)
    cut = _cut(scenery, spot, x, y, REACH * usual)
    if cut is None:
        return None
    raw, seen, more, scale = cut
    middle = _middle(more, usual / scale)
    if middle is None:
        return None
    inner = _around(raw, middle, usual / scale)[:, : round(MIDDLE / RAY_STEP)]
    full = bool(inner.max(axis=2).mean() >= WHITE), bool(inner.min(axis=2).mean() >= WHITE)
    return _told(seen, more, middle, usual / scale, full, usual_level)


def _cut(
    scenery: Scenery, spot: Spot, x: float, y: float, half: float
) -> tuple[Floats, Floats, Floats, float] | None:
    """The picture itself, what is seen, how much more it is than the empty rotor (both in parts of the local light), and pixels of the picture a step."""
    left, top, wide = round(x - half), round(y - half), round(2 * half)
    high, broad = scenery.frame.shape[:2]
    if left < 0 or top < 0 or left + wide > broad or top + wide > high:
        return None
    crop = scenery.frame[top : top + wide, left : left + wide]
    way = cv2.INTER_AREA if wide > SIDE else cv2.INTER_LINEAR
    small = cv2.resize(crop, (SIDE, SIDE), interpolation=way).astype(np.float32)
    scale = wide / SIDE
    steps = (np.arange(SIDE) + 0.5) * scale - 0.5
    turns, out = scenery.pose.places(*np.meshgrid(left + steps, top + steps))
    pair, pockets = scenery.pair, scenery.atlas.pockets
    columns = (turns - start_of(scenery.turns, pockets)) % 1.0 * (pockets * CELL)
    rows = np.clip((out - INNER) / STEP, 0, ROWS - 1)
    expected = cv2.remap(pair.expected, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
    light = _light(scenery.atlas, scenery.turns + spot.place)
    seen = small / (pair.gain[int(spot.place * pockets + 0.5) % pockets] * light)
    more = grey(np.asarray(seen - expected / light, dtype=np.float32))
    return np.asarray(small, dtype=np.float32), np.asarray(seen, dtype=np.float32), more, scale


def _light(atlas: Atlas, turns: float) -> float:
    """The light at an angle of the picture, in parts of a white's full scale: from the number ring, against its mean."""
    ring = atlas.light[RING, :, 1].mean(axis=0)
    return float(255.0 * ring[int(turns % 1.0 * STEPS)] / ring.mean())


def _middle(more: Floats, usual: float) -> tuple[float, float] | None:
    """Of what stands out most around the patch's middle."""
    x = y = (SIDE - 1) / 2
    rows, columns = np.mgrid[0:SIDE, 0:SIDE]
    for reach in (1.3, 1.1, 1.1):
        near = np.hypot(columns - x, rows - y) <= reach * usual
        level = EDGE * float(np.percentile(more[near], 80))
        if level < FAINT:
            return None
        weight = near * np.clip(more - level, 0, level)
        x, y = float((weight * columns).sum() / weight.sum()), float((weight * rows).sum() / weight.sum())
    return x, y


def _told(
    seen: Floats,
    more: Floats,
    middle: tuple[float, float],
    usual: float,
    full: tuple[bool, bool],
    usual_level: float,
) -> Look | None:
    tone, bright = _around(seen, middle, usual), _around(more[..., None], middle, usual)[..., 0]
    inner = round(MIDDLE / RAY_STEP)
    height = float(np.median(bright[:, :inner]))
    if height < FAINT:
        return None
    blue, green, red = (float(part) for part in np.median(tone[:, :inner].reshape(-1, 3), axis=0) + 1e-3)
    level = (blue + green + red) / 3
    uncut = max(height, usual_level - (level - height)) if full[0] else height
    outline = min(EDGE * uncut, BROW * height)
    edge, foot, brow = (_first_below(bright, part) for part in (outline, height * FOOT, height * BROW))
    size = float(np.median(edge))
    if size <= 0:
        return None
    ragged = float(np.percentile(edge, 90) - np.percentile(edge, 10)) / size
    inside = bright[:, : max(2, int(0.8 * size / RAY_STEP))]
    return Look(
        level,
        float(np.log(blue / green)),
        float(np.log(red / green)),
        size,
        ragged,
        float(np.median(foot - brow)) / size * uncut / height,
        float(inside.std()) / height,
        height,
        *full,
    )


def _around(patch: Floats, middle: tuple[float, float], usual: float) -> Floats:
    """Rays x steps x channels, from the middle out."""
    turn = (np.arange(RAYS) / RAYS * 2 * np.pi)[:, None]
    out = (np.arange(round(REACH / RAY_STEP)) * RAY_STEP * usual)[None]
    x, y = (
        (middle[0] + out * np.cos(turn)).astype(np.float32),
        (middle[1] + out * np.sin(turn)).astype(np.float32),
    )
    rays = cv2.remap(np.ascontiguousarray(patch), x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(rays.reshape(*x.shape, patch.shape[2]), dtype=np.float32)


def _first_below(bright: Floats, level: float) -> Floats:
    """Of each ray, in usual balls; the ray's end where it never is."""
    below = bright < level
    first = np.where(below.any(axis=1), below.argmax(axis=1), bright.shape[1])
    return np.asarray(first * RAY_STEP, dtype=np.float32)
