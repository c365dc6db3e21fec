"""A lamp's soft white reflection over the place, taken off before a second look at what lies there. Only what is white, soft and brighter goes; where light hides the place, nothing is said to be empty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight.dice.colours import weakest
from hardware.decode.sight.dice.ground import Ground, near
from hardware.decode.sight.dice.lean import Spot
from hardware.decode.sight.reader import Floats, Frame

SOFT = 0.7
"""A reflection changes over so many sides; a die does within less."""
REACH = 1.05
"""Nearer to a die's middle than so many sides the place is not seen."""
STEPS, THING = 4, 12.0
"""How often the reflection is estimated anew without what stands out of it; by so many grey steps."""
BLIND, LOOSE = 248, 0.42
"""From this grey step on a pixel tells nothing; side of a square, in sides, in which a die could hide."""
ROWS = 32
LEAST_MARKS = 1.0
"""A place of less contrast, in grey steps, does not tell how brightly it is lit."""


def unveiled(frame: Frame, ground: Ground, dice: Sequence[Spot], side: float) -> Frame | None:
    """The picture without a reflection over the place around ``dice``; burnt out pixels stay as they are. None where light hides room for a die.

    ``side``: a die's, in parts of the picture's longer side.
    """
    high, wide = ground.coloured.shape[:2]
    small = cv2.resize(frame, (wide, high), interpolation=cv2.INTER_AREA)
    there = near(small[:, :, 0], dice, REACH * side)
    blind = weakest(small) >= BLIND
    pixels = side * max(high, wide)
    if _room(blind & ~there, pixels):
        return None
    over = _veil(small.astype(np.float32), ground.coloured, ~(there | blind), SOFT * pixels)
    over[blind] = 0
    return _without(frame, cast(Floats, cv2.resize(over, frame.shape[1::-1], interpolation=cv2.INTER_LINEAR)))


def _without(frame: Frame, over: Floats) -> Frame:
    """The frame less what lies over it, all colours alike; burnt out pixels as they are. Some rows at a time: a whole picture in floats weighs four times as much."""
    out = np.empty_like(frame)
    for top in range(0, len(frame), ROWS):
        part = frame[top : top + ROWS]
        off = part - over[top : top + ROWS, :, None]
        out[top : top + ROWS] = np.clip(off, 0, 255, out=off)
        burnt = weakest(part) >= BLIND
        out[top : top + ROWS][burnt] = part[burnt]
    return out


def _room(blind: NDArray[np.bool_], pixels: float) -> bool:
    square = max(2, round(LOOSE * pixels))
    kernel = np.ones((square, square), dtype=np.uint8)
    return bool(cv2.erode(blind.astype(np.uint8), kernel, borderValue=0).any())


def _veil(small: Floats, place: Floats, seen: NDArray[np.bool_], soft: float) -> Floats:
    """What is added to all colours alike, softly; from the pixels ``seen``."""
    added = weakest(small - place * _light(small, place, seen, soft))
    trust = seen.astype(np.float32)
    over = _blurred(added, trust, soft)
    for _ in range(STEPS):
        weight = trust / (1 + ((added - over) / THING) ** 2)
        over = _blurred(added, weight, soft)
    over += _blurred(added - over, weight, soft)
    return np.maximum(over, 0)


def _light(small: Floats, place: Floats, seen: NDArray[np.bool_], soft: float) -> Floats:
    """How brightly each colour of the place is lit, by its marks and rims: a soft reflection changes none of these."""
    weight = seen[:, :, None].astype(np.float32)
    one, other = (part - _blurred(part, weight, soft) for part in (small, place))
    strength = (weight * other * other).sum(axis=(0, 1))
    told = np.clip((weight * one * other).sum(axis=(0, 1)) / np.maximum(strength, 1e-4), 0.1, 4.0)
    return cast(Floats, np.where(strength > LEAST_MARKS**2 * float(weight.sum()), told, 1.0))


def _blurred(part: Floats, weight: Floats, soft: float) -> Floats:
    """Mean of the neighbourhood by weight, reckoned at half the size."""
    high, wide = part.shape[:2]
    half = (max(1, wide // 2), max(1, high // 2))
    told, total = (
        cv2.GaussianBlur(cv2.resize(each, half, interpolation=cv2.INTER_AREA), (0, 0), soft / 2)
        for each in (part * weight, weight)
    )
    mean = told / np.maximum(total if told.ndim == 2 else total[:, :, None], 1e-4)
    return cast(Floats, cv2.resize(mean.astype(np.float32), (wide, high), interpolation=cv2.INTER_LINEAR))
