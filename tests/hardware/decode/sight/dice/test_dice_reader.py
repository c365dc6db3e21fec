"""A throw is accepted only whole, and never wrong; everything else has a reason."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from hardware.decode.sight.dice.calibration import DiceCalibration
from hardware.decode.sight.dice.dice_reader import DiceReader
from hardware.decode.sight.dice.store import load_dice, save_dice, shipped_nets
from hardware.decode.sight.reader import (
    CalibrationError,
    Frame,
    Labelled,
    LabelledFrame,
    Reader,
    Reason,
    Seen,
)
from hardware.sim.scenes.dice import CONDITIONS, DiceScene, DiceSite
from hardware.sim.scenes.scene import NOTHING_IS_THERE
from tests.hardware.decode.sight.dice.drawn import MIDDLE

EASY = ("plain", "white_balance", "jpeg")
SPOILT = ("cocked", "hand", "missing_die", NOTHING_IS_THERE)


def accepted(seen: Seen) -> tuple[str | None, ...]:
    return tuple(sorted((read.value for read in seen.reads if read.accepted), key=str))


def bare(shown: DiceScene) -> tuple[int, int]:
    """The place on the felt that lies farthest from every die."""
    middles = [die.top.mean(axis=0) for die in shown.dice]
    around = [
        (int(MIDDLE[0]) + x, int(MIDDLE[1]) + y) for x in range(-90, 91, 15) for y in range(-90, 91, 15)
    ]
    return max(around, key=lambda at: min(float(np.hypot(*(middle - at))) for middle in middles))


def test_it_is_a_reader_like_any_other(dice: DiceReader) -> None:
    shape: Reader[DiceCalibration] = dice
    assert shape.read(np.zeros((0, 0, 3), dtype=np.uint8), None) == []


@pytest.mark.parametrize("condition", EASY)
def test_most_throws_in_good_light_are_read(
    condition: str, dice: DiceReader, site: DiceCalibration, drawn_site: DiceSite
) -> None:
    throws = [drawn_site.draw(condition, number) for number in range(5)]
    assert sum(accepted(dice.look(one.frame, site)) == one.truth for one in throws) >= 4


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_throw_is_accepted_right_and_whole_or_not_at_all(
    condition: str, dice: DiceReader, site: DiceCalibration, drawn_site: DiceSite
) -> None:
    for number in range(3):
        shown = drawn_site.draw(condition, number)
        told = accepted(dice.look(shown.frame, site))
        assert told in ((), shown.truth)
        assert not (told and condition in SPOILT)


def test_a_missing_die_is_a_wrong_count(
    dice: DiceReader, site: DiceCalibration, drawn_site: DiceSite
) -> None:
    seen = dice.look(drawn_site.draw("missing_die", 1).frame, site)
    assert Reason.WRONG_COUNT in seen.reasons
    assert all(Reason.WRONG_COUNT in read.reasons for read in seen.reads)


def test_every_read_keeps_both_votes(dice: DiceReader, site: DiceCalibration, drawn_site: DiceSite) -> None:
    reads = dice.read(drawn_site.draw("plain", 0).frame, site)
    assert reads and all([vote.reader for vote in read.votes] == ["pips", "face"] for read in reads)


def test_without_a_calibration_all_is_advice(dice: DiceReader, drawn_site: DiceSite) -> None:
    seen = dice.look(drawn_site.draw("plain", 0).frame, None)
    assert seen.reads and Reason.NOT_ENROLLED in seen.reasons
    assert all(Reason.NOT_ENROLLED in read.reasons and not read.accepted for read in seen.reads)


def test_a_camera_that_was_moved_confirms_nothing(
    dice: DiceReader, site: DiceCalibration, drawn_site: DiceSite
) -> None:
    frame = np.roll(drawn_site.draw("plain", 0).frame, (11, 18), axis=(0, 1))
    seen = dice.look(frame, site)
    assert Reason.MOVED_CAMERA in seen.reasons and accepted(seen) == ()


def test_a_turned_or_covered_picture_confirms_nothing(
    dice: DiceReader, site: DiceCalibration, drawn_site: DiceSite
) -> None:
    frame = drawn_site.draw("plain", 0).frame
    turned = dice.look(np.ascontiguousarray(frame[::-1, ::-1]), site)
    covered = frame.copy()
    covered[:, : frame.shape[1] // 2] = (70, 100, 160)
    half = dice.look(covered, site)
    assert accepted(turned) == accepted(half) == ()
    assert turned.reasons and half.reasons


def test_another_number_of_dice_is_refused(
    dice: DiceReader, site: DiceCalibration, drawn_site: DiceSite
) -> None:
    other = replace(site, counts=(site.counts[0] + 1,))
    seen = dice.look(drawn_site.draw("plain", 0).frame, other)
    assert Reason.WRONG_COUNT in seen.reasons and accepted(seen) == ()


@pytest.mark.parametrize(
    ("picture", "why"),
    (
        (np.zeros((480, 640, 3), dtype=np.uint8), Reason.DARK),
        (np.full((480, 640, 3), 255, dtype=np.uint8), Reason.OVEREXPOSED),
        (np.full((480, 640, 3), 90, dtype=np.uint8), Reason.COVERED),
        (np.random.default_rng(1).integers(0, 256, (300, 400, 3), dtype=np.uint8), Reason.MOVED_CAMERA),
        (np.zeros((1, 1, 3), dtype=np.uint8), Reason.BAD_PICTURE),
        (np.zeros((200, 200), dtype=np.uint8), Reason.BAD_PICTURE),
        (np.zeros((0, 0, 3), dtype=np.uint8), Reason.BAD_PICTURE),
    ),
    ids=("black", "white", "covered", "noise", "one pixel", "grey", "empty"),
)
def test_what_is_no_picture_of_dice_says_why(
    picture: Frame, why: Reason, dice: DiceReader, site: DiceCalibration
) -> None:
    seen = dice.look(picture, site)
    assert why in seen.reasons and accepted(seen) == ()


def test_the_self_test_took_nothing_for_another(site: DiceCalibration) -> None:
    assert site.self_test.wrong_accepted == 0 and site.self_test.throws >= 8
    assert site.ground is not None


def test_labels_that_are_no_faces_are_refused(dice: DiceReader, drawn_site: DiceSite) -> None:
    frame = drawn_site.draw("plain", 0).frame
    with pytest.raises(CalibrationError, match="7 is no face"):
        dice.calibrate([LabelledFrame("a.jpg", frame, (Labelled("7"),))])
    with pytest.raises(CalibrationError, match="nothing is no face"):
        dice.calibrate([LabelledFrame("a.jpg", frame, ())])
    with pytest.raises(CalibrationError, match="no pictures"):
        dice.calibrate([])


def test_throws_that_are_not_in_the_pictures_teach_nothing(dice: DiceReader, drawn_site: DiceSite) -> None:
    empty = drawn_site.draw(NOTHING_IS_THERE, 0).frame
    with pytest.raises(CalibrationError, match="0 of 3 throws"):
        dice.calibrate([LabelledFrame(f"{n}.jpg", empty, (Labelled("6"), Labelled("5"))) for n in range(3)])


def test_a_calibration_comes_back_from_disk_as_it_was(
    tmp_path: Path, dice: DiceReader, site: DiceCalibration, drawn_site: DiceSite
) -> None:
    told = save_dice(site, tmp_path / "dice.json")
    loaded, again = load_dice(tmp_path / "dice.json")
    frame = drawn_site.draw("plain", 0).frame
    assert again == told
    assert accepted(dice.look(frame, loaded)) == accepted(dice.look(frame, site))


def test_a_changed_calibration_is_refused(tmp_path: Path, site: DiceCalibration) -> None:
    path = tmp_path / "dice.json"
    save_dice(site, path)
    path.write_text(path.read_text(encoding="utf-8").replace('"counts"', '"count"'), encoding="utf-8")
    with pytest.raises(CalibrationError):
        load_dice(path)


def test_the_shipped_net_is_the_one_of_its_sheet() -> None:
    nets, told = shipped_nets()
    assert len(told) == 64 and nets.face.out.shape[1] == 7 and nets.lean.out.shape[1] == 2


def test_a_die_that_leans_is_told_by_where_its_face_looks(
    dice: DiceReader, site: DiceCalibration, drawn_site: DiceSite
) -> None:
    """Nothing but the way a face looks keeps some of these from being accepted."""
    blind = replace(site, gates=replace(site.gates, lean=2.0), bodies=None, ground=None)
    seen = [drawn_site.draw("cocked", number).frame for number in range(12)]
    assert not any(accepted(dice.look(frame, replace(site, bodies=None, ground=None))) for frame in seen)
    assert any(accepted(dice.look(frame, blind)) for frame in seen)


def test_pips_that_lie_flatter_than_usual_tell_a_die_that_leans(
    dice: DiceReader, site: DiceCalibration, drawn_site: DiceSite
) -> None:
    """However straight its face looks: where pips are usually rounder, the same throw is cocked."""
    frame = drawn_site.draw("plain", 0).frame
    rounder = replace(site, gates=replace(site.gates, usual=site.gates.usual + 0.15))
    assert accepted(dice.look(frame, site)) != ()
    seen = dice.look(frame, rounder)
    assert accepted(seen) == () and any(Reason.COCKED in read.reasons for read in seen.reads)


def test_a_body_that_shows_no_pips_is_a_wrong_count(
    dice: DiceReader, site: DiceCalibration, drawn_site: DiceSite
) -> None:
    """Neither reader sees a die there: bodies are counted without pips."""
    shown = drawn_site.scene("plain", 0)
    frame, (x, y) = shown.frame.copy(), bare(shown)
    cv2.rectangle(frame, (x - 17, y - 17), (x + 17, y + 17), (230, 240, 242), -1)
    assert site.bodies is not None
    assert accepted(dice.look(frame, replace(site, bodies=None))) != ()
    seen = dice.look(frame, site)
    assert accepted(seen) == () and Reason.WRONG_COUNT in seen.reasons


def test_a_picture_costs_little(dice: DiceReader, site: DiceCalibration, drawn_site: DiceSite) -> None:
    frame = drawn_site.draw("plain", 0).frame
    cv2.setNumThreads(1)
    start = time.process_time()
    dice.look(frame, site)
    assert time.process_time() - start < 0.5
