"""Puts a pose exactly: the ring's edges become straight lines of the unrolled wheel, and its colours stand as far apart as their pockets. A tenth of a pixel, where colours alone tell two or three."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight.reader import Floats, Frame
from hardware.decode.sight.wheel.pockets import profile
from hardware.decode.sight.wheel.pose import Pose
from hardware.decode.sight.wheel.rings import around, fitted, lowest, misfit
from hardware.decode.sight.wheel.rotor import STEPS, colours, grey, standing
from hardware.decode.sight.wheel.unwrap import RING, STEP, row_at, unrolled
from schemas.games.wheels import Wheel, wheel_order

ROUNDS, PART = 6, 0.8
"""How often a pose is put right, and by which part of what is seen to be wrong."""
REACH = 6
"""Rows that an edge is sought away from its place, either way."""
EDGES = slice(row_at(0.93) - REACH, row_at(1.03) + REACH + 1)
BINS, SOFT_BINS = 64, 5
"""Parts of the circle in which edges are sought, and over how many of them each is evened out: colours then count little."""
FLAT = 4.0
"""Grey levels that are no edge."""
EACH = 8
"""One angle of so many says how far colours are turned."""
WINDOW_POCKETS = 7
"""Over so many pockets it is taken how far colours are turned."""
TURNED = 12
"""Steps of the angle that colours are sought away from their place."""
MOST_OFF, MOST_PULL = 0.06, 0.1
"""A pose whose ring, or whose middle, would move further is not put right but lost; radii."""
Matrix = NDArray[np.float64]


def straightened(frames: Sequence[Frame], start: Pose, wheel: Wheel) -> Pose:
    """``start``, put right by all the pictures; ``start`` itself where what they say leads away from it."""
    pose = start
    for _ in range(ROUNDS):
        sheets = [unrolled(frame, pose) for frame in frames]
        pose = _moved(pose, PART * _off(sheets), PART * _pull(sheets, wheel))
        if not _near(pose, start):
            return start
    return pose


def _off(sheets: Sequence[Floats]) -> Floats:
    """How far out the ring's edges lie, in radii: by cosine and sine of the angle, and of twice the angle."""
    seen = np.asarray(np.mean([_edges(sheet) for sheet in sheets], axis=0), dtype=np.float32)
    usual = np.repeat(np.median(seen, axis=1, keepdims=True), BINS, axis=1)
    misfits = np.stack([misfit(seen, usual, by) for by in range(-REACH, REACH + 1)])
    moved, trust = lowest(misfits)
    angle = (np.arange(BINS) + 0.5) / BINS * 2 * np.pi
    waves = (np.ones(BINS), np.cos(angle), np.sin(angle), np.cos(2 * angle), np.sin(2 * angle))
    return fitted(moved, trust, np.stack(waves, axis=1))[1:] * STEP


def _edges(sheet: Floats) -> Floats:
    """Rows x BINS: the edge's profile in its own light."""
    level = grey(sheet)[EDGES]
    bins = level.reshape(len(level), BINS, -1).mean(axis=2)
    soft = around(np.asarray(bins, dtype=np.float32), SOFT_BINS)
    return np.asarray((soft - soft.mean(axis=0)) / (soft.std(axis=0) + FLAT), dtype=np.float32)


def _pull(sheets: Sequence[Floats], wheel: Wheel) -> Floats:
    """How much further the true middle is pulled, in radii, right and down: from how far colours are turned against the order, by angle."""
    told = [_turned(sheet, wheel) for sheet in sheets]
    moved = np.concatenate([one for one, _ in told])
    trust = np.concatenate([clear for _, clear in told])
    angle = np.tile(np.arange(STEPS) / STEPS * 2 * np.pi, len(sheets))
    waves = np.stack((np.ones_like(angle), -np.sin(angle), np.cos(angle)), axis=1)
    few = slice(None, None, EACH)
    return fitted(moved[few], trust[few], waves[few])[1:] * np.float32(2 * np.pi / STEPS)


def _turned(sheet: Floats, wheel: Wheel) -> tuple[Floats, Floats]:
    """Of each angle: steps that its colours are further on than their pockets, and how clearly."""
    pockets = len(wheel_order(wheel))
    turns = standing(sheet[RING], wheel, pockets).turns
    told, signals = profile(wheel, STEPS), [np.median(one, axis=0) for one in colours(sheet[RING])]
    wide = round(WINDOW_POCKETS * STEPS / pockets) | 1
    misfits = np.zeros((2 * TURNED + 1, STEPS), dtype=np.float32)
    for signal, expected in zip(signals, (told.red, told.green), strict=True):
        seen, want = _even(np.asarray(signal, dtype=np.float32)), _even(_rolled(expected, turns * STEPS))
        apart = [(np.roll(seen, -by) - want) ** 2 for by in range(-TURNED, TURNED + 1)]
        misfits += around(np.asarray(apart, dtype=np.float32), wide)
    return lowest(misfits)


def _rolled(signal: Floats, by: float) -> Floats:
    places = (np.arange(STEPS) - by) % STEPS
    return np.asarray(np.interp(places, np.arange(STEPS + 1), np.append(signal, signal[0])), dtype=np.float32)


def _even(signal: Floats) -> Floats:
    return np.asarray((signal - signal.mean()) / (signal.std() + 1e-6), dtype=np.float32)


def _moved(pose: Pose, off: Floats, pull: Floats) -> Pose:
    """The ellipse's middle, axes and lean after its unit circle was moved and stretched so."""
    right, down, wider, slanted = (float(part) for part in off)
    cos, sin = np.cos(pose.lean), np.sin(pose.lean)
    turn: Matrix = np.array([[cos, -sin], [sin, cos]])
    shape: Matrix = turn @ np.diag([pose.along, pose.across]) @ turn.T
    by: Matrix = shape @ np.array([right, down])
    axes, lengths, _ = np.linalg.svd(shape @ (np.eye(2) + np.array([[wider, slanted], [slanted, -wider]])))
    return replace(
        pose,
        x=pose.x + float(by[0]),
        y=pose.y + float(by[1]),
        along=float(lengths[0]),
        across=float(lengths[1]),
        lean=float(np.arctan2(axes[1, 0], axes[0, 0])),
        pull_x=pose.pull_x + float(pull[0]),
        pull_y=pose.pull_y + float(pull[1]),
    )


def _near(pose: Pose, start: Pose) -> bool:
    turns = np.arange(BINS) / BINS
    ring, first = (np.stack(one.pixels(turns, np.ones(BINS))) for one in (pose, start))
    pulled = np.hypot(pose.pull_x - start.pull_x, pose.pull_y - start.pull_y)
    return bool(np.hypot(*(ring - first)).max() <= MOST_OFF * start.radius and pulled <= MOST_PULL)
