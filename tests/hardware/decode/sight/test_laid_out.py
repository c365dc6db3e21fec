"""With slots and the empty table known, cards are found where print touches them, nowhere else, and not where something lies beside them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from hardware.decode.sight.calibration import CardCalibration
from hardware.decode.sight.card_reader import CardReader
from hardware.decode.sight.laid_out import LaidOut, laid_out_from
from hardware.decode.sight.reader import CalibrationError, Corners, Frame, Reason
from hardware.decode.sight.store import load_cards, save_cards
from hardware.decode.sight.tracking.words import Slot
from hardware.sim.faces.table_scene import drawn, felt, paste
from tests.hardware.decode.sight.drawn import deck


def quad(x: float, y: float, wide: float, high: float) -> Corners:
    return np.array(((x, y), (x + wide, y), (x + wide, y + high), (x, y + high)), dtype=np.float32)


SLOTS = tuple(Slot("player", number + 1, quad(180 + 200 * number, 250, 150, 215)) for number in range(3))


@pytest.fixture(scope="module")
def empty() -> Frame:
    """A felt whose print runs through every slot."""
    picture = np.asarray(felt(np.random.default_rng(2)), dtype=np.uint8)
    for slot in SLOTS:
        x, y = slot.quad[0].astype(int).tolist()
        cv2.rectangle(picture, (x + 8, y + 8), (x + 142, y + 207), (190, 220, 225), 4)
        cv2.putText(picture, "PLAYER", (x, y + 212), cv2.FONT_HERSHEY_TRIPLEX, 1.2, (190, 220, 225), 4)
    return picture


@pytest.fixture(scope="module")
def slotted(site: CardCalibration, empty: Frame) -> CardCalibration:
    return replace(site, laid_out=laid_out_from(SLOTS, (1280, 720), empty))


def laid(empty: Frame, *cards: str, shift: float = 0.0) -> Frame:
    picture = empty.copy()
    for slot, card in zip(SLOTS, cards, strict=False):
        x, y = slot.quad[0]
        paste(picture, drawn(deck(), card), quad(x + 10 + shift, y + 10, 130, 195))
    return picture


def test_cards_on_print_are_read_in_their_slots(
    reader: CardReader, slotted: CardCalibration, empty: Frame
) -> None:
    reads = reader.read(laid(empty, "KH", "9S", "2C"), slotted)
    assert [(read.value, read.accepted) for read in reads] == [("KH", True), ("9S", True), ("2C", True)]


def test_an_empty_table_says_nothing(reader: CardReader, slotted: CardCalibration, empty: Frame) -> None:
    assert reader.read(empty, slotted) == []
    assert reader.read(np.asarray(empty * 0.8, dtype=np.uint8), slotted) == []


def test_what_lies_in_no_slot_is_not_read(reader: CardReader, slotted: CardCalibration, empty: Frame) -> None:
    picture = laid(empty, "KH")
    paste(picture, drawn(deck(), "9S"), quad(1000, 300, 130, 195))
    assert [read.value for read in reader.read(picture, slotted)] == ["KH"]


def test_a_card_under_another_in_its_slot_is_not_accepted(
    reader: CardReader, slotted: CardCalibration, empty: Frame
) -> None:
    picture = laid(empty, "KH", shift=-40)
    x, y = SLOTS[0].quad[0]
    paste(picture, drawn(deck(), "9S"), quad(x + 30, y + 40, 130, 195))
    reads = reader.read(picture, slotted)
    assert reads and not any(read.accepted and read.value not in ("KH", "9S") for read in reads)
    assert not all(read.accepted for read in reads)


def test_a_thing_that_is_no_card_is_told(reader: CardReader, slotted: CardCalibration, empty: Frame) -> None:
    picture = empty.copy()
    cv2.circle(picture, (255, 350), 45, (30, 30, 200), -1)
    (read,) = reader.read(picture, slotted)
    assert read.value is None and not read.accepted


def test_slots_and_the_empty_table_are_kept_with_the_hash(
    slotted: CardCalibration, site: CardCalibration, empty: Frame, tmp_path: Path
) -> None:
    told = save_cards(slotted, tmp_path / "site.json")
    assert told != save_cards(site, tmp_path / "bare.json")
    again, _ = load_cards(tmp_path / "site.json")
    kept: LaidOut | None = again.laid_out
    assert kept is not None and kept.empty is not None and (kept.empty == empty).all()
    assert [(slot.place, slot.index) for slot in kept.slots] == [("player", n) for n in (1, 2, 3)]
    assert all((a.quad == b.quad).all() for a, b in zip(kept.slots, SLOTS, strict=True))


def test_slots_that_cannot_be_are_refused(empty: Frame) -> None:
    outside = Slot("player", 1, quad(1250, 250, 130, 195))
    for slots, shown in (((outside,), None), ((SLOTS[0], SLOTS[0]), None), (SLOTS, empty[:360])):
        with pytest.raises(CalibrationError):
            laid_out_from(slots, (1280, 720), shown)


def test_another_makers_deck_is_told_as_such(
    reader: CardReader, slotted: CardCalibration, empty: Frame
) -> None:
    picture = empty.copy()
    for slot, card in zip(SLOTS, ("KH", "QS", "AC"), strict=True):
        x, y = slot.quad[0]
        paste(picture, drawn(deck(13), card), quad(x + 10, y + 10, 130, 195))
    reads = reader.read(picture, slotted)
    assert not any(read.accepted for read in reads)
    assert any(Reason.WRONG_DECK in read.reasons for read in reads)


@pytest.mark.parametrize("peeks", (24, 40, 60))
def test_a_card_whose_edge_shows_under_another_is_told_to_overlap(
    peeks: int, reader: CardReader, site: CardCalibration
) -> None:
    """The upper card lies whole in view, and hides nearly all of the lower one."""
    wide = Slot("player", 1, quad(150, 230, 240, 260))
    bare = np.full((720, 1280, 3), (60, 90, 30), dtype=np.uint8)
    fan = replace(site, laid_out=laid_out_from((wide,), (1280, 720), bare))
    picture = bare.copy()
    paste(picture, drawn(deck(), "KH"), quad(170 + peeks, 260, 130, 195))
    paste(picture, drawn(deck(), "9S"), quad(170, 260, 130, 195))
    reads = reader.read(picture, fan)
    assert reads and not any(read.accepted for read in reads)
    alone = bare.copy()
    paste(alone, drawn(deck(), "9S"), quad(170, 260, 130, 195))
    assert [(read.value, read.accepted) for read in reader.read(alone, fan)] == [("9S", True)]


def test_slots_that_need_no_look_are_left_out(
    reader: CardReader, slotted: CardCalibration, empty: Frame
) -> None:
    picture = laid(empty, "KH", "9S", "2C")
    assert [read.value for read in reader.read(picture, slotted, frozenset({1}))] == ["9S"]
    assert reader.read(picture, slotted, frozenset()) == []


COVERS = {"felt": (60, 90, 30), "hand": (110, 140, 205), "white": (245, 245, 245)}


@pytest.mark.parametrize("cover", COVERS)
@pytest.mark.parametrize("rows", ((0, 98), (97, 195)), ids=("far half", "near half"))
def test_a_half_covered_card_is_not_accepted(
    cover: str, rows: tuple[int, int], reader: CardReader, slotted: CardCalibration, empty: Frame
) -> None:
    for cards in (("KH", "9S", "2C"), ("AC", "TH", "QS")):
        picture = laid(empty, *cards)
        for slot in SLOTS:
            x, y = (slot.quad[0] + 10).astype(int).tolist()
            picture[y + rows[0] : y + rows[1], x : x + 130] = COVERS[cover]
        for read in (*reader.read(picture, slotted), *reader.read(picture, replace(slotted, laid_out=None))):
            assert not read.accepted, (cards, read.value)
