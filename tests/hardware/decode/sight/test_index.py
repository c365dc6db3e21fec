"""The index reader: what two corners say together, and what is read of a card of few pixels."""

from __future__ import annotations

import numpy as np
import pytest

from hardware.decode.sight import shake
from hardware.decode.sight.calibration import CardCalibration
from hardware.decode.sight.card_reader import CardReader
from hardware.decode.sight.flat import HEIGHT, flatten, ink
from hardware.decode.sight.index import CARDS, together, vote
from hardware.decode.sight.reader import Floats
from tests.fixtures.once import once
from tests.hardware.decode.sight.drawn import FEW, deck, enrolment, table

SIX, EIGHT, NINE = CARDS.index("6S"), CARDS.index("8S"), CARDS.index("9S")
SMALL = 22
SHOWN = np.zeros(2, dtype=np.float32)


def says(**likely: float) -> Floats:
    """One corner's probabilities; what is left is spread over all cards."""
    told = np.full(len(CARDS), (1 - sum(likely.values())) / len(CARDS), dtype=np.float32)
    for name, part in likely.items():
        told[{"six": SIX, "eight": EIGHT, "nine": NINE}[name]] += part
    return told


def test_two_corners_that_are_half_sure_of_the_same_card_are_sure_of_it() -> None:
    told = together(np.stack((says(six=0.5, eight=0.3), says(six=0.5, nine=0.3))), SHOWN)
    assert int(told.argmax()) == SIX and told[SIX] > 0.9


def test_two_corners_that_are_sure_of_two_cards_are_sure_of_neither() -> None:
    told = np.sort(together(np.stack((says(six=0.99), says(eight=0.99))), SHOWN))
    assert told[-1] - told[-2] < 0.01 and told[-1] < 0.55


def test_the_same_print_in_two_boxes_counts_once() -> None:
    corners = np.stack((says(six=0.5, eight=0.3), says(six=0.6)))
    twice = together(np.concatenate((corners, corners)), np.zeros(4, dtype=np.float32))
    assert np.allclose(twice, together(corners, SHOWN), atol=1e-6)


def test_a_corner_without_an_index_leaves_the_say_to_the_other() -> None:
    told = together(np.stack((says(six=0.95), says(eight=0.95))), np.array((0.0, 0.999), dtype=np.float32))
    assert int(told.argmax()) == SIX and told[SIX] > 0.8


@pytest.mark.parametrize("blank", (0.7, 0.95))
def test_where_neither_corner_shows_an_index_nothing_is_likely(blank: float) -> None:
    corners = np.stack((says(six=0.99), says(six=0.99)))
    assert together(corners, np.full(2, blank, dtype=np.float32)).max() <= 1 - blank + 1e-6


def test_halves_of_two_cards_are_no_card(site: CardCalibration) -> None:
    whole = [flat_ink(card) for card in ("KH", "9S")]
    pasted = np.concatenate((whole[0][: HEIGHT // 2], whole[1][HEIGHT // 2 :]))
    assert not site.gates.index.passes(vote(pasted, site.net, site.boxes))


@pytest.fixture(scope="module")
def small(reader: CardReader, tmp_path_factory: pytest.TempPathFactory) -> CardCalibration:
    """A deck whose letters are a seventh of a card's width high."""
    return once(tmp_path_factory, "small-index-site", lambda: reader.calibrate(enrolment(deck(SMALL))))


def test_letters_of_four_pixels_are_read_and_most_of_them_surely(small: CardCalibration) -> None:
    rng = np.random.default_rng(5)
    looks = [(card, table(card, seed=seed, style=deck(SMALL))) for card in FEW for seed in (3, 5)]
    coarse = [shake.noisy(shake.coarse(shown.picture, 26 / 130), rng, 2) for _, shown in looks]
    flats = [flatten(seen, shown.laid[0].quad) for seen, (_, shown) in zip(coarse, looks, strict=True)]
    votes = [vote(ink(flat), small.net, small.boxes) for flat in flats]
    right = [one for one, (card, _) in zip(votes, looks, strict=True) if one.value == card]
    assert len(right) > 0.85 * len(looks)
    assert sum(small.gates.index.passes(one) for one in right) > 0.6 * len(looks)


def flat_ink(card: str) -> Floats:
    shown = table(card, seed=3)
    return ink(flatten(shown.picture, shown.laid[0].quad))
