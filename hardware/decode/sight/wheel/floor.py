"""Where the pockets' floor appears against the number ring: it lies lower, so that an oblique view shifts it. Learnt from the walls between pockets; 0 where they show none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hardware.decode.sight.reader import Floats
from hardware.decode.sight.wheel.atlas import CELL
from hardware.decode.sight.wheel.rotor import rolled
from hardware.decode.sight.wheel.unwrap import INNER, STEP, row_at

REACH = 0.3
"""Radii from the ring's edge at which the shift is stated."""
TRUSTED = 0.5
"""The part of the shift that a ball is corrected by: walls and balls do not shift alike."""
MOST = 0.45
LEAST_GAIN = 1.06
ROWS = slice(row_at(0.64), row_at(0.84))


@dataclass(frozen=True, slots=True)
class Shift:
    """Of the floor at 0.7 radii, in pockets clockwise: ``right`` as seen at the right of the picture, ``below`` at its bottom."""

    right: float = 0.0
    below: float = 0.0

    def at(self, turns: float, out: float) -> float:
        """In pockets, at an angle of the picture."""
        turn = turns * 2 * np.pi
        return float((1 - out) / REACH * (self.right * np.cos(turn) + self.below * np.sin(turn)))


def shift_of(sheets: Sequence[Floats], turns: Sequence[float], pockets: int) -> Shift:
    """From unrolled pictures of the empty wheel."""
    waves = [_waves(sheet, turn, pockets) for sheet, turn in zip(sheets, turns, strict=True)]
    wave = np.concatenate([one for one, _ in waves], axis=1)
    angle = np.concatenate([at for _, at in waves])
    steps = np.arange(-MOST, MOST + 0.01, 0.05)
    scores = [(_together(wave, angle, float(c), float(s)), float(c), float(s)) for c in steps for s in steps]
    best, right, below = max(scores)
    return Shift(right, below) if best > LEAST_GAIN * _together(wave, angle, 0.0, 0.0) else Shift()


def _waves(sheet: Floats, turns: float, pockets: int) -> tuple[Floats, Floats]:
    """What repeats with every pocket, as complex rows x pockets; and the pockets' angles in the picture."""
    grey = rolled(sheet, turns - 0.5 / pockets, pockets * CELL)[ROWS].mean(axis=2)
    cells = grey.reshape(len(grey), pockets, CELL)
    even = cells / (cells.mean(axis=2, keepdims=True) + 8.0)
    wave = even @ np.exp(-2j * np.pi * np.arange(CELL) / CELL)
    size = np.abs(wave)
    wave = wave / np.maximum(size, np.median(size) + 1e-6)
    return wave, (turns + np.arange(pockets) / pockets).astype(np.float32)


def _together(wave: Floats, angle: Floats, right: float, below: float) -> float:
    out = INNER + STEP * np.arange(ROWS.start, ROWS.stop)
    off = right * np.cos(angle * 2 * np.pi) + below * np.sin(angle * 2 * np.pi)
    phase = np.exp(2j * np.pi * ((1 - out) / REACH)[:, None] * off[None])
    return float(np.abs((wave * phase).sum(axis=1)).sum())
