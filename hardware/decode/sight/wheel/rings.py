"""Where rings lie in the unrolled wheel: how far their profile is moved, between rows, and the smooth move that most of them say. Arithmetic for ``drift`` and ``straight``."""

from __future__ import annotations

import cv2
import numpy as np

from hardware.decode.sight.reader import Floats
from hardware.decode.sight.wheel.pose import Numbers
from hardware.decode.sight.wheel.quick import median, percentile


def around(rows: Floats, wide: int) -> Floats:
    """Each row softened over so many columns, the last of which lies beside the first."""
    padded = np.concatenate((rows[:, -wide:], rows, rows[:, :wide]), axis=1)
    return np.asarray(cv2.blur(padded, (wide, 1))[:, wide:-wide], dtype=np.float32)


def misfit(seen: Floats, expected: Floats, by: int) -> Floats:
    """Of each column, were its profile so many rows further on."""
    have = seen[max(0, by) : len(seen) + min(0, by)]
    want = expected[max(0, -by) : len(expected) + min(0, -by)]
    return np.asarray(((have - want) ** 2).mean(axis=0), dtype=np.float32)


def lowest(misfits: Floats) -> tuple[Floats, Floats]:
    """``misfits``: of each move from ``-n`` to ``n`` and each column. The move of each column, between whole ones, and how clearly (0 to 1)."""
    top = np.clip(misfits.argmin(axis=0), 1, len(misfits) - 2)
    column = np.arange(misfits.shape[1])
    left, here, right = (misfits[top + off, column] for off in (-1, 0, 1))
    bend = np.maximum(left - 2 * here + right, 1e-6)
    part = np.clip(0.5 * (left - right) / bend, -1, 1)
    clear = 1 - here / (percentile(misfits, 50) + 1e-6)
    return np.asarray(top + part - len(misfits) // 2, dtype=np.float32), np.asarray(
        np.clip(clear, 0.01, 1), dtype=np.float32
    )


def fitted(moved: Floats, weight: Floats, terms: Floats) -> Floats:
    """What most columns say: the parts of ``terms`` (columns x terms) that their moves are made of."""
    trust, fit = weight, np.zeros(terms.shape[1], dtype=np.float32)
    for _ in range(4):
        trusted = terms * trust[:, None]
        fit = _solved(trusted.T @ terms, trusted.T @ moved)
        off = np.abs(moved - terms @ fit)
        trust = np.asarray(weight / (1 + (off / (median(off) + 0.02)) ** 2), dtype=np.float32)
    return fit


def _solved(square: Numbers, told: Numbers) -> Floats:
    return np.asarray(np.linalg.solve(square + 1e-9 * np.eye(len(square)), told), dtype=np.float32)
