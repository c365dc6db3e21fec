"""What a lesson at the technician's desk says of labels that look wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO, cast

import pytest

from firmware_agent.sight.cards import KIND
from firmware_agent.sight.desk_learn import LONGEST_WORD, MOST_DOUBTS, CannotBeDone, learned
from firmware_agent.sight.looker import CalibrateWish, Kind, Looker
from hardware.decode.sight.reader import CalibrationError
from schemas.sight import SightKind
from tests.firmware_agent.sight.test_card_doubts import CLEAR, dealt
from tests.hardware.decode.sight.drawn import FEW


@dataclass
class Says:
    """A kind that names pictures; whose lesson then fails its self-test, or can't be made."""

    lines: int
    cannot: str = ""

    def looker(self, calibration: Path | None) -> Looker:
        raise FileNotFoundError(str(calibration))

    def calibrate(self, wish: CalibrateWish, out: TextIO) -> bool:
        raise AssertionError("it can say more")

    def calibrate_saying(self, wish: CalibrateWish, out: TextIO, say: Callable[[str], object]) -> bool:
        for number in range(self.lines):
            say(f"{wish.out.parent}/picture-{number:03}.png: labelled 4, read 17: put the label right\n")
        if self.cannot:
            raise CalibrationError(self.cannot)
        out.write("{}\n")
        return False


def wish(folder: Path) -> CalibrateWish:
    return CalibrateWish(folder / "labels.json", folder / "site.json", ())


def test_a_picture_that_is_read_otherwise_is_named_without_its_folder(tmp_path: Path) -> None:
    lesson = learned(cast(Kind, Says(1)), wish(tmp_path), SightKind.WHEEL)
    assert lesson.doubts == ("picture-000.png: labelled 4, read 17: put the label right",)


def test_an_answer_holds_the_first_of_many(tmp_path: Path) -> None:
    assert len(learned(cast(Kind, Says(99)), wish(tmp_path)).doubts) == MOST_DOUBTS


def test_where_nothing_can_be_learned_the_refusal_names_them(tmp_path: Path) -> None:
    with pytest.raises(CannotBeDone, match=r"^too few pictures; picture-000\.png: labelled 4, read 17"):
        learned(cast(Kind, Says(1, "too few pictures")), wish(tmp_path))


def test_a_long_refusal_leaves_room_for_what_can_be_put_right(tmp_path: Path) -> None:
    names = ", ".join(f"picture-{number:03}.png" for number in range(30))
    with pytest.raises(CannotBeDone, match=r"^none made out: .* …; picture-000\.png: labelled 4") as refused:
        learned(cast(Kind, Says(1, f"none made out: {names}")), wish(tmp_path))
    assert len(str(refused.value)) <= LONGEST_WORD


@pytest.mark.slow
def test_exchanged_cards_are_named_and_the_lesson_stands(tmp_path: Path) -> None:
    lesson = learned(KIND, dealt(tmp_path, CLEAR, FEW, "AC", "AH"), SightKind.CARDS)
    assert lesson.passed
    assert "e00.png: labelled AC, looks like AH: if the label is right, ignore this" in lesson.doubts
