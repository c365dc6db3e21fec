"""A card is accepted only where both readers agree on an enrolled card; everything else has a reason, and nothing wrong is ever accepted."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from hardware.decode.sight import shake
from hardware.decode.sight.calibration import CardCalibration
from hardware.decode.sight.card_reader import CardReader
from hardware.decode.sight.index import RANKS, SUITS
from hardware.decode.sight.reader import CalibrationError, Frame, Labelled, LabelledFrame, Reader, Reason
from hardware.decode.sight.self_test import JUDGED_LOOKS
from hardware.decode.sight.table import table_from
from hardware.sim.faces.table_scene import Laid, TableScene, drawn, felt, paste
from tests.hardware.decode.sight.drawn import FEW, at, deck, enrolment, table

DEALT = ("KH", "9S", "AC", "TC", "2S")


@pytest.mark.parametrize("condition", shake.CONDITIONS[:-1])
def test_a_dealt_card_is_read_in_every_light(
    condition: str, reader: CardReader, site: CardCalibration
) -> None:
    shown = table(*DEALT, seed=21)
    reads = reader.read(shake.condition(condition, shown.picture, np.random.default_rng(3), 130), site)
    told = [at(laid, reads) for laid in shown.laid]
    assert [read.value for read in told if read] == list(DEALT)
    assert sum(read.accepted for read in told if read) >= 4


def test_it_is_a_reader_like_any_other(reader: CardReader) -> None:
    shape: Reader[CardCalibration] = reader
    assert shape.read(np.zeros((0, 0, 3), dtype=np.uint8), None) == []


def test_a_read_keeps_both_votes(reader: CardReader, site: CardCalibration) -> None:
    (read,) = reader.read(table("QS").picture, site)
    assert read.accepted and read.value == "QS"
    assert [vote.reader for vote in read.votes] == ["whole", "index"]
    assert read.confidence == pytest.approx(min(vote.score for vote in read.votes), abs=1e-3)


def test_a_card_upside_down_is_the_same_card(reader: CardReader, site: CardCalibration) -> None:
    picture = table("9H").picture
    turned = np.ascontiguousarray(picture[::-1, ::-1])
    assert [read.value for read in reader.read(turned, site)] == ["9H"]


def test_without_enrolment_nothing_is_accepted(reader: CardReader) -> None:
    reads = reader.read(table(*DEALT, seed=21).picture, None)
    assert reads and not any(read.accepted for read in reads)
    assert all(Reason.NOT_ENROLLED in read.reasons for read in reads)


@pytest.mark.parametrize("card", ("7H", "6S", "5D", "JC", "8D"))
def test_a_card_that_was_never_enrolled_is_not_accepted(
    card: str, reader: CardReader, site: CardCalibration
) -> None:
    assert card not in FEW
    for read in reader.read(table(card, seed=6).picture, site):
        assert not read.accepted


@pytest.mark.parametrize("seed", (11, 13))
def test_another_deck_is_never_taken_for_a_wrong_card(
    seed: int, reader: CardReader, site: CardCalibration
) -> None:
    shown = table(*DEALT, seed=seed, style=deck(seed))
    reads = reader.read(shown.picture, site)
    for laid in shown.laid:
        read = at(laid, reads)
        assert read is None or not read.accepted or read.value == laid.what


def test_one_card_of_another_deck_among_the_sites_own_is_not_accepted(
    reader: CardReader, site: CardCalibration
) -> None:
    shown = table("KH", "9S", "AC", seed=21)
    paste(shown.picture, drawn(deck(13), "KH"), shown.laid[0].quad)
    found = reader.read(shown.picture, site)
    reads = [at(laid, found) for laid in shown.laid]
    assert [bool(read and read.accepted) for read in reads] == [False, True, True]


def test_among_cards_of_another_deck_one_that_looks_like_the_sites_own_is_none_of_it(
    reader: CardReader, site: CardCalibration
) -> None:
    shown = table(*DEALT, seed=21, style=deck(11))
    paste(shown.picture, drawn(deck(), "KH"), shown.laid[0].quad)
    read = at(shown.laid[0], reader.read(shown.picture, site))
    assert read is not None and read.value == "KH" and not read.accepted
    assert read.reasons == (Reason.WRONG_DECK,)


def test_a_picture_of_a_card_on_a_small_screen_is_no_other_card(
    reader: CardReader, site: CardCalibration
) -> None:
    """That it is no card can't be told from one picture: only that nothing else is read in it."""
    shown = table("QS", "9S", seed=2)
    screen = shown.laid[0].quad
    middle = screen.mean(axis=0)
    cv2.fillConvexPoly(
        shown.picture, np.rint(middle + (screen - middle) * 1.3).astype(np.int32), (12, 12, 12)
    )
    paste(shown.picture, drawn(deck(), "QS"), (middle + (screen - middle) * 0.8).astype(np.float32))
    assert {read.value for read in reader.read(shown.picture, site) if read.accepted} <= {"QS", "9S"}


def told_of_others(shown: TableScene, reader: CardReader, site: CardCalibration) -> list[str | None]:
    return [read.value for read in reader.read(shown.picture, site)]


@pytest.mark.parametrize("seed", range(3))
def test_backs_jokers_cut_cards_and_hands_have_no_value(
    seed: int, reader: CardReader, site: CardCalibration
) -> None:
    shown = table("back", "joker", "cut", seed=seed, style=deck(seed), hand=seed % 2 == 0)
    assert not any(told_of_others(shown, reader, site))
    empty = TableScene(felt(np.random.default_rng(seed)), ())
    assert told_of_others(empty, reader, site) == []


def test_backs_are_told_as_backs(reader: CardReader, site: CardCalibration) -> None:
    shown = [table("back", style=deck(seed)) for seed in range(5)]
    reads = [at(one.laid[0], reader.read(one.picture, site)) for one in shown]
    assert all(read.value is None for read in reads if read)
    assert sum(read.reasons == (Reason.BACK,) for read in reads if read) >= 2


def half_covered(laid: Laid, picture: Frame) -> Frame:
    covered = picture.copy()
    part = laid.quad[[0, 1, 2]]
    cv2.fillConvexPoly(covered, np.rint(part).astype(np.int32), (60, 90, 20))
    return covered


def test_half_a_card_is_not_accepted(reader: CardReader, site: CardCalibration) -> None:
    shown = table("9S", seed=4)
    assert not any(read.accepted for read in reader.read(half_covered(shown.laid[0], shown.picture), site))


def test_a_camera_that_was_moved_confirms_nothing(reader: CardReader, site: CardCalibration) -> None:
    shown = table("9S", seed=9)
    marks = np.array(((200, 100), (1080, 100), (1080, 640), (200, 640)), dtype=np.float32)
    for number, (x, y) in enumerate(marks.astype(int)):
        cv2.drawMarker(shown.picture, (int(x), int(y)), (200, 230, 240), number % 2 * 2, 20, 3)
    placed = replace(site, table=table_from(shown.picture, marks, (1200.0, 700.0)))
    assert [read.accepted for read in reader.read(shown.picture, placed)] == [True]
    for px in (7, 24, 80, 200):
        reads = reader.read(np.roll(shown.picture, -px, axis=1), placed)
        assert reads and not any(read.accepted for read in reads)
        assert all(Reason.MOVED_CAMERA in read.reasons for read in reads)
    for x, y in marks.astype(int)[:3].tolist():
        cv2.circle(shown.picture, (x, y), 40, (60, 90, 40), -1)
    (read,) = reader.read(shown.picture, placed)
    assert read.value == "9S" and not read.accepted and Reason.COVERED in read.reasons


@pytest.mark.parametrize(
    "picture",
    (
        np.zeros((720, 1280, 3), dtype=np.uint8),
        np.full((720, 1280, 3), 255, dtype=np.uint8),
        np.random.default_rng(1).integers(0, 256, (300, 400, 3), dtype=np.uint8),
        np.zeros((1, 1, 3), dtype=np.uint8),
        np.zeros((200, 200), dtype=np.uint8),
        np.zeros((0, 0, 3), dtype=np.uint8),
    ),
    ids=("black", "white", "noise", "one pixel", "grey", "empty"),
)  # fmt: skip
def test_what_is_no_picture_of_a_table_gives_no_value(
    picture: Frame, reader: CardReader, site: CardCalibration
) -> None:
    assert not any(read.value for read in reader.read(picture, site))


def test_the_gates_come_from_the_site(site: CardCalibration) -> None:
    assert site.self_test.wrong_accepted == 0 and site.self_test.accepted > 0.9
    assert site.self_test.cards == len(FEW) and len(site.self_test.missing) == 52 - len(FEW)
    assert site.self_test.looks == JUDGED_LOOKS * len(FEW)
    assert site.self_test.impostor_high < site.gates.whole.floor < site.self_test.genuine_low


def test_one_card_is_no_deck(reader: CardReader) -> None:
    frames = enrolment(deck(), ("AS", "KH"))
    only = replace(frames[0], things=frames[0].things[:1])
    with pytest.raises(CalibrationError, match="two different cards"):
        reader.calibrate([only])


def test_labels_without_corners_need_one_card_a_picture(reader: CardReader) -> None:
    picture = table("AS", "KH").picture
    with pytest.raises(CalibrationError, match="2 cards found for 2 labels"):
        reader.calibrate([LabelledFrame("two.jpg", picture, (Labelled("AS"), Labelled("KH")))])


def test_every_card_has_a_class() -> None:
    assert len(RANKS) * len(SUITS) == 52
