"""Two readers of where the ball lies: what differs from the empty rotor, and what differs from every pocket beside it. Each names its best place; neither decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight.reader import Floats
from hardware.decode.sight.wheel.atlas import CELL, SENSOR, Atlas, Turned, difference
from hardware.decode.sight.wheel.rotor import grey
from hardware.decode.sight.wheel.unwrap import FLOOR, INNER, STEP

Flags = NDArray[np.bool_]
"""One a pocket, from zero clockwise."""
FULL = 8.0
"""A pixel counts no more than this many times the noise: a glint is bright, but small."""
LEAST_NOISE = 6.0
BALL_COLUMNS, BALL_ROWS = 3.9, 1.8
"""Sigma of a ball in the unrolled wheel."""
SPOTS = 6
"""How many places each reader names."""
NEIGHBOURS = (1, 2, -1, -2)
CLOSE_COLUMNS = np.arange(-round(0.95 * CELL) + 1, round(0.95 * CELL))
"""Nearer to a spot than this, another is no other."""
HALF = 0.6
COVERED = 0.4
"""Part of a pocket's number that looks otherwise."""


@dataclass(frozen=True, slots=True)
class Spot:
    """``place``: turns from zero's middle on the rotor; ``out``: radii; ``strength``: times the noise; ``lead``: over the next, 0 to 1."""

    place: float
    out: float
    strength: float
    lead: float


@dataclass(frozen=True, slots=True, eq=False)
class Sought:
    """What one reader sees in the pockets: its strongest spots, each a pocket from the others, and how strongly it answers everywhere (rows of FLOOR x columns)."""

    spots: tuple[Spot, ...]
    answer: Floats

    @property
    def best(self) -> Spot:
        return self.spots[0]

    def near(self, place: float, pockets: int) -> float:
        """How strongly it answers at most a third of a pocket from there."""
        width = self.answer.shape[1]
        columns = (np.arange(-8, 9) + int((place + 0.5 / pockets) * width)) % width
        return float(self.answer[:, columns].max())


def by_difference(pair: Turned, veiled: Flags | None = None) -> Sought:
    """The first reader. ``veiled``: pockets that are passed over."""
    off = difference(pair, FLOOR)
    return _sought(off / (pair.noise[FLOOR] + LEAST_NOISE), _none_of(pair) if veiled is None else veiled)


def by_neighbours(pair: Turned, usual: Floats, veiled: Flags | None = None) -> Sought:
    """The second reader, which knows no empty rotor. ``usual``: what it answers to one, rows of FLOOR x columns."""
    grain = np.maximum(LEAST_NOISE, 3 * SENSOR / pair.gain.min())
    strange = np.clip(strangeness(pair) - usual, 0, None) / grain
    return _sought(strange, _none_of(pair) if veiled is None else veiled)


def strangeness(pair: Turned) -> Floats:
    """How far each place is from the most alike of the same places in the pockets beside it: rows of FLOOR x columns, grey levels."""
    seen = pair.seen[FLOOR]
    apart = [grey(np.abs(seen - np.roll(seen, off * CELL, axis=1))) for off in NEIGHBOURS]
    sides = [np.minimum.reduce(apart[:2]), np.minimum.reduce(apart[2:])]
    return np.asarray(np.minimum.reduce(sides), dtype=np.float32)


def usual_strangeness(pairs: Sequence[Turned]) -> Floats:
    """What empty rotors say to the second reader: at each place of the rotor, and everywhere in a row."""
    each = [strangeness(pair) for pair in pairs]
    kernel = np.ones((3, 5), dtype=np.uint8)
    place = np.asarray(cv2.dilate(np.max(each, axis=0), kernel), dtype=np.float32)
    row = np.mean([np.percentile(one, 95, axis=1) for one in each], axis=0)
    return np.asarray(np.maximum(place, row[:, None]), dtype=np.float32)


def covered_pockets(pair: Turned, atlas: Atlas) -> Flags:
    """Which pockets' number ring is not what it should be."""
    ring = slice(FLOOR.stop, FLOOR.stop + 8)
    off = difference(pair, ring) > 2 * (pair.noise[ring] + LEAST_NOISE)
    return np.asarray(off.reshape(off.shape[0], atlas.pockets, CELL).mean(axis=(0, 2)) > COVERED)


def _none_of(pair: Turned) -> Flags:
    return np.zeros(pair.seen.shape[1] // CELL, dtype=np.bool_)


def _sought(parts: Floats, veiled: Flags) -> Sought:
    answer = _soft(np.minimum(parts, FULL))
    answer[:, np.repeat(veiled, CELL)] = 0
    free, tops = answer.max(axis=0), []
    for _ in range(SPOTS):
        column = int(free.argmax())
        tops.append((int(answer[:, column].argmax()), column))
        free[(column + CLOSE_COLUMNS) % len(free)] = 0
    strengths = [float(answer[top]) for top in tops]
    spots = [
        _spot(answer, row, column, max(strengths[:number] + strengths[number + 1 :]))
        for number, (row, column) in enumerate(tops)
    ]
    return Sought(tuple(spots), answer)


def _spot(answer: Floats, row: int, column: int, next_strength: float) -> Spot:
    """Its middle is that of what answers at least half as strongly, close by."""
    strength = float(answer[row, column])
    high, wide = 4, CELL // 2
    top = max(0, row - high)
    steps = np.arange(-wide, wide + 1)
    near = answer[top : row + high + 1][:, (column + steps) % answer.shape[1]]
    weight = np.maximum(near - HALF * strength, 0) + 1e-9
    all_of_it = weight.sum()
    across = float(weight.sum(axis=0) @ steps / all_of_it)
    down = float(weight.sum(axis=1) @ np.arange(len(weight)) / all_of_it)
    place = (column + 0.5 + across) / answer.shape[1] - 0.5 * CELL / answer.shape[1]
    lead = 1 - next_strength / strength if strength > 1e-6 else 0.0
    return Spot(place % 1.0, INNER + STEP * (FLOOR.start + top + down), strength, lead)


def _soft(parts: Floats) -> Floats:
    pad = CELL
    padded = np.concatenate((parts[:, -pad:], parts, parts[:, :pad]), axis=1).astype(np.float32)
    soft = cv2.GaussianBlur(
        padded, (0, 0), sigmaX=BALL_COLUMNS, sigmaY=BALL_ROWS, borderType=cv2.BORDER_CONSTANT
    )
    return np.asarray(soft[:, pad:-pad], dtype=np.float32)
