"""How a thing in a pocket looks: how bright and of what tint it is in the calibration's light, how large, how round, how sharp its edge. Measures; what a ball may look like is the calibration's to say."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache

import cv2
import numpy as np

from hardware.decode.sight.reader import Floats, Frame
from hardware.decode.sight.wheel.atlas import CELL, Atlas, Turned, start_of
from hardware.decode.sight.wheel.ball import Spot
from hardware.decode.sight.wheel.outline import Outline, outline_of
from hardware.decode.sight.wheel.pose import Pose
from hardware.decode.sight.wheel.quick import median, percentile
from hardware.decode.sight.wheel.rotor import STEPS, grey
from hardware.decode.sight.wheel.unwrap import INNER, RING, ROWS, STEP

BALL_POCKETS = 0.27
"""A usual ball's radius in widths of a pocket: the yardstick that sizes are told in, not a limit."""
SIDE, REACH = 45, 2.6
"""Pixels of the patch that is looked at, and how many usual balls it reaches from the middle."""
RAYS, RAY_STEP = 24, 0.08
MIDDLE = 0.65
"""Part of a usual ball that is taken for its middle tone."""
AROUND = 1.3
"""Usual balls around a named place in which its middle is sought."""
INSIDE = 0.8
"""Part of its own outline within which its tone is compared."""
EDGE, SPREADS = 0.5, 2.2
"""Where half of what is more than the empty rotor is not left within so many usual balls, it has no end."""
WHITE = 250.0
ABOVE = 0.6
"""Of its radius: about so high a ball's middle stands over the ring's plane at most, as pockets lie lower."""
FOOT, BROW = 0.15, 0.75
"""Parts of its brightness between which that falls."""
FAINT = 0.02
"""In parts of the light's full scale: what is no more than so much brighter than the empty rotor has its middle where it was named."""
MIDDLE_STEPS = round(MIDDLE / RAY_STEP)
_TURN = (np.arange(RAYS) / RAYS * 2 * np.pi)[:, None]
_OUT = np.arange(round(REACH / RAY_STEP)) * RAY_STEP
_WAYS = np.cos(_TURN) * _OUT, np.sin(_TURN) * _OUT
_OFF = np.arange(SIDE, dtype=np.float32) - (SIDE - 1) / 2
_FAR = np.hypot(_OFF[None], _OFF[:, None])


@dataclass(frozen=True, slots=True)
class Middle:
    """Where it lies on the rotor: ``place`` in turns from zero's middle, ``out`` in radii."""

    place: float
    out: float


@dataclass(frozen=True, slots=True)
class Look:
    """``level``: its brightness in the calibration's light; ``blue``, ``red``: log of how far they are ahead of green; ``size``: in usual balls.

    ``ragged``, ``soft``, ``around``: of its outline (``outline.Outline``); ``uneven``: how much its tone differs inside it.
    """

    level: float
    blue: float
    red: float
    size: float
    ragged: float
    soft: float
    uneven: float
    around: float
    fade: float
    """Over how many of its radii its brightness falls to the floor's, which is none where it hardly stands out from it: a lamp's image falls over all of them."""
    height: float
    """How much brighter than the empty rotor: no figure of the ball's own, as floors differ."""
    white: bool
    """Whether its middle is as bright as the picture can be in some colour, and so looks flat and sharp."""
    blank: bool
    """Whether it is so in all colours, and so has no tint, and may be brighter."""

    middles: tuple[Middle, ...]
    """Of its outline, as if that lay in the number ring's plane, and as if it stood above it by ABOVE."""
    spreads: bool
    """Whether what is brighter than the empty rotor has no end within the patch, as a patch of light has none."""

    def figures(self) -> Floats:
        """All that are a ball's own."""
        return np.array([getattr(self, field.name) for field in fields(self)[:FIGURES]], dtype=np.float32)


FIGURES = len(fields(Look)) - 5
"""How many figures a look has."""
FIGURE_NAMES = tuple(field.name for field in fields(Look)[:FIGURES])


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


def look_at(scenery: Scenery, spot: Spot) -> Look | None:
    """None where nothing there has an outline, or the picture ends."""
    pose, pockets = scenery.pose, scenery.atlas.pockets
    x, y = (
        float(part[0]) for part in pose.pixels(np.array([scenery.turns + spot.place]), np.array([spot.out]))
    )
    usual = max(2.0, usual_radius(pockets, 0.735) * pose.radius)
    cut = _cut(scenery, spot, x, y, REACH * usual)
    if cut is None:
        return None
    seen, more, full, scale = cut
    corner = round(x - REACH * usual), round(y - REACH * usual)
    middle = _middle(more, usual / scale)
    bright = _around(more, middle, usual / scale)
    half = _half_bright(bright) if median(bright[:, :MIDDLE_STEPS]) > FAINT else None
    known = half * usual / scale if half is not None and 0 < half < SPREADS else None
    outline = outline_of(seen, middle, usual / scale, known)
    if outline is None:
        return None
    middles = _middles(scenery, outline, corner, scale)
    return _told(seen, more, full, outline, usual / scale, middles, half is not None and half >= SPREADS)


def _middles(scenery: Scenery, outline: Outline, corner: tuple[int, int], scale: float) -> tuple[Middle, ...]:
    """What stands above the ring's plane is seen further up in an oblique picture, across the ellipse's long axis."""
    pose = scenery.pose
    oblique = float(np.sqrt(max(0.0, 1 - (pose.across / pose.along) ** 2)))
    x, y = (
        first + (at + 0.5) * scale - 0.5 for first, at in zip(corner, (outline.x, outline.y), strict=True)
    )
    down = np.array((0.0, ABOVE * outline.radius * scale * oblique))
    turns, out = pose.places(x + 0 * down, y + down)
    return tuple(
        Middle(float(turn - scenery.turns) % 1.0, float(far)) for turn, far in zip(turns, out, strict=True)
    )


def _half_bright(bright: Floats) -> float:
    """Where half of what is more than the empty rotor is left, in usual balls."""
    return median(_first_below(bright, EDGE * median(bright[:, :MIDDLE_STEPS])))


def _cut(
    scenery: Scenery, spot: Spot, x: float, y: float, half: float
) -> tuple[Floats, Floats, Floats, float] | None:
    """What is seen, how much more it is than the empty rotor (both in parts of the local light), that light in levels of each colour, and pixels of the picture a step."""
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
    light = float(_ring_light(scenery.atlas)[int((scenery.turns + spot.place) % 1.0 * STEPS)])
    full = pair.gain[int(spot.place * pockets + 0.5) % pockets] * light
    seen = np.asarray(small / full, dtype=np.float32)
    return seen, grey(np.asarray(seen - expected / light, dtype=np.float32)), full, scale


@lru_cache(maxsize=4)
def _ring_light(atlas: Atlas) -> Floats:
    """The light at each angle of the picture, in parts of a white's full scale: from the number ring, against its mean."""
    ring = atlas.light[RING, :, 1].mean(axis=0)
    return np.asarray(255.0 * ring / ring.mean(), dtype=np.float32)


def _middle(more: Floats, usual: float) -> tuple[float, float]:
    """Of what stands out most around the patch's middle; the patch's own where nothing does."""
    near = AROUND * usual >= _FAR
    level = EDGE * float(percentile(more[near], 80))
    if level < FAINT:
        return (SIDE - 1) / 2, (SIDE - 1) / 2
    weight = near * np.clip(more - level, 0, level)
    all_of_it = float(weight.sum())
    x, y = weight.sum(axis=0) @ _OFF / all_of_it, weight.sum(axis=1) @ _OFF / all_of_it
    return float(x) + (SIDE - 1) / 2, float(y) + (SIDE - 1) / 2


def _told(
    seen: Floats,
    more: Floats,
    full: Floats,
    outline: Outline,
    usual: float,
    middles: tuple[Middle, ...],
    spreads: bool,
) -> Look:
    middle, size = (outline.x, outline.y), outline.radius / usual
    tone, bright = _around(seen, middle, usual), _around(more, middle, usual)
    inner = tone[:, :MIDDLE_STEPS]
    blue, green, red = (median(inner[..., colour]) + 1e-3 for colour in range(3))
    level, height = (blue + green + red) / 3, median(bright[:, :MIDDLE_STEPS])
    inside = grey(tone[:, : max(2, int(INSIDE * size / RAY_STEP))])
    levels = np.moveaxis(inner * full, 2, 0)
    return Look(
        level,
        float(np.log(blue / green)),
        float(np.log(red / green)),
        size,
        outline.ragged,
        outline.soft,
        float(inside.std()) / level,
        outline.around,
        _fade(bright, height, size),
        height,
        bool(levels.max(axis=0).mean() >= WHITE),
        bool(levels.min(axis=0).mean() >= WHITE),
        middles,
        spreads,
    )


def _fade(bright: Floats, height: float, size: float) -> float:
    if height < FAINT:
        return 0.0
    foot, brow = (_first_below(bright, height * part) for part in (FOOT, BROW))
    return median(foot - brow) / size


def _around(patch: Floats, middle: tuple[float, float], usual: float) -> Floats:
    """Rays x steps (x channels), from the middle out."""
    x, y = ((at + usual * way).astype(np.float32) for at, way in zip(middle, _WAYS, strict=True))
    rays = cv2.remap(patch, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(rays, dtype=np.float32)


def _first_below(bright: Floats, level: float) -> Floats:
    """Of each ray, in usual balls; the ray's end where it never is."""
    below = bright < level
    first = np.where(below.any(axis=1), below.argmax(axis=1), bright.shape[1])
    return np.asarray(first * RAY_STEP, dtype=np.float32)
