"""Labels of cards that the shipped net reads otherwise: exchanged ones are named, right ones never, whatever letters a deck has."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import pytest

from firmware_agent.__main__ import main
from firmware_agent.sight.card_doubts import Told, card_doubts, doubted
from firmware_agent.sight.looker import CalibrateWish
from hardware.decode.sight.index import CARDS
from tests.fixtures.private_samples import ARE_HERE, LABELS, NOT_HERE, SAMPLES
from tests.hardware.decode.sight.drawn import FEW, deck, enrolment

IN_OTHER_LETTERS = (119, 107, 157, 129)
"""Decks with 1 for the ace; V, D, R and 1; V, D, R; B, D, K."""
CLEAR = 101
"""A deck whose indices the net reads surely."""


def dealt(folder: Path, seed: int, cards: tuple[str, ...], *exchanged: str) -> CalibrateWish:
    """Pictures of a drawn deck and their labels, two of them exchanged."""
    other = dict(zip(exchanged, reversed(exchanged), strict=True))
    entries = []
    for number, shown in enumerate(enrolment(deck(seed), cards)):
        cv2.imwrite(str(folder / f"e{number:02}.png"), shown.frame)
        lie = [
            {"label": other.get(t.value, t.value), "quad": t.quad.tolist()}
            for t in shown.things
            if t.quad is not None
        ]
        entries.append({"file": f"e{number:02}.png", "cards": lie})
    (folder / "labels.json").write_text(json.dumps({"cards": entries}))
    return CalibrateWish(folder / "labels.json", folder / "site.json", sorted(folder.glob("e*.png")))


def read(*differing: tuple[str, str, float]) -> list[Told]:
    """A whole deck, of which these labels are read otherwise, and the rest rightly."""
    other = {label: (looks, score) for label, looks, score in differing}
    return [Told("a.png", card, *other.get(card, (card, 0.99))) for card in CARDS]


def names(deal: list[Told]) -> list[str]:
    return [one.label for one in doubted(deal)]


def test_exchanged_labels_are_both_named() -> None:
    assert names(read(("AC", "AD", 0.99), ("AD", "AC", 0.99))) == ["AC", "AD"]


def test_what_the_net_is_not_sure_of_is_not_doubted() -> None:
    assert names(read(("AC", "AD", 0.89), ("AD", "AC", 0.89))) == []


def test_a_card_that_looks_like_another_which_is_there_is_not_doubted() -> None:
    assert names(read(("KH", "JH", 0.999))) == []


def test_a_label_given_twice_is_doubted_where_it_looks_like_a_card_that_is_missing() -> None:
    deal = [one for one in read() if one.label != "AD"]
    assert names([*deal, Told("a.png", "AC", "AD", 0.99)]) == ["AC"]


def test_letters_that_the_net_takes_for_others_on_the_whole_deck_are_not_doubted() -> None:
    """A Dutch queen is a V, as a French knave."""
    dutch = [(f"Q{suit}", f"J{suit}", 0.999) for suit in "CDHS"]
    boers = [(f"J{suit}", f"K{suit}", 0.999) for suit in "CDHS"]
    assert names(read(*dutch, *boers)) == []


def test_suits_in_colours_that_the_net_does_not_know_are_not_doubted() -> None:
    blue = [(f"{rank}D", f"{rank}S", 0.999) for rank in "A23456789TJQK"]
    green = [(f"{rank}S", f"{rank}D", 0.999) for rank in "A23456789TJQK"]
    assert names(read(*blue, *green)) == []


@pytest.mark.parametrize("seed", (4, *IN_OTHER_LETTERS))
def test_right_labels_of_a_deck_are_not_doubted(seed: int, tmp_path: Path) -> None:
    assert card_doubts(dealt(tmp_path, seed, CARDS)) == []


def test_corners_at_which_no_card_lies_are_named_with_their_picture(tmp_path: Path) -> None:
    wish = dealt(tmp_path, CLEAR, FEW)
    told = json.loads(wish.labels.read_text())
    first = told["cards"][0]["cards"]
    first[0]["quad"] = [[x / 4, y / 4] for x, y in first[0]["quad"]]
    wish.labels.write_text(json.dumps(told))
    [line] = [one for one in card_doubts(wish) if "no card is found" in one]
    assert line.startswith(f"{tmp_path}/e00.png: no card is found at the corners of {first[0]['label']}: ")


@pytest.mark.skipif(not ARE_HERE, reason=NOT_HERE)
def test_right_labels_of_photographs_are_not_doubted(tmp_path: Path) -> None:
    pictures = sorted((SAMPLES / "cards" / "enrol_sample").glob("*.jpg"))
    assert card_doubts(CalibrateWish(LABELS, tmp_path / "site.json", pictures)) == []


@pytest.mark.skipif(not ARE_HERE, reason=NOT_HERE)
def test_exchanged_labels_of_photographs_are_named(tmp_path: Path) -> None:
    text = LABELS.read_text(encoding="utf-8")
    for before, after in (('"KC"', '"?"'), ('"QC"', '"KC"'), ('"?"', '"QC"')):
        text = text.replace(before, after)
    (tmp_path / "labels.json").write_text(text, encoding="utf-8")
    pictures = sorted((SAMPLES / "cards" / "enrol_sample").glob("*.jpg"))
    told = card_doubts(CalibrateWish(tmp_path / "labels.json", tmp_path / "site.json", pictures))
    assert told and all(
        "labelled KC, looks like QC" in one or "labelled QC, looks like KC" in one for one in told
    )


@pytest.mark.slow
def test_the_command_names_exchanged_labels_and_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wish = dealt(tmp_path, CLEAR, FEW, "AC", "AH")
    words = ("--labels", wish.labels, "--out", wish.out, *wish.pictures)
    assert main(["calibrate", "cards", *map(str, words)]) == 0
    told = capsys.readouterr().err
    assert f"{wish.pictures[0]}: labelled AC, looks like AH: if the label is right, ignore this\n" in told
