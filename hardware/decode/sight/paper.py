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
COLOURLESS_FROM = 20


def whiteness(frame: Frame) -> Mask:
    """The darkest colour of each pixel, without single-pixel noise."""
    blue, green, red = cv2.split(frame)
    return cast(Mask, cv2.medianBlur(cv2.min(cv2.min(blue, green), red), 3))


def paper_masks(frame: Frame) -> Iterator[Mask]:
    """Ever other guesses of what is paper, the likeliest first."""
    white = whiteness(frame)
    otsu, first = cv2.threshold(white, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    yield _above(white, int(max(LEAST_LEVEL, otsu)))
    yield cast(Mask, cv2.morphologyEx(first, cv2.MORPH_OPEN, np.ones((PRINT, PRINT), dtype=np.uint8)))
    yield _colourless(frame, white)
    for factor in LEVELS[1:]:
        yield _above(white, int(min(MOST_LEVEL, max(LEAST_LEVEL, otsu * factor))))
    yield _above_surroundings(white)


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


def _above_surroundings(white: Mask) -> Mask:
    """Brighter than the mean of a wide neighbourhood: finds cards in shade beside a lit part of the table."""
    small = cv2.resize(white, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    side = max(9, (small.shape[1] // 4) | 1)
    around = cv2.resize(cv2.blur(small, (side, side)), (white.shape[1], white.shape[0]))
    return _above(cast(Mask, cv2.subtract(white, around)), LOCAL_STEP)
