"""Small pictures, one against another: what differs beyond noise, and beyond light that became brighter or darker everywhere. Knows nothing of what is in them."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight.reader import Corners, Frame

Grey = NDArray[np.float32]
Flags = NDArray[np.bool_]
Box = tuple[slice, slice]
EVERYWHERE: Box = (slice(None), slice(None))
FLOOR = 8.0
"""Added to both sides of a ratio of brightness, so that black does not weigh."""
LEAST_STEP = 10.0
NOISE_TIMES = 5.0
STRIDE = 3


def grey(small: Frame) -> Grey:
    """Brightness, softened a little: single pixels of noise are no change."""
    plain = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    return cast(Grey, cv2.blur(plain, (3, 3)).astype(np.float32))


def changed(now: Grey, then: Grey, box: Box = EVERYWHERE) -> Flags:
    """Where the picture, or the box of it, differs. A change of light that all of it shares is taken out; noise sets how much is much."""
    level = _level(now, then)
    noise = 1.4826 * float(np.median(_apart(now[::STRIDE, ::STRIDE], then[::STRIDE, ::STRIDE], level)))
    return _apart(now[box], then[box], level) > max(LEAST_STEP, NOISE_TIMES * noise)


def inside(quad: Corners, scale: tuple[float, float], shape: tuple[int, int]) -> Flags:
    """The pixels of a small picture that a quad of the whole one covers. ``scale``: small over whole, across and down."""
    mask = np.zeros(shape, dtype=np.uint8)
    corners = np.rint(quad * np.array(scale, dtype=np.float32)).astype(np.int32)
    cv2.fillConvexPoly(mask, corners, (1,))
    return cast(Flags, mask.astype(bool))


def _apart(now: Grey, then: Grey, level: float) -> Grey:
    return cast(Grey, np.abs(now - ((then + FLOOR) * level - FLOOR)))


def _level(now: Grey, then: Grey) -> float:
    ratio = (now[::STRIDE, ::STRIDE] + FLOOR) / (then[::STRIDE, ::STRIDE] + FLOOR)
    return float(np.median(ratio))
