"""Divides a contour of two or more touching cards at its notches: rounded corners and crossing edges leave dents on both sides of the joint. Refuses to divide where there is only one dent."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import cv2
import numpy as np
from numpy.typing import NDArray

NOTCH = 0.015
"""Depth of a dent worth looking at, as a part of the contour's diagonal."""
MOST_NOTCHES = 6
PART = 0.15


def parted(contour: NDArray[np.int32]) -> Iterator[NDArray[np.int32]]:
    """Parts of the contour, cut straight between two notches; each cut gives its two parts."""
    notches = _notches(contour)
    whole = cv2.contourArea(contour)
    for one, other in combinations(notches, 2):
        for part in (contour[one : other + 1], np.concatenate((contour[other:], contour[: one + 1]))):
            if PART * whole < cv2.contourArea(part) < (1 - PART) * whole:
                yield _closed(part)


def _notches(contour: NDArray[np.int32]) -> list[int]:
    """Where the contour is dented, the deepest first, in the contour's order."""
    hull = cv2.convexHull(contour, returnPoints=False)
    if len(hull) < 4:
        return []
    hull[::-1].sort(axis=0)
    defects = cv2.convexityDefects(contour, hull)
    if defects is None:
        return []
    least = NOTCH * float(np.hypot(*np.ptp(contour.reshape(-1, 2), axis=0)))
    dents = np.asarray(defects, dtype=np.int32).reshape(-1, 4).tolist()
    deep = [(depth / 256, place) for _, _, place, depth in dents if depth / 256 > least]
    return sorted(place for _, place in sorted(deep, reverse=True)[:MOST_NOTCHES])


def _closed(part: NDArray[np.int32]) -> NDArray[np.int32]:
    """The part with points along the cut, so that the cut can be fitted as a side."""
    end, start = part[-1, 0].astype(np.float64), part[0, 0].astype(np.float64)
    steps = max(2, int(np.hypot(*(start - end))))
    parts = np.arange(1, steps)[:, None] / steps
    cut = np.rint(end + parts * (start - end)).astype(np.int32)
    return np.concatenate((part, cut.reshape(-1, 1, 2))).astype(np.int32)
