"""What a technician must show before a wheel is learned, and what is refused."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from hardware.decode.sight.reader import CalibrationError, Labelled, LabelledFrame
from hardware.decode.sight.segments.calibration import SegmentCalibration, calibration_from, sheet_of
from hardware.decode.sight.segments.disc import Disc
from hardware.decode.sight.segments.find_disc import find_disc
from hardware.decode.sight.segments.learn import Atlas, Stop, borders_of, order_of, placed
from hardware.decode.sight.segments.segment_reader import SegmentReader
from hardware.sim.scenes.segments import SegmentsSite


def test_the_gates_come_from_the_site_and_take_nothing_wrong(wheel: SegmentCalibration) -> None:
    assert wheel.self_test.wrong_accepted == 0
    assert wheel.self_test.top_1 > 0.98
    assert 0 < wheel.gates.turn.floor < 1 and 0 < wheel.gates.patch.lead < 1


def test_a_calibration_comes_back_from_its_sheet(wheel: SegmentCalibration, studio: SegmentsSite) -> None:
    back = calibration_from(*sheet_of(wheel))
    frame = studio.draw("plain", 0).frame
    one, other = (SegmentReader().read(frame, site)[0] for site in (wheel, back))
    assert (one.value, one.votes) == (other.value, other.votes)


def test_a_wrong_label_is_named(studio: SegmentsSite, stops: list[LabelledFrame]) -> None:
    wrong = "20" if stops[2].things[0].value != "20" else "1"
    told = [*stops[:2], replace(stops[2], things=(Labelled(wrong),)), *stops[3:]]
    with pytest.raises(CalibrationError, match="look at stop 2"):
        SegmentReader(studio.make.order).calibrate(told)


def test_an_order_of_another_length_is_refused(wheel: SegmentCalibration) -> None:
    still = np.zeros(wheel.hidden.shape, dtype=np.float32)
    atlas = Atlas(wheel.atlas, (0.0,), wheel.hidden, still)
    begins = borders_of(atlas, len(wheel.order))
    apart = (begins - wheel.first) * len(wheel.order)
    assert abs(apart - round(apart)) < 0.05
    with pytest.raises(CalibrationError, match="order"):
        borders_of(atlas, len(wheel.order) - 3)


def test_pictures_of_one_stop_are_refused(studio: SegmentsSite, stops: list[LabelledFrame]) -> None:
    with pytest.raises(CalibrationError, match="turned"):
        SegmentReader(studio.make.order).calibrate([stops[0]] * 5)
    with pytest.raises(CalibrationError, match="at least"):
        SegmentReader(studio.make.order).calibrate(stops[:2])


def test_a_segment_that_the_order_lacks_is_refused(studio: SegmentsSite, stops: list[LabelledFrame]) -> None:
    told = [replace(stops[0], things=(Labelled("99"),)), *stops[1:]]
    with pytest.raises(CalibrationError, match="no 99"):
        SegmentReader(studio.make.order).calibrate(told)


ORDER = ("1", "2", "1", "5", "1", "2", "1", "1")


def prints(order: tuple[str, ...]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    names = sorted(set(order))
    return np.stack([np.eye(4, dtype=np.float32)[names.index(name)] for name in order])


def test_an_order_that_nobody_told_is_found_by_what_segments_look_like() -> None:
    stops = [Stop(str(at), ORDER[at]) for at in (0, 1, 3)]
    stands = [(0, 0.5), (1, 0.5), (3, 0.5)]
    assert order_of(prints(ORDER), Counter(ORDER), stops, stands) == ORDER
    with pytest.raises(CalibrationError, match="no picture shows 5"):
        order_of(prints(ORDER), Counter(ORDER), stops[:2], stands[:2])
    with pytest.raises(CalibrationError, match="rule set"):
        order_of(prints(ORDER), Counter(("1", "2", "5")), stops, stands)


def test_an_order_that_fits_at_two_places_needs_more() -> None:
    twice = ("1", "2", "5", "1", "2", "5")
    stop = Stop("a", "1")
    with pytest.raises(CalibrationError, match="several places"):
        placed(prints(twice), twice, [stop], [(0, 0.5)])
    assert placed(prints(twice), twice, [replace(stop, at=3)], [(0, 0.5)]) == 3


def test_a_disc_knows_the_angle_of_each_of_its_pixels() -> None:
    disc = Disc(400, 300, 200, 0.05, -0.02, 0.1, -0.08)
    for turns in (0.05, 0.4, 0.77):
        x, y = disc.pixels(np.array([turns]), np.array([0.8]))[0]
        assert disc.turns_at(float(x), float(y)) == pytest.approx(turns, abs=1e-4)


def test_a_rim_of_points_in_one_place_is_refused() -> None:
    with pytest.raises(CalibrationError, match="rim: its points lie in one place"):
        find_disc([np.zeros((90, 90, 3), dtype=np.uint8)] * 3, np.zeros((5, 2), dtype=np.float32))
