"""A calibration that took one thing for another on itself: it is not written over the one that works, and nobody reads by it."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from firmware_agent.sight.desk_learn import learned
from firmware_agent.sight.looker import CalibrateWish, Looker
from firmware_agent.sight.self_tested import believable, written_if_passed
from hardware.decode.sight.reader import CalibrationError
from hardware.decode.sight.sheet_file import load_sheet, save_sheet
from hardware.decode.sight.wheel.calibration import WheelTest

GOOD = WheelTest(5, 5, 5, 5, 0, 12, 0, 0.1)
BAD = replace(GOOD, wrong_accepted=1)
EMPTY_TAKEN = replace(GOOD, empty_accepted=1)


def save(path: Path, mark: float = 1.0) -> str:
    return save_sheet({"kind": "wheel", "version": 1, "mark": mark}, {"a": np.zeros(3)}, path)


@pytest.mark.parametrize("failed", [BAD, EMPTY_TAKEN])
def test_what_works_stays_when_a_new_lesson_fails_its_self_test(tmp_path: Path, failed: WheelTest) -> None:
    place, out = tmp_path / "site.json", io.StringIO()
    assert written_if_passed(GOOD, save, place, out)
    before = (place.read_bytes(), place.with_suffix(".npz").read_bytes())
    assert not written_if_passed(failed, lambda path: save(path, 2.0), place, out)
    first, second = map(json.loads, out.getvalue().splitlines())
    assert (first["file"], second["file"], second["hash"]) == (str(place), None, None)
    assert first["hash"] == json.loads(before[0])["hash"]
    assert (place.read_bytes(), place.with_suffix(".npz").read_bytes()) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site.json", "site.npz"]
    load_sheet(place, "wheel", 1)


def test_a_disk_that_fails_in_the_middle_leaves_the_one_that_works(tmp_path: Path) -> None:
    place = tmp_path / "site.json"
    written_if_passed(GOOD, save, place, io.StringIO())

    def breaks(path: Path) -> str:
        path.write_text("half of")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        written_if_passed(GOOD, breaks, place, io.StringIO())
    load_sheet(place, "wheel", 1)
    assert len(list(tmp_path.iterdir())) == 2


@dataclass
class Fails:
    """A kind whose every lesson takes one thing for another."""

    def looker(self, calibration: Path | None) -> Looker:
        raise FileNotFoundError(str(calibration))

    def calibrate(self, wish: CalibrateWish, out: io.TextIOBase) -> bool:
        return written_if_passed(BAD, save, wish.out, out)  # type: ignore[arg-type]


def test_the_technician_sees_how_a_lesson_failed_and_has_nothing_to_sign(tmp_path: Path) -> None:
    lesson = learned(Fails(), CalibrateWish(tmp_path / "labels.json", tmp_path / "site.json", ()))  # type: ignore[arg-type]
    assert (lesson.passed, lesson.calibration, lesson.self_test["wrong_accepted"]) == (False, "", 1)


def test_no_table_reads_by_a_calibration_that_failed(tmp_path: Path) -> None:
    believable(tmp_path, GOOD)
    for failed in (BAD, EMPTY_TAKEN):
        with pytest.raises(CalibrationError, match="took one thing for another: calibrate anew"):
            believable(tmp_path, failed)
