"""Where a picture shows white paper: the darkest of the three colours is high on paper, and low on felt, skin and coloured print. Decides nothing about shape."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight.reader import Frame

Mask = NDArray[np.uint8]
LEVELS = (1.0, 0.75, 1.3, 1.6)
"""Times Otsu's threshold: the first finds most; the others part what glare or shade has joined."""
LEAST_LEVEL, MOST_LEVEL = 14, 246
LOCAL_STEP = 12
PRINT = 7
"""Lines on a felt are thinner than this, in pixels of the picture in which cards are sought."""
STROKE = 11
"""Strokes of an index are thinner than this."""
COLOURLESS_FROM = 20
WIDE, NEAR = 4, 12
"""The neighbourhoods to which paper is compared: so many of them go into the picture's width."""


def whiteness(frame: Frame) -> Mask:
    """The darkest colour of each pixel, without single-pixel noise."""
    blue, green, red = cv2.split(frame)
    return cast(Mask, cv2.medianBlur(cv2.min(cv2.min(blue, green), red), 3))


def paper_masks(frame: Frame) -> Iterator[Mask]:
    """Ever other guesses of what is paper, the likeliest first."""
    white = whiteness(frame)
    otsu, first = cv2.threshold(white, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    yield _above(white, int(max(LEAST_LEVEL, otsu)))
    yield _without_print(cast(Mask, first))
    yield _without_print(_over_ink(cast(Mask, first)))
    yield _colourless(frame, white)
    for factor in LEVELS[1:]:
        yield _above(white, int(min(MOST_LEVEL, max(LEAST_LEVEL, otsu * factor))))
    for part in WIDE, NEAR:
        above = _above_surroundings(white, part)
        yield above
        yield _without_print(above if part == WIDE else _over_ink(above))


def _above(white: Mask, level: int) -> Mask:
    _, mask = cv2.threshold(white, level, 255, cv2.THRESH_BINARY)
    return cast(Mask, mask)


def _colourless(frame: Frame, white: Mask) -> Mask:
    """Paper is grey in light and in shade alike; a coloured felt is not, whatever falls on it."""
    blue, green, red = cv2.split(cv2.blur(frame, (3, 3)))
    brightest = cv2.max(cv2.max(blue, green), red)
    share = cv2.divide(cv2.min(cv2.min(blue, green), red), brightest, scale=255)
    _, mask = cv2.threshold(share, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return cast(Mask, cv2.bitwise_and(mask, _above(white, COLOURLESS_FROM)))


def _without_print(mask: Mask) -> Mask:
    return cast(Mask, cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((PRINT, PRINT), dtype=np.uint8)))


def _over_ink(mask: Mask) -> Mask:
    """An index at a card's edge, or the frame of a court, cuts the paper around it."""
    return cast(Mask, cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((STROKE, STROKE), dtype=np.uint8)))


def _above_surroundings(white: Mask, part: int) -> Mask:
    """Brighter than the mean of its neighbourhood, a ``part`` of the picture wide: finds cards in shade, and in glare that lightens the cloth."""
    small = cv2.resize(white, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    side = max(9, (small.shape[1] // part) | 1)
    around = cv2.resize(cv2.blur(small, (side, side)), (white.shape[1], white.shape[0]))
    return _above(cast(Mask, cv2.subtract(white, around)), LOCAL_STEP)
