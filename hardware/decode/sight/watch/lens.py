"""The camera itself: whether something covers its lens, and whether it looks elsewhere than it did. From small pictures against one of the empty table, or the first good one."""

from __future__ import annotations

from itertools import product

import cv2
import numpy as np

from hardware.decode.sight.tracking.small import Grey

DARK, FLAT = 10.0, 5.0
"""Mean brightness of a picture that shows nothing, and the least spread of one that shows something."""
DETAIL_PART = 0.2
"""Of the reference's fine detail, less than which is a cloth, a palm or a fog."""
ACROSS, DOWN = 4, 3
LEAST_BLOCKS, ALIKE_PX, SURE = 4, 0.5, 0.15
BLOCK_DETAIL = 1.0


def detail(seen: Grey) -> float:
    """Fine detail of a picture, as brightness from pixel to pixel."""
    return float(np.abs(cv2.Laplacian(seen, cv2.CV_32F)).mean())


def covered(seen: Grey, reference: Grey) -> str | None:
    """What is wrong with the view, None when there is one."""
    if float(seen.mean()) < DARK:
        return "the picture is black"
    if float(seen.std()) < FLAT or detail(seen) < DETAIL_PART * detail(reference):
        return "something covers the lens, or the picture is blank"
    return None


def drift(seen: Grey, reference: Grey) -> float | None:
    """How far the picture has shifted, in its own pixels; None when its parts do not agree on one shift."""
    shifts = [
        shift for box in _blocks(seen.shape[0], seen.shape[1]) if (shift := _shift(seen, reference, box))
    ]
    if len(shifts) < LEAST_BLOCKS:
        return None
    moved = np.array(shifts)
    middle = np.median(moved, axis=0)
    agree = np.linalg.norm(moved - middle, axis=1) < ALIKE_PX
    return float(np.hypot(*middle)) if agree.sum() * 2 > len(moved) else None


def _blocks(height: int, width: int) -> list[tuple[slice, slice]]:
    high, wide = height // DOWN, width // ACROSS
    return [
        (slice(row * high, (row + 1) * high), slice(column * wide, (column + 1) * wide))
        for row, column in product(range(DOWN), range(ACROSS))
    ]


def _shift(seen: Grey, reference: Grey, box: tuple[slice, slice]) -> tuple[float, float] | None:
    now, then = np.ascontiguousarray(seen[box]), np.ascontiguousarray(reference[box])
    if detail(then) < BLOCK_DETAIL:
        return None
    window = cv2.createHanningWindow((now.shape[1], now.shape[0]), cv2.CV_32F)
    (across, down), response = cv2.phaseCorrelate(then, now, window)
    return (float(across), float(down)) if response > SURE else None
