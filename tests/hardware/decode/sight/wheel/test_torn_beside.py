"""Pictures of two moments, parted just above or below the ball, the rotor an even number of pockets on in one of them: red and black lie alike, numbers don't."""

from __future__ import annotations

import numpy as np
import pytest

from hardware.decode.sight.reader import Frame, Reason
from hardware.decode.sight.wheel.calibration import WheelCalibration
from hardware.decode.sight.wheel.wheel_reader import WheelReader
from hardware.sim.scenes.ball_physics import Moment, Stage
from hardware.sim.scenes.wheel import WheelSite
from hardware.sim.scenes.wheel_foreign import pixel
from schemas.games.wheels import Wheel, wheel_order

ORDER = wheel_order(Wheel.FRENCH)
OUT = 0.735
FURTHER = (-12.0, -6.0, -4.0, 4.0, 6.0, 12.0)
"""Pockets by which the rotor stands on in the other moment."""


def torn_pictures(studio: WheelSite, seed: int, turns: float, place: float, further: float) -> list[Frame]:
    """Of the other moment from 14 pixels above the ball upwards, or from 14 below it downwards, where that does not show its ball too. ``place``: the ball's on the rotor, in turns."""
    angles = turns, turns + further / len(ORDER)
    one, other = (
        studio.moment(
            Moment(0.0, at, at + place, OUT, 0.0, Stage.REST), np.random.default_rng(seed + 9999 * n)
        )
        for n, at in enumerate(angles)
    )
    here, there = (pixel(studio.pose, at + place, OUT)[1] for at in angles)
    found = []
    for off in (-14, 14):
        at, part = round(here) + off, one.copy()
        rows = slice(at, None) if off > 0 else slice(None, at)
        part[rows] = other[rows]
        if (there > at) != (off > 0):
            found.append(part)
    return found


def test_a_rotor_that_is_told_by_one_moment_and_a_ball_of_the_other_are_no_pocket(
    studio: WheelSite, reader: WheelReader, calibrated: WheelCalibration
) -> None:
    """29 was read of this one with both readers sure."""
    (picture,) = torn_pictures(studio, 10, 0.2768912040453708, 26 / len(ORDER), -3.84)
    assert reader.look(picture, calibrated).reasons == (Reason.BAD_PICTURE,)


@pytest.mark.parametrize("seed", range(8))
def test_no_pocket_is_accepted_of_a_picture_that_is_torn_beside_the_ball_but_the_right_one(
    studio: WheelSite, reader: WheelReader, calibrated: WheelCalibration, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    for further in FURTHER:
        pocket = int(rng.integers(len(ORDER)))
        for picture in torn_pictures(studio, 2 * seed, float(rng.random()), pocket / len(ORDER), further):
            accepted = {read.value for read in reader.read(picture, calibrated) if read.accepted}
            assert accepted <= {ORDER[pocket]}
