"""Where a site's wheel lies, from pictures of it empty at several angles of the rotor. Refuses a place that halves of the pictures do not agree on: its numbers could not be trusted all around."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hardware.decode.sight.reader import CalibrationError, Frame, LabelledFrame
from hardware.decode.sight.wheel.fitting import LEAST_MATCH, Fitted, found, together
from hardware.decode.sight.wheel.pose import Pose
from hardware.decode.sight.wheel.rotor import Standing, standing
from hardware.decode.sight.wheel.straight import straightened
from hardware.decode.sight.wheel.unwrap import RING, unrolled
from schemas.games.wheels import Wheel, wheel_order

MOST_TRIED, MOST_FITTED = 4, 6
GOOD_MATCH = 0.7
"""A match from which on no other picture is asked."""
LEAST_STAND = 0.03
MOST_APART_POCKETS = 0.16
"""Of a pocket's width at its floor: twice the margin that a ball must keep from a wall."""
APART_POCKETS = 0.5
"""Rotors less than this apart show the same light on the same pockets."""
RINGS = (0.735, 1.0)


@dataclass(frozen=True, slots=True)
class Placed:
    """``apart_px``: how far apart halves of the pictures put its rings, at the worst place."""

    pose: Pose
    apart_px: float


def placed(empty: Sequence[LabelledFrame], wheel: Wheel) -> Placed:
    """Raises CalibrationError, which says what to do."""
    start = _start(empty, wheel)
    few = empty[:MOST_FITTED]
    pose = _exactly([one.frame for one in few], start.pose, wheel)
    _same_wheel(empty, pose, wheel)
    halves = [_exactly([one.frame for one in few[part::2]], start.pose, wheel) for part in (0, 1)]
    apart = _apart(*halves)
    most = MOST_APART_POCKETS * 2 * np.pi * RINGS[0] * pose.radius / len(wheel_order(wheel))
    if apart > most:
        raise CalibrationError(
            f"the wheel's ellipse is not told well: two halves of the empty pictures put its rings {apart:.1f} pixels apart, at most {most:.1f} "
            "may be: check that the camera stands still, light the wheel evenly, let it fill more of the picture, and take the empty rotor in 8 pictures over one turn"
        )
    return Placed(pose, round(apart, 2))


def _exactly(frames: Sequence[Frame], start: Pose, wheel: Wheel) -> Pose:
    return straightened(frames, together(frames, start, wheel).pose, wheel)


def _start(empty: Sequence[LabelledFrame], wheel: Wheel) -> Fitted:
    best: Fitted | None = None
    for one in empty[:MOST_TRIED]:
        fit = found(one.frame, wheel)
        if fit is not None and (best is None or fit.match > best.match):
            best = fit
        if best is not None and best.match >= GOOD_MATCH:
            return best
    if best is None:
        raise CalibrationError(f"{empty[0].name}: no {wheel.value} wheel is found in it")
    return best


def _same_wheel(empty: Sequence[LabelledFrame], pose: Pose, wheel: Wheel) -> None:
    pockets = len(wheel_order(wheel))
    stands = [standing(unrolled(one.frame, pose)[RING], wheel, pockets) for one in empty]
    for one, stand in zip(empty, stands, strict=True):
        if stand.match < LEAST_MATCH or stand.lead < LEAST_STAND:
            raise CalibrationError(
                f"{one.name}: the wheel is not where it is in {empty[0].name}, or can't be told,"
                f" or is of another kind than --wheel names (looked for: {wheel.value})"
            )
    if _angles(stands, pockets) < min(3, len(stands)):
        raise CalibrationError(
            "the rotor stands alike in the empty pictures: turn it by a pocket or more between them, best over one whole turn in 8 pictures"
        )


def _angles(stands: Sequence[Standing], pockets: int) -> int:
    """How many of them differ."""
    kept: list[float] = []
    for stand in stands:
        if all(abs((stand.turns - other + 0.5) % 1 - 0.5) * pockets > APART_POCKETS for other in kept):
            kept.append(stand.turns)
    return len(kept)


def _apart(one: Pose, other: Pose) -> float:
    turns = np.arange(48) / 48
    worst = 0.0
    for out in RINGS:
        first, second = (np.stack(pose.pixels(turns, np.full(48, out))) for pose in (one, other))
        worst = max(worst, float(np.hypot(*(first - second)).max()))
    return worst
