"""The watch over a wheel, told what the wheel's own reader says: a ball that is taken and a camera that is pushed are noticed."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from hardware.decode.sight.reader import Frame, Reason, Seen
from hardware.decode.sight.tracking.rules import TableRules
from hardware.decode.sight.tracking.words import RoundTold
from hardware.decode.sight.watch.watch import Watch
from hardware.decode.sight.watch.words import WatchSite
from hardware.decode.sight.wheel.calibration import WheelCalibration
from hardware.decode.sight.wheel.wheel_reader import WheelReader
from hardware.sim.scenes.wheel import WheelSite
from schemas.games.wheels import Wheel, wheel_order
from schemas.sight import Notice, SightKind


class Eye:
    """A wheel whose ball is in play, looked at eight times a second."""

    def __init__(self, picture: Frame) -> None:
        rules = TableRules(order=wheel_order(Wheel.FRENCH))
        size = (picture.shape[1], picture.shape[0])
        self._watch = Watch(SightKind.WHEEL, (), size, rules, WatchSite(), 20.0)
        self._small = cv2.resize(picture, (320, 180), interpolation=cv2.INTER_AREA)
        self._watch.told(RoundTold(0, "r1", "spinning", False))
        self._at_ns = 0

    def look(self, seen: Seen, times: int) -> list[Notice]:
        found = []
        for _ in range(times):
            self._at_ns += 125_000_000
            noise = np.random.default_rng(self._at_ns).normal(0, 1.5, self._small.shape)
            small = np.asarray(np.clip(self._small + noise, 0, 255), dtype=np.uint8)
            found += self._watch.glance(self._at_ns, small)
            found += self._watch.saw(self._at_ns, seen)
        return [noticed.what for noticed in found]


@pytest.fixture(scope="module")
def picture(studio: WheelSite) -> Frame:
    return studio.draw("plain", 0).frame


@pytest.mark.parametrize("then", ("nothing", "chip", "ball_on_track"))
def test_a_ball_that_is_taken_from_its_pocket_is_told(
    then: str, picture: Frame, studio: WheelSite, reader: WheelReader, calibrated: WheelCalibration
) -> None:
    resting = reader.look(picture, calibrated)
    empty, without = (
        reader.look(studio.draw(condition, 0).frame, calibrated) for condition in ("nothing", then)
    )
    eye = Eye(picture)
    assert eye.look(empty, 4) + eye.look(resting, 10) == []
    assert eye.look(without, 2) == []
    assert eye.look(without, 6) == [Notice.BALL_TOUCHED]


def test_a_hand_that_hides_the_ball_has_not_taken_it(
    picture: Frame, studio: WheelSite, reader: WheelReader, calibrated: WheelCalibration
) -> None:
    nothing, resting, hidden = (
        reader.look(frame, calibrated)
        for frame in (studio.draw("nothing", 0).frame, picture, studio.draw("hand", 0).frame)
    )
    eye = Eye(picture)
    assert eye.look(nothing, 4) + eye.look(resting, 10) + eye.look(hidden, 10) == []


def test_a_wheels_camera_that_is_pushed_is_told_although_no_empty_table_is_known(
    picture: Frame, reader: WheelReader, calibrated: WheelCalibration
) -> None:
    seen = reader.look(picture, calibrated)
    pushed = reader.look(np.ascontiguousarray(np.roll(picture, 12, axis=1)), calibrated)
    assert Reason.MOVED_CAMERA in pushed.reasons
    eye = Eye(picture)
    assert eye.look(seen, 8) == []
    assert eye.look(pushed, 12) == [Notice.CAMERA_MOVED]
