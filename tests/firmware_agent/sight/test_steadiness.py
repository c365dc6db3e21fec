"""Whether a camera stands is known of every game's: by the table's marks, or by looks in a row that find it moved."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from firmware_agent.sight.steadiness import EVERY_NS, Steadiness
from hardware.decode.sight.reader import Corners, Frame, Read, Reason, Rotor, Seen
from hardware.decode.sight.table import table_from

MOVED = Seen((), (Reason.MOVED_CAMERA,))
ROTOR = Rotor((100.0, 100.0), (50.0, 40.0), 0.0, 0.25)
MARKS: Corners = np.array(((60, 60), (260, 60), (260, 180), (60, 180)), dtype=np.float32)
QUAD: Corners = np.zeros((4, 2), dtype=np.float32)


def looks(*seen: Seen) -> int:
    steady = Steadiness(None)
    for each in seen:
        steady.saw(each)
    return steady.moved_looks


def test_looks_in_a_row_that_find_the_camera_moved_are_counted() -> None:
    assert looks(MOVED, MOVED, Seen((), (Reason.MOVED_CAMERA,), ROTOR)) == 3
    told_by_a_read = Seen((Read("17", 0.4, False, (Reason.MOVED_CAMERA,), QUAD),))
    assert looks(told_by_a_read, told_by_a_read) == 2


@pytest.mark.parametrize(
    "seen", (Seen((Read("17", 0.9, True, (), QUAD),)), Seen((), (Reason.NO_BALL,), ROTOR))
)
def test_a_look_at_what_stands_where_it_stood_begins_anew(seen: Seen) -> None:
    assert looks(MOVED, MOVED, seen) == 0


@pytest.mark.parametrize("reason", (Reason.DARK, Reason.COVERED, Reason.BAD_PICTURE))
def test_a_look_that_shows_nothing_says_nothing_of_it(reason: Reason) -> None:
    assert looks(MOVED, MOVED, Seen((), (reason,))) == 2
    assert looks(Seen((), (reason,))) == 0


def felt(shift: int = 0) -> Frame:
    picture = np.random.default_rng(2).integers(60, 80, (240, 320, 3), dtype=np.uint8)
    for number, (x, y) in enumerate(MARKS.astype(int).tolist()):
        cv2.drawMarker(picture, (x + shift, y), (230, 230, 230), number % 2 * 2, 16, 3)
    return picture


def test_where_marks_are_known_they_alone_count() -> None:
    steady = Steadiness(table_from(felt(), MARKS, (900.0, 500.0)))
    for number, (frame, moved) in enumerate(
        ((felt(), 0), (felt(9), 1), (felt(60), 2), (felt() * 0, 3), (felt(), 0))
    ):
        at_ns = number * EVERY_NS
        assert steady.is_due(at_ns)
        steady.measure(at_ns, frame)
        steady.saw(Seen((Read("KH", 0.9, True, (), QUAD),)))
        assert steady.moved_looks == moved and not steady.is_due(at_ns + 1)
    assert steady.drift_px == 0


def test_marks_are_measured_no_more_often_than_they_are_due() -> None:
    steady = Steadiness(table_from(felt(), MARKS, (900.0, 500.0)))
    for at_ns in range(10):
        steady.measure(at_ns, felt(9))
    assert steady.moved_looks == 1
