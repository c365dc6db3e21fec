"""A wheel learned from three pictures of it empty, its rotor hardly turned between them, and no ball: glints that it could not tell from the rotor, and a lamp's image, are no balls."""

from __future__ import annotations

import numpy as np
import pytest

from hardware.decode.sight.reader import LabelledFrame
from hardware.decode.sight.wheel.calibration import WheelCalibration
from hardware.decode.sight.wheel.wheel_reader import WheelReader
from hardware.sim.scenes.ball_physics import Moment, Stage
from hardware.sim.scenes.wheel import WheelSite

GLINTING, SMALL = 602, 605
"""A site whose floor glints, and one in whose soft, small pictures a lamp's image is as round as a ball."""
APART = 0.0465
"""Turns: one pocket and two thirds."""
ON_TRACK = 1.3
LOOKS = 10


def _site(seed: int) -> tuple[WheelSite, WheelReader, WheelCalibration]:
    site, rng = WheelSite(seed), np.random.default_rng(seed)
    moments = [Moment(0.0, 0.3 + APART * number, 0.1, ON_TRACK, 0.0, Stage.TRACK) for number in range(3)]
    empty = [
        LabelledFrame(f"empty {number}", site.moment(one, rng), ()) for number, one in enumerate(moments)
    ]
    reader = WheelReader(site.wheel)
    return site, reader, reader.calibrate(empty)


@pytest.mark.parametrize("seed", (GLINTING, SMALL))
def test_balls_are_read_and_neither_glints_nor_lamps(seed: int) -> None:
    site, reader, learned = _site(seed)
    plain = [site.draw("plain", number) for number in range(LOOKS)]
    right = [reader.read(scene.frame, learned)[0] for scene in plain]
    assert [read.value for read in right] == [scene.truth[0] for scene in plain]
    assert sum(read.accepted for read in right) >= LOOKS - 2
    for condition in ("nothing", "ball_on_track"):
        assert not any(reader.read(site.draw(condition, number).frame, learned) for number in range(LOOKS)), (
            condition
        )
    lamps = [reader.read(site.draw("lamp", number).frame, learned) for number in range(LOOKS)]
    assert not any(read.accepted for reads in lamps for read in reads)
