"""What lies on the empty place, whatever is printed on it: patches that differ from the place as it is without dice. Counts no pips and knows no faces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from hardware.decode.sight.dice.colours import strongest
from hardware.decode.sight.dice.ground import Ground, Thrown, near
from hardware.decode.sight.dice.lean import Spot
from hardware.decode.sight.reader import Floats, Frame

CORE, REACH = 0.3, 1.05
"""In sides: so near to a die's middle all is die; farther than that is none of it, and of its shadow little."""
COVERED = 0.7
"""Part of a die's core that must differ from the place."""
LOOSE = 0.42
"""Side of a square, in sides, that only a body is wide enough for: no rim, cable or edge of a shadow."""
BETWEEN, LEAST_RATIO = 0.5, 1.6
"""Where between the place's own differences and those of dice the level lies; and how much larger these must be to tell any."""
SOLID, EMPTY = 0.1, 0.995
"""Parts of the pixels of dice, and of the place, that a level is measured by."""

SOFT = 0.8
"""Pixels of the small picture that are looked at together."""


@dataclass(frozen=True, slots=True)
class Bodies:
    """From which difference on something lies there, in grey steps; a die's mean side, in parts of the picture's longer side."""

    level: float
    side: float


def bodies_of(throws: Sequence[Thrown], ground: Ground, side: float) -> Bodies | None:
    """From throws and where their dice lie; None where dice differ too little from the place to be told from it."""
    solid, empty = [], []
    for frame, dice in throws:
        apart = _apart(frame, ground)
        solid.append(apart[near(apart, dice, CORE * side)])
        empty.append(apart[~near(apart, dice, (REACH + 0.3) * side)])
    low = float(np.quantile(np.concatenate(solid), SOLID))
    high = float(np.quantile(np.concatenate(empty), EMPTY))
    return Bodies(high + BETWEEN * (low - high), side) if low > LEAST_RATIO * high else None


def each_a_body(frame: Frame, dice: Sequence[Spot], ground: Ground, bodies: Bodies) -> bool:
    """Whether something lies wherever a die was read, and nowhere else."""
    there = _apart(frame, ground) > bodies.level
    cores = [near(there, [die], CORE * bodies.side) for die in dice]
    if any(float(there[core].mean()) < COVERED for core in cores if core.any()):
        return False
    rest = (there & ~near(there, dice, REACH * bodies.side)).astype(np.uint8)
    wide = max(2, round(LOOSE * bodies.side * max(there.shape)))
    return not cv2.erode(rest, np.ones((wide, wide), dtype=np.uint8), borderValue=0).any()


def _apart(frame: Frame, ground: Ground) -> Floats:
    """How far each pixel of the small picture is from the place, the light made alike."""
    high, wide = ground.coloured.shape[:2]
    small = cv2.resize(frame, (wide, high), interpolation=cv2.INTER_AREA)
    soft = cast(Floats, cv2.GaussianBlur(small.astype(np.float32), (0, 0), SOFT))
    lit = strongest(ground.coloured)
    lit = lit >= np.median(lit)
    light = np.median(soft[lit] / np.maximum(ground.coloured[lit], 4.0), axis=0)
    apart = strongest(np.abs(soft - ground.coloured * light)) / max(0.1, float(light.mean()))
    return cast(Floats, apart.astype(np.float32))
