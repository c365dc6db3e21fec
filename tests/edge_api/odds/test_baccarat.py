"""Baccarat's odds count every coup once, and the coups that stand for others settle like them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_api.odds.baccarat import PAIRS, baccarat_odds, by_pairs, by_totals
from edge_api.settle.baccarat import BaccaratBet, profile
from schemas.cards import DECK
from schemas.games.baccarat import BaccaratOutcome
from schemas.games.baccarat_rules import BaccaratRules, Commission
from tests.edge_api.settle import coups

DECKS = range(1, 9)


def drawings(decks: int, cards: int) -> int:
    """Ways to draw so many cards in order."""
    ways = 1
    for drawn in range(cards):
        ways *= 52 * decks - drawn
    return ways


@pytest.mark.parametrize("decks", DECKS)
def test_every_coup_is_counted_once(decks: int) -> None:
    assert sum(count for _, count in by_totals(decks)) == drawings(decks, 6)
    assert sum(count for _, count in by_pairs(decks)) * 52 * decks == drawings(decks, 4)


@pytest.mark.parametrize("decks", [6, 8])
def test_the_count_is_that_of_a_walk_through_every_coup(decks: int) -> None:
    walked = {_totals(coup): chance for coup, chance in coups.by_value(decks)}
    counted = {_totals(coup): Fraction(count, drawings(decks, 6)) for coup, count in by_totals(decks)}
    assert counted == walked


@given(st.data(), st.sampled_from([1, 2, 6, 8]), st.sampled_from(Commission))
def test_a_coup_settles_like_the_one_that_stands_for_it(
    data: st.DataObject, decks: int, commission: Commission
) -> None:
    shoe = data.draw(st.lists(st.sampled_from(DECK), min_size=6, max_size=6, unique=True))
    coup, rules = BaccaratOutcome.from_shoe(shoe, decks), BaccaratRules(decks=decks, commission=commission)
    for bet in BaccaratBet:
        kind = _pairs if bet in PAIRS else _totals
        known = by_pairs(decks) if bet in PAIRS else by_totals(decks)
        alike = [found for found, _ in known if kind(found) == kind(coup)]
        assert len(alike) == 1
        assert profile(rules, alike[0], bet.value, None) == profile(rules, coup, bet.value, None)


def _totals(coup: BaccaratOutcome) -> tuple[int, ...]:
    return coup.player_total, coup.banker_total, len(coup.player), len(coup.banker)


def _pairs(coup: BaccaratOutcome) -> object:
    return [(hand[0] == hand[1], hand[0][0] == hand[1][0]) for hand in (coup.player, coup.banker)]


@pytest.mark.parametrize("decks", DECKS)
def test_the_chances_of_each_bet_add_up_to_one(decks: int) -> None:
    found = baccarat_odds(BaccaratRules(decks=decks))
    assert [odds.bet_type for odds in found] == [bet.value for bet in BaccaratBet]
    for odds in found:
        assert sum(branch.probability for branch in odds.branches) == 1


def test_one_deck_never_makes_a_perfect_pair() -> None:
    edges = {odds.bet_type: odds.edge for odds in baccarat_odds(BaccaratRules(decks=1))}
    assert edges["perfect_pair"] == 1
    assert edges["player_pair"] == 1 - 12 * Fraction(3, 51)
