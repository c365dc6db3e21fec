"""How far the wheel has moved in the picture since the calibration, from where its rings lie at every pocket. Says pixels; the reader judges them."""

from __future__ import annotations

import numpy as np

from hardware.decode.sight.reader import Floats
from hardware.decode.sight.wheel.atlas import CELL, Turned
from hardware.decode.sight.wheel.pose import Pose
from hardware.decode.sight.wheel.rings import around, fitted, lowest, misfit
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
    moved, trust = lowest(np.stack([misfit(seen, expected, by) for by in range(-REACH, REACH + 1)]))
    angle = (turns + np.arange(len(moved)) / len(moved)) * 2 * np.pi
    waves = np.stack((np.ones_like(angle), np.cos(angle), np.sin(angle)), axis=1)
    wider, right, below = fitted(moved, trust, waves) * STEP * pose.radius
    return float(max(np.hypot(right, below), abs(wider)))


def _profiles(sheet: Floats) -> Floats:
    """Rows x pockets, less each pocket's mean."""
    level = grey(sheet)[EDGES]
    cells = level.reshape(len(level), -1, CELL).mean(axis=2)
    soft = around(np.asarray(cells, dtype=np.float32), AROUND)
    return np.asarray(soft - soft.mean(axis=0), dtype=np.float32)
