"""How far the wheel has moved in the picture since the calibration, from where its rings lie at every pocket. Says pixels; the reader judges them."""

from __future__ import annotations

import cv2
import numpy as np

from hardware.decode.sight.reader import Floats
from hardware.decode.sight.wheel.atlas import CELL, Turned
from hardware.decode.sight.wheel.pose import Pose
from hardware.decode.sight.wheel.rotor import grey
from hardware.decode.sight.wheel.unwrap import STEP, row_at

REACH = 8
"""Rows that a ring is sought away from its place, either way."""
AROUND = 3
"""Pockets over which a ring's profile is taken: which of them are red then counts little."""
EDGES = slice(row_at(0.72), None)


def drift_px(pair: Turned, pose: Pose, turns: float) -> float:
    """The move of the wheel's middle, or the growth of its radius, whichever is more."""
    seen, expected = _profiles(pair.seen), _profiles(pair.expected)
    misfits = np.stack([_misfit(seen, expected, by) for by in range(-REACH, REACH + 1)])
    moved, trust = _lowest(misfits)
    wider, right, below = _fitted(moved, trust, turns) * STEP * pose.radius
    return float(max(np.hypot(right, below), abs(wider)))


def _profiles(sheet: Floats) -> Floats:
    """Rows x pockets, less each pocket's mean."""
    level = grey(sheet)[EDGES]
    cells = level.reshape(len(level), -1, CELL).mean(axis=2)
    padded = np.concatenate((cells[:, -AROUND:], cells, cells[:, :AROUND]), axis=1)
    soft = cv2.blur(padded, (AROUND, 1))[:, AROUND:-AROUND]
    return np.asarray(soft - soft.mean(axis=0), dtype=np.float32)


def _misfit(seen: Floats, expected: Floats, by: int) -> Floats:
    """Of each pocket, were its rings so many rows further out."""
    have = seen[max(0, by) : len(seen) + min(0, by)]
    want = expected[max(0, -by) : len(expected) + min(0, -by)]
    return np.asarray(((have - want) ** 2).mean(axis=0), dtype=np.float32)


def _lowest(misfits: Floats) -> tuple[Floats, Floats]:
    """Where each pocket's rings lie, in rows between rows, and how clearly."""
    top = np.clip(misfits.argmin(axis=0), 1, len(misfits) - 2)
    pocket = np.arange(misfits.shape[1])
    left, here, right = (misfits[top + off, pocket] for off in (-1, 0, 1))
    bend = np.maximum(left - 2 * here + right, 1e-6)
    part = np.clip(0.5 * (left - right) / bend, -1, 1)
    clear = 1 - here / (np.median(misfits, axis=0) + 1e-6)
    return np.asarray(top + part - REACH, dtype=np.float32), np.asarray(
        np.clip(clear, 0.01, 1), dtype=np.float32
    )


def _fitted(moved: Floats, weight: Floats, turns: float) -> Floats:
    """Growth, move to the right, move down, in rows; what most pockets say."""
    angle = (turns + np.arange(len(moved)) / len(moved)) * 2 * np.pi
    terms = np.stack((np.ones_like(angle), np.cos(angle), np.sin(angle)), axis=1)
    trust, fit = weight, np.zeros(3)
    for _ in range(4):
        trusted = terms * trust[:, None]
        fit = np.linalg.solve(trusted.T @ terms + 1e-9 * np.eye(3), trusted.T @ moved)
        off = np.abs(moved - terms @ fit)
        trust = weight / (1 + (off / (np.median(off) + 0.02)) ** 2)
    return np.asarray(fit, dtype=np.float32)
