"""The whole card's reader: how far it is ahead of the next likely card, however soft the look."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from hardware.decode.sight import shake
from hardware.decode.sight.flat import flatten, ink
from hardware.decode.sight.reader import Frame
from hardware.decode.sight.shot import MARGIN, Shot, soft_look
from hardware.decode.sight.whole_card import KIN, Deck, compare, ink_map, row
from tests.hardware.decode.sight.drawn import table

ALIKE = ("9S", "9C", "8S", "8C", "TS", "TC", "9H", "9D")


@pytest.fixture(scope="module")
def shots() -> list[Shot]:
    shown = [table(card, seed=2) for card in ALIKE]
    return [Shot(one.laid[0].what, flatten(one.picture, one.laid[0].quad, MARGIN)) for one in shown]


@pytest.fixture(scope="module")
def deck(shots: list[Shot]) -> Deck:
    return Deck(ALIKE, np.stack([row(ink_map(ink(_inside(shot)))) for shot in shots]))


def _inside(shot: Shot) -> Frame:
    return shot.wide[MARGIN:-MARGIN, MARGIN:-MARGIN]


@pytest.mark.parametrize(
    "soften",
    (
        partial(shake.coarse, part=0.17),
        partial(shake.defocused, sigma=4.0),
        partial(shake.moved, length=11.0, angle=0.4),
    ),
)
def test_a_soft_look_is_as_far_ahead_of_the_next_card_as_a_sharp_one(
    soften: partial[Frame], shots: list[Shot], deck: Deck
) -> None:
    for shot in shots:
        vote = compare(ink(soften(_inside(shot))), deck)
        assert (vote.value, vote.lead > 0.8) == (shot.value, True)


def test_over_sharp_cards_a_coarse_look_is_less_far_ahead(shots: list[Shot], deck: Deck) -> None:
    """By such leads a site's gates are set, so that what soft looks gain makes no gate stricter."""
    looks = [ink(shake.coarse(_inside(shot), 0.17)) for shot in shots]
    leads = [[compare(inked, deck, softer).lead for inked in looks] for softer in (False, True)]
    assert min(leads[0]) < 0.8 < min(leads[1])


@pytest.mark.parametrize("softness", (0.0, 4.0))
def test_what_lies_half_way_between_two_cards_is_ahead_of_neither(
    softness: float, shots: list[Shot], deck: Deck
) -> None:
    spades, clubs = (ink(shake.defocused(_inside(shot), softness)) for shot in shots[:2])
    between = ((spades + clubs) / 2).astype(np.float32)
    assert compare(between, deck).lead < 0.15


def test_what_is_no_card_of_this_deck_gains_nothing_by_softness(shots: list[Shot], deck: Deck) -> None:
    """Its first and its fourth card printed over one another."""
    other = np.maximum(ink(_inside(shots[0])), ink(_inside(shots[3])))
    sharp, soft = (compare(other, deck, softer) for softer in (False, True))
    assert sharp.score < KIN and soft.lead == sharp.lead


def test_the_softest_looks_that_teach_a_net_can_still_be_read(shots: list[Shot], deck: Deck) -> None:
    rng = np.random.default_rng(7)
    votes = [(shot.value, compare(shot.seen(rng, soft_look), deck)) for shot in shots for _ in range(6)]
    assert [vote.value for _, vote in votes] == [value for value, _ in votes]
    assert min(vote.lead for _, vote in votes) > 0.3


def test_a_card_taken_out_is_read_as_by_the_deck_without_it(shots: list[Shot], deck: Deck) -> None:
    without = Deck(ALIKE[1:], deck.rows[1:])
    for shot in shots[:3]:
        inked = ink(_inside(shot))
        assert compare(inked, deck, without=ALIKE[0]) == compare(inked, without)
