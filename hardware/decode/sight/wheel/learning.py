"""Learns a wheel from pictures of it empty, and of its ball in known pockets: pose, rotor, and the gates that ``gating`` sets. Refuses pictures that are too few, alike, of another wheel, or that do not agree where it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from hardware.decode.sight.reader import CalibrationError, LabelledFrame, usable
from hardware.decode.sight.wheel.atlas import atlas_of, turned
from hardware.decode.sight.wheel.ball import usual_strangeness
from hardware.decode.sight.wheel.calibration import BallLimits, Gate, WheelCalibration, WheelGates, WheelTest
from hardware.decode.sight.wheel.floor import shift_of
from hardware.decode.sight.wheel.gating import LEAST_FLOOR, LEAST_LEAD, gates_of, paints_of
from hardware.decode.sight.wheel.placing import Placed, placed
from hardware.decode.sight.wheel.pose import Pose
from hardware.decode.sight.wheel.rotor import standing
from hardware.decode.sight.wheel.trials import Ball, drawn, known
from hardware.decode.sight.wheel.unwrap import RING, unrolled
from schemas.games.wheels import Wheel, has_pocket, wheel_order

MOST_EMPTY = 12
LEAST_EMPTY = 3
NEAR_OUT, FAR_OUT = 0.62, 0.84
MATCH_PART = 0.55
NEEDED = "take one turn of the empty rotor in 3 pictures or more (8 are better), then the ball in 5 pockets"
"""What a technician does."""


def learn(
    frames: Sequence[LabelledFrame], wheel: Wheel
) -> tuple[WheelCalibration, Sequence[LabelledFrame], Sequence[Ball]]:
    """A site's calibration, still untested, and the empty pictures and balls to test it with.

    Raises:
        CalibrationError: fewer than three pictures of the empty wheel, no wheel in one, sizes that differ, a pocket that the wheel has not,
            rings that are not told well, a ball that is not told well, or lies in a picture that is labelled empty.
    """
    empty = [one for one in frames if not one.things][:MOST_EMPTY]
    _check(frames, empty, wheel)
    draft = _draft(empty, placed(empty, wheel), wheel)
    pictures = [one.frame for one in empty]
    balls = known(frames)
    balls += drawn(pictures, draft, paints_of(draft, balls))
    return replace(draft, gates=gates_of(draft, empty, balls)), empty, balls


def _check(frames: Sequence[LabelledFrame], empty: Sequence[LabelledFrame], wheel: Wheel) -> None:
    if len(empty) < LEAST_EMPTY:
        raise CalibrationError(
            f"{len(empty)} pictures of the empty wheel (label: no result) are too few: {NEEDED}"
        )
    for one in frames:
        if not usable(one.frame):
            raise CalibrationError(f"{one.name}: not a picture to calibrate from")
        if one.frame.shape != empty[0].frame.shape:
            raise CalibrationError(f"{one.name}: another size than {empty[0].name}")
        for thing in one.things:
            if not has_pocket(wheel, thing.value):
                raise CalibrationError(f"{one.name}: no pocket {thing.value!r} on the {wheel.value} wheel")
        if len(one.things) > 1:
            raise CalibrationError(f"{one.name}: more than one ball")


def _draft(frames: Sequence[LabelledFrame], place: Placed, wheel: Wheel) -> WheelCalibration:
    pose, pockets = place.pose, len(wheel_order(wheel))
    sheets = [unrolled(one.frame, pose) for one in frames]
    stands = [standing(sheet[RING], wheel, pockets) for sheet in sheets]
    _refuse_other_order(frames, wheel, float(np.mean([one.match for one in stands])))
    turns = [one.turns for one in stands]
    atlas = atlas_of(sheets, turns, pockets)
    noise = usual_strangeness([turned(atlas, sheet, turn) for sheet, turn in zip(sheets, turns, strict=True)])
    gate, match = Gate(LEAST_FLOOR, LEAST_LEAD), MATCH_PART * min(one.match for one in stands)
    gates = WheelGates(gate, gate, match, NEAR_OUT, FAR_OUT, BallLimits((), (), 0.0, 0.0, 0.0), 0.0, 0.0)
    size = frames[0].frame.shape[1], frames[0].frame.shape[0]
    test = WheelTest(0, 0, 0, 0, 0, 0, 0, place.apart_px)
    return WheelCalibration(wheel, pose, size, atlas, noise, shift_of(sheets, turns, pockets), gates, test)


def _refuse_other_order(empty: Sequence[LabelledFrame], wheel: Wheel, agreed: float) -> None:
    """The colours around the rotor follow no other wheel's order better than the named one's: else every number would be wrong."""
    for other in Wheel:
        if wheel_order(other) == wheel_order(wheel):
            continue
        try:
            pose = placed(empty, other).pose
        except CalibrationError:
            continue
        if (better := _agreed(empty, pose, other)) > agreed:
            raise CalibrationError(
                f"the rotor's colours follow the order of a wheel of the kind {other.value} ({better:.2f}) rather than"
                f" {wheel.value} ({agreed:.2f}): name the wheel that stands there"
            )


def _agreed(empty: Sequence[LabelledFrame], pose: Pose, wheel: Wheel) -> float:
    pockets = len(wheel_order(wheel))
    rings = [unrolled(one.frame, pose)[RING] for one in empty]
    return float(np.mean([standing(ring, wheel, pockets).match for ring in rings]))
