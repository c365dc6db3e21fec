"""The technician's desk, from the first picture to the signed sheet, on drawn tables; and what it refuses."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from firmware_agent.rounds.fusion_standing import Standing
from firmware_agent.rounds.machine import SightMemory
from firmware_agent.rounds.settings import SightSettings
from firmware_agent.sight.cards import CardsKind
from firmware_agent.sight.desk_check import compared
from firmware_agent.sight.desk_draft import Drawer
from firmware_agent.sight.desk_labels import parse_label, progress
from firmware_agent.sight.sheet import checks_path, sheet_hash, sheet_path
from firmware_agent.sight.sheet_proof import sheet_of, signed
from firmware_agent.sight.unfit import unfit
from firmware_agent.signing import EdgeKeys, board_key
from hardware.decode.sight.reader import Read, Rotor, Seen
from hardware.sight_signals import CameraSaw
from schemas.envelope import unseal
from schemas.sight import SightKind, SightStep
from schemas.sight_sheet import CHECK_TYPE, SHEET_TYPE, SightCheck, SightSheet
from tests.firmware_agent.sight.technician import TABLE, Technician
from tests.hardware.decode.sight.drawn import deck, table

MARKS = [[100, 80], [1180, 80], [1180, 640], [100, 640]]
SLOTS = [{"name": "player:1", "quad": [[300, 200], [400, 200], [400, 350], [300, 350]]}]
FELT = table(seed=3).picture
FEW = ("AC", "9H", "KS", "2C", "TH", "QS")
"""Few cards are learned quickly."""


def word_by(calibration: str, sheet: str | None = None) -> CameraSaw:
    return CameraSaw(1, "camera", "player", 1, 1, "AC", 3, calibration=calibration, sheet=sheet)


@dataclass
class Walked:
    """What a whole calibration gave."""

    tech: Technician
    proposed: list[dict[str, Any]]
    learned: dict[str, Any]
    signed: dict[str, Any]


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Walked:
    """Six cards, three a picture: the reader proposes, the technician corrects."""
    folder = tmp_path_factory.mktemp("desk")
    tech = Technician(folder, calibration=folder / "site.json")
    tech.done(SightStep.TABLE, FELT, marks=MARKS, size_mm=[900, 500])
    tech.done(SightStep.ENROL, FELT)
    proposed = []
    for start in range(0, len(FEW), 3):
        shown = table(*FEW[start : start + 3], seed=start, style=deck())
        dealt = tech.done(SightStep.DEAL, shown.picture)
        proposed.append(dealt["proposed"])
        said = [{"label": laid.what, "quad": laid.quad.tolist()} for laid in shown.laid]
        tech.done(SightStep.LABEL, FELT, picture=dealt["picture"], label={"cards": said})
    tech.sit_down()  # the process began anew meanwhile: nothing is lost
    learned = tech.done(SightStep.LEARN, FELT)
    return Walked(tech, proposed, learned, tech.done(SightStep.SIGN, FELT, by="tess"))


def test_the_reader_proposes_and_the_self_test_shows_its_gap(walked: Walked) -> None:
    offered = [card["label"] for each in walked.proposed for card in each["cards"]]
    assert len(set(offered) & set(FEW)) >= len(FEW) * 0.7
    lesson = walked.learned["session"]["lesson"]
    assert lesson["passed"] and lesson["self_test"]["wrong_accepted"] == 0
    assert lesson["self_test"]["genuine_low"] > lesson["self_test"]["impostor_high"]
    assert walked.learned["session"]["progress"]["have"] == len(FEW)
    assert "3D" in walked.learned["session"]["progress"]["missing"]


def test_the_signed_sheet_is_beside_the_calibration_and_names_all_of_it(walked: Walked) -> None:
    calibration = walked.tech.calibration
    assert calibration is not None and walked.tech.anew == 1
    assert walked.signed["sealed"].encode() == sheet_path(calibration).read_bytes()
    assert walked.signed["sheet"] == sheet_hash(calibration)
    key = board_key(walked.tech.folder / "store", TABLE)
    opened = unseal(
        sheet_path(calibration).read_bytes(), EdgeKeys({key.key_id: key.public_key}).check, SHEET_TYPE
    )
    sheet = SightSheet.consume(opened.payload)
    looker = CardsKind().looker(calibration)
    assert (sheet.calibration, sheet.model) == (looker.calibration, looker.model)
    assert (sheet.by, sheet.table, sheet.pictures, sheet.previous) == ("tess", TABLE, 2, None)
    assert unfit(sheet, looker, "v4l2 1280 x 720") == ""
    assert "signed for v4l2 1280 x 720, the camera is set to v4l2 1280 x 720, gain 2" in unfit(
        sheet, looker, "v4l2 1280 x 720, gain 2"
    )
    mine = (TABLE, walked.tech.folder / "store")
    known = signed(calibration, *mine)
    assert known == (sheet.calibration, walked.signed["sheet"]) and signed(None, *mine) is None
    standing = Standing(SightSettings(sees=SightKind.CARDS, signed=known), SightMemory())
    standing.read_by(word_by(sheet.calibration))
    told = standing.news()
    assert told is not None and told.sheet == walked.signed["sheet"]
    standing.read_by(word_by("f" * 64))
    told = standing.news()
    assert told is not None and told.sheet is None
    assert sheet_of(calibration, sheet.calibration, *mine) == walked.signed["sheet"]
    assert sheet_of(calibration, "f" * 64, *mine) is None
    assert sheet_of(None, sheet.calibration, *mine) is None
    assert sheet.place is not None and sheet.place.size_mm == (900.0, 500.0)
    assert sheet.figures.wrong_accepted == 0 and "3D" in sheet.figures.missing


def test_a_sheet_that_is_signed_while_the_table_runs_is_told_with_the_first_word_read_by_it() -> None:
    before, after = ("c" * 64, "1" * 64), ("d" * 64, "2" * 64)
    standing = Standing(SightSettings(sees=SightKind.CARDS, signed=before), SightMemory(before[0]))
    standing.read_by(word_by(*before))
    first = standing.news()
    assert first is not None and first.sheet == before[1]
    standing.read_by(word_by(*after))
    told = standing.news()
    assert told is not None and (told.calibration, told.sheet) == after
    standing.read_by(word_by(after[0], "3" * 64))
    again = standing.news()
    assert again is not None and again.sheet == "3" * 64 and standing.news() is None


def test_the_check_of_a_shift_compares_what_lies_there_and_is_logged_under_the_boards_seal(
    walked: Walked,
) -> None:
    tech = Technician(walked.tech.folder, calibration=walked.tech.calibration)
    assert tech.calibration is not None
    shown = table("AC", "9H", "KS", seed=0, style=deck())
    right = tech.done(
        SightStep.CHECK, shown.picture, by="tom", label={"cards": [{"label": c} for c in ("KS", "AC", "9H")]}
    )
    wrong = tech.done(
        SightStep.CHECK, shown.picture, by="tom", label={"cards": [{"label": c} for c in ("KS", "AC", "2H")]}
    )
    assert right["check"]["passed"], right["check"]["said"]
    assert not wrong["check"]["passed"] and "2H" in wrong["check"]["said"] and "9H" in wrong["check"]["said"]
    key = board_key(tech.folder / "store", TABLE)
    lines = checks_path(tech.calibration).read_bytes().splitlines()
    checks = [
        SightCheck.consume(unseal(line, EdgeKeys({key.key_id: key.public_key}).check, CHECK_TYPE).payload)
        for line in lines
    ]
    assert [(each.passed, each.by, each.sheet) for each in checks] == [
        (True, "tom", walked.signed["sheet"]), (False, "tom", walked.signed["sheet"]),
    ]  # fmt: skip


def test_a_signature_that_was_cut_short_is_finished_at_the_next_start(walked: Walked, tmp_path: Path) -> None:
    tech = Technician(tmp_path, calibration=tmp_path / "new" / "site.json")
    source = walked.tech.calibration
    assert source is not None and tech.calibration is not None
    drawer = Drawer(tmp_path / "calibrating", SightKind.CARDS)
    draft = drawer.put(drawer.open().model_copy(update={"signing": "sealed"}))
    drawer.lesson.write_bytes(source.read_bytes())
    drawer.lesson.with_suffix(".npz").write_bytes(source.with_suffix(".npz").read_bytes())
    tech.sit_down()
    assert draft.signing and drawer.open().signing is None
    assert tech.calibration.read_bytes() == source.read_bytes()
    assert sheet_path(tech.calibration).read_text() == "sealed"


def test_the_calibration_before_is_kept_under_its_hash(tmp_path: Path) -> None:
    from firmware_agent.sight.desk_sign import put_in_force

    place, drawer = tmp_path / "site.json", Drawer(tmp_path / "draft", SightKind.DICE)
    drawer.lesson.parent.mkdir()
    for number in (1, 2):
        drawer.lesson.write_text(json.dumps({"hash": str(number) * 64}))
        drawer.lesson.with_suffix(".npz").write_bytes(bytes([number]))
        put_in_force(drawer, place, f"sheet {number}")
    assert json.loads(place.read_text())["hash"] == "2" * 64
    assert (tmp_path / "site.11111111.npz").read_bytes() == b"\x01"
    assert (tmp_path / "site.11111111.sheet.json").read_text() == "sheet 1"


def test_a_look_has_lamps_the_grid_and_the_narrowest_card(tmp_path: Path) -> None:
    tech = Technician(tmp_path)
    shown = table("AC", "9H", seed=1, style=deck()).picture
    tech.done(SightStep.TABLE, shown, marks=MARKS, size_mm=[900, 500], slots=SLOTS)
    looked = tech.done(SightStep.LOOK, shown)
    assert looked["card_px"] > 90 and looked["sharpness"] > 0 and looked["drift_px"] is not None
    assert len(looked["grid"]) == 16 and not looked["moved"]
    assert [read["value"] for read in looked["reads"]] and all(
        not read["accepted"] for read in looked["reads"]
    )
    assert tech.ask(SightStep.LOOK, shown).stills == (tech.stills[-1],)
    moved = np.roll(shown, 9, axis=1)
    assert tech.done(SightStep.LOOK, moved)["moved"]


REFUSED: list[tuple[SightStep, dict[str, Any], str]] = [
    (SightStep.SIGN, {"by": "tess"}, "names no file"),
    (SightStep.LEARN, {}, "no picture yet"),
    (SightStep.CHECK, {"by": "tess", "label": {"cards": []}}, "no calibration"),
    (SightStep.TABLE, {"marks": MARKS[:3], "size_mm": [900, 500]}, "marks"),
    (SightStep.TABLE, {"marks": [MARKS[0]] * 4, "size_mm": [900, 500]}, "convex"),
    (SightStep.TABLE, {"marks": MARKS, "size_mm": [900, 500], "slots": SLOTS * 2}, "twice"),
    (SightStep.DEAL, {"label": {"faces": [1]}}, "cards"),
    (SightStep.DEAL, {"label": {"cards": [{"label": "ZZ"}]}}, "ZZ"),
    (SightStep.LABEL, {"picture": 9, "label": None}, "no picture 9"),
    (SightStep.ENROL, {"wheel": "square"}, "wheel"),
    (SightStep.ENROL, {"unheard": "of"}, "unheard"),
]


@pytest.mark.parametrize(("step", "told", "why"), REFUSED)
def test_what_does_not_fit_is_refused_with_a_sentence(
    tmp_path: Path, step: SightStep, told: dict[str, Any], why: str
) -> None:
    answer = Technician(tmp_path).ask(step, FELT, **told)
    assert not answer.ok and why in answer.said


def test_without_a_picture_nothing_is_answered_but_that(tmp_path: Path) -> None:
    assert Technician(tmp_path).ask(SightStep.LOOK, None).said == "no picture comes"


def test_a_lesson_without_enough_says_what_is_missing(tmp_path: Path) -> None:
    tech = Technician(tmp_path, calibration=tmp_path / "site.json")
    tech.done(SightStep.DEAL, FELT, label={"cards": []}, show=False)
    answer = tech.ask(SightStep.LEARN, FELT)
    assert not answer.ok and "two different cards" in answer.said
    assert not tech.ask(SightStep.SIGN, FELT, by="tess").ok and not sheet_hash(tech.calibration)
    assert tech.done(SightStep.FORGET, FELT)["session"]["shots"] == []


@pytest.mark.parametrize(
    ("draft", "why"),
    [
        ("{", "damaged, or of another release"),
        ('{"sees": "dice"}', "it is of dice, and the table reads cards"),
    ],
)
def test_a_draft_that_can_not_be_taken_up_is_told_once_kept_and_begun_anew(
    tmp_path: Path, draft: str, why: str
) -> None:
    tech = Technician(tmp_path)
    tech.done(SightStep.DEAL, FELT)
    (tmp_path / "calibrating" / "draft.json").write_text(draft)
    tech.sit_down()
    told = tech.ask(SightStep.LOOK, FELT)
    assert not told.ok and why in told.said and "begin anew" in told.said
    assert (tmp_path / "calibrating" / "draft.lost.json").read_text() == draft
    assert tech.done(SightStep.LOOK, FELT)["session"]["shots"] == []


def test_what_a_wheel_lacks_is_counted(tmp_path: Path) -> None:
    drawer = Drawer(tmp_path, SightKind.WHEEL)
    assert progress(drawer.open())["missing"] == ["8 pictures of an empty turn", "5 pockets with the ball"]
    assert parse_label(SightKind.WHEEL, {"result": None}) == {"result": None}
    assert parse_label(SightKind.DICE, {"faces": [6, 1]}) == {"faces": [6, 1]}
    assert parse_label(SightKind.SEGMENTS, {"segment": "10"}) == {"segment": "10"}


def test_a_ball_on_a_wheel_that_is_not_seen_has_not_passed() -> None:
    ball = Read("17", 0.9, True, (), np.zeros((4, 2), np.float32))
    rotor = Rotor((320, 180), (100, 80), 0.0, 0.0)
    assert compared(SightKind.WHEEL, {"result": "17"}, Seen((ball,), rotor=rotor)).passed
    assert not compared(SightKind.WHEEL, {"result": "17"}, Seen((ball,))).passed
    assert not compared(SightKind.WHEEL, {"result": None}, Seen((ball,), rotor=rotor)).passed
