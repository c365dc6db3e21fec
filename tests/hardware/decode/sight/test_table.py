"""A camera that was pushed is noticed however far, and marks that can't be seen are never taken for marks that stand."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from hardware.decode.sight.reader import CalibrationError, Corners, Frame, Reason
from hardware.decode.sight.table import Table, drift_px, table_from, unsteady
from hardware.sim.faces.table_scene import felt

MARKS: Corners = np.array(((200, 100), (1080, 100), (1080, 620), (200, 620)), dtype=np.float32)
MM = (1200.0, 700.0)


@pytest.fixture(scope="module")
def shown() -> Frame:
    """Four marks, of two kinds."""
    picture = np.asarray(felt(np.random.default_rng(9)), dtype=np.uint8)
    for number, (x, y) in enumerate(MARKS.astype(int).tolist()):
        cv2.drawMarker(picture, (x, y), (200, 230, 240), number % 2 * 2, 20, 3)
    return picture


@pytest.fixture(scope="module")
def table(shown: Frame) -> Table:
    return table_from(shown, MARKS, MM)


def pushed(picture: Frame, right: float, down: float, turn: float = 0.0) -> Frame:
    plan = cv2.getRotationMatrix2D((640, 360), turn, 1.0)
    plan[:, 2] += np.array((right, down))
    return np.asarray(cv2.warpAffine(picture, plan, (1280, 720), borderMode=cv2.BORDER_REPLICATE), np.uint8)


def without(picture: Frame, *marks: int) -> Frame:
    bare = picture.copy()
    for x, y in MARKS[list(marks)].astype(int).tolist():
        cv2.circle(bare, (x, y), 40, (60, 90, 40), -1)
    return bare


def test_a_camera_that_stands_is_trusted(shown: Frame, table: Table) -> None:
    assert drift_px(shown, table) == 0 and unsteady(shown, table) == ()
    assert unsteady(pushed(shown, 2, 1), table) == ()
    assert unsteady(without(shown, 0, 3), table) == ()


@pytest.mark.parametrize("px", (4, 7, 19, 22, 24, 30, 45, 80, 120, 150))
@pytest.mark.parametrize("way", ((1, 0), (0, -1), (0.8, 0.6)))
def test_however_far_a_camera_is_pushed_it_is_told_and_how_far(
    px: int, way: tuple[float, float], shown: Frame, table: Table
) -> None:
    moved = pushed(shown, way[0] * px, way[1] * px)
    assert unsteady(moved, table) == (Reason.MOVED_CAMERA,)
    assert drift_px(moved, table) == pytest.approx(px, abs=8)


def test_a_camera_that_looks_elsewhere_altogether_is_never_trusted(shown: Frame, table: Table) -> None:
    for px in (200, 400, 700):
        assert unsteady(pushed(shown, px, px / 2), table) != ()
    for turn in (-12.0, 1.0, 3.0, 90.0):
        assert unsteady(pushed(shown, 0, 0, turn), table) != ()


def test_fewer_than_two_marks_seen_are_covered(shown: Frame, table: Table) -> None:
    hidden = without(shown, 0, 1, 2)
    assert drift_px(hidden, table) is None and unsteady(hidden, table) == (Reason.COVERED,)
    assert drift_px(without(shown, 0, 1, 2, 3), table) is None


def test_a_picture_of_another_size_is_of_another_camera(shown: Frame, table: Table) -> None:
    assert unsteady(np.ascontiguousarray(shown[:, :1000]), table) == (Reason.MOVED_CAMERA,)


def test_marks_that_are_no_table_are_refused(shown: Frame) -> None:
    for marks in (MARKS[[0, 2, 1, 3]], MARKS + 500, MARKS[:3]):
        with pytest.raises(CalibrationError):
            table_from(shown, marks, MM)
