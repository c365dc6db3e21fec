"""Fits a wheel's pose to a picture: proposed ellipses are tried by the order of colours, then moved until the ring's outer edge lies on 1 everywhere. Says None, never the least bad."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from hardware.decode.sight.reader import Floats, Frame
from hardware.decode.sight.wheel.ellipse import proposals
from hardware.decode.sight.wheel.pose import Pose, pose_from
from hardware.decode.sight.wheel.rotor import agreement, best, colours
from schemas.games.wheels import Wheel, wheel_order

WIDTH = 640
STEPS = 512
INSIDE, OUTSIDE = (0.89, 0.92, 0.95, 0.98), (1.02, 1.045, 1.07)
PROPOSED = 8
QUICK_PROPOSED, QUICK_LEVELS, QUICK_SAMPLES = 3, (0.42,), 400
LEAST_MATCH = 0.4
FIRST = np.array([0.03, 0.03, 0.03, 0.03, 0.06, 0.03, 0.03], dtype=np.float32)
"""First steps: of the radius for places and axes, radians, radii."""
ROUNDS = 6


@dataclass(frozen=True, slots=True)
class Fitted:
    """A pose, and how well the colours around it match the wheel's order (to 1)."""

    pose: Pose
    match: float


class Colouring:
    """A picture's red and green, to be looked up along rings."""

    def __init__(self, frame: Frame) -> None:
        soft = cv2.GaussianBlur(frame, (3, 3), 0).astype(np.float32)
        self._reds, self._greens = colours(soft)

    def rings(self, pose: Pose, out: tuple[float, ...]) -> tuple[Floats, Floats]:
        """Rows x angles, for each radius."""
        turns = np.broadcast_to(np.arange(STEPS, dtype=np.float32) / STEPS, (len(out), STEPS))
        x, y = pose.pixels(turns, np.array(out, dtype=np.float32)[:, None])
        reds = cv2.remap(self._reds, x, y, cv2.INTER_LINEAR)
        greens = cv2.remap(self._greens, x, y, cv2.INTER_LINEAR)
        return np.asarray(reds, dtype=np.float32), np.asarray(greens, dtype=np.float32)


def found(frame: Frame, wheel: Wheel) -> Fitted | None:
    """The wheel in a picture that nothing is known of; in the picture's own pixels."""
    small, shrink = _smaller(frame)
    colouring = Colouring(small)
    tried = [_edged(colouring, pose, wheel) for pose in proposals(small, PROPOSED)]
    tried = sorted((one for one in tried if one.match > 0.2), key=lambda one: -one.match)
    fits = [refined([colouring], one.pose, wheel) for one in tried[:3]]
    top = max(fits, key=lambda one: one.match, default=None)
    if top is None or top.match < LEAST_MATCH:
        return None
    return Fitted(top.pose.scaled(1 / shrink), top.match)


def somewhere(frame: Frame, wheel: Wheel) -> bool:
    """Whether a wheel seems to be anywhere in the picture; much quicker than finding it, and bounded."""
    small, _ = _smaller(frame)
    colouring = Colouring(small)
    proposed = proposals(small, QUICK_PROPOSED, QUICK_LEVELS, QUICK_SAMPLES)
    return any(_edged(colouring, pose, wheel).match > LEAST_MATCH for pose in proposed)


def together(frames: Sequence[Frame], start: Pose, wheel: Wheel) -> Fitted:
    """One pose for pictures of one camera; all of one size."""
    smaller = [_smaller(frame) for frame in frames]
    shrink = smaller[0][1]
    fit = refined([Colouring(small) for small, _ in smaller], start.scaled(shrink), wheel)
    return Fitted(fit.pose.scaled(1 / shrink), fit.match)


def refined(colourings: Sequence[Colouring], start: Pose, wheel: Wheel) -> Fitted:
    """Moves the pose until the colours inside its edge match best, and those outside least."""
    vector, steps = start.vector(), FIRST.copy()
    steps[:4] *= start.radius
    score = _scores(colourings, vector, wheel)
    for _ in range(ROUNDS):
        vector, score = _round(colourings, vector, score, steps, wheel)
        steps *= 0.55
    pose = pose_from(vector)
    return Fitted(pose, float(np.mean([_match(one, pose, wheel) for one in colourings])))


def _round(
    colourings: Sequence[Colouring], vector: Floats, score: float, steps: Floats, wheel: Wheel
) -> tuple[Floats, float]:
    for _ in range(2):
        before = score
        for axis in range(len(vector)):
            for way in (-1, 1):
                trial = vector.copy()
                trial[axis] += way * steps[axis]
                told = _scores(colourings, trial, wheel)
                if told > score:
                    vector, score = trial, told
                    break
        if score - before < 1e-4:
            break
    return vector, score


def _scores(colourings: Sequence[Colouring], vector: Floats, wheel: Wheel) -> float:
    return float(np.mean([_score(one, vector, wheel) for one in colourings]))


def _smaller(frame: Frame) -> tuple[Frame, float]:
    shrink = min(1.0, WIDTH / frame.shape[1])
    if shrink == 1:
        return frame, shrink
    size = round(frame.shape[1] * shrink), round(frame.shape[0] * shrink)
    return cv2.resize(frame, size, interpolation=cv2.INTER_AREA).astype(np.uint8), shrink


def _score(colouring: Colouring, vector: Floats, wheel: Wheel) -> float:
    pose = pose_from(vector)
    if min(pose.along, pose.across) < 8 or np.hypot(pose.pull_x, pose.pull_y) > 0.5:
        return -1.0
    reds, greens = colouring.rings(pose, INSIDE + OUTSIDE)
    inside = [agreement(_mean(reds[row]), _mean(greens[row]), wheel) for row in range(len(INSIDE))]
    curve = np.asarray(np.mean(inside, axis=0), dtype=np.float32)
    top = int(curve.argmax())
    outside = agreement(
        _mean(reds[len(INSIDE) :].mean(axis=0)), _mean(greens[len(INSIDE) :].mean(axis=0)), wheel
    )
    strength = min(1.0, float(reds[len(INSIDE) :].std()) / (float(reds[: len(INSIDE)].std()) + 1e-6))
    return float(curve[top]) - 0.5 * strength * max(0.0, float(outside[top]))


def _match(colouring: Colouring, pose: Pose, wheel: Wheel) -> float:
    reds, greens = colouring.rings(pose, INSIDE)
    curve = agreement(_mean(np.median(reds, axis=0)), _mean(np.median(greens, axis=0)), wheel)
    return best(curve, len(wheel_order(wheel))).match


def _edged(colouring: Colouring, pose: Pose, wheel: Wheel) -> Fitted:
    """The same ellipse, as wide as colours still follow the order."""
    scales = tuple(float(scale) for scale in np.arange(0.7, 1.6, 0.03))
    reds, greens = colouring.rings(pose, scales)
    matches = np.array(
        [agreement(_mean(r), _mean(g), wheel).max() for r, g in zip(reds, greens, strict=True)]
    )
    edge = int(np.flatnonzero(matches > 0.6 * matches.max())[-1])
    return Fitted(pose.wider(scales[edge] + 0.015), float(matches.max()))


def _mean(signal: Floats) -> Floats:
    return np.asarray(signal - signal.mean(), dtype=np.float32)
