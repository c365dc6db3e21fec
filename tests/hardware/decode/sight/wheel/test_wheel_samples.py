"""The private photographs of a wheel, where they are at hand: nothing wrong is accepted, a ball on the track is no result."""

from __future__ import annotations

import json

import cv2
import numpy as np
import pytest

from hardware.decode.sight.reader import CalibrationError, Frame, LabelledFrame
from hardware.decode.sight.wheel.wheel_reader import WheelReader
from schemas.games.wheels import Wheel
from tests.fixtures.private_samples import ARE_HERE, LABELS, NOT_HERE, SAMPLES


@pytest.mark.skipif(not ARE_HERE, reason=NOT_HERE)
def test_a_real_wheel_is_read_and_its_track_is_not() -> None:
    told = json.loads(LABELS.read_text(encoding="utf-8"))["roulette"]
    empty = [
        LabelledFrame(one["file"], _picture(one["file"]), ()) for one in told if one["kind"] == "calibration"
    ]
    with pytest.raises(CalibrationError, match=r"follow the order of a wheel of the kind european"):
        WheelReader(Wheel.AMERICAN).calibrate(empty)
    reader = WheelReader()
    site = reader.calibrate(empty)
    right = 0
    for one in told:
        reads, truth = reader.read(_picture(one["file"]), site), one.get("result")
        assert [read.value for read in reads] == ([] if truth is None else [str(truth)]), one["file"]
        right += sum(read.accepted for read in reads)
    assert right >= 5


def _picture(name: str) -> Frame:
    return np.asarray(cv2.imread(str(SAMPLES / name)), dtype=np.uint8)
