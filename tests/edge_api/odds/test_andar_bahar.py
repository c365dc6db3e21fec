"""Andar bahar's odds are over every round, once, and the rounds that stand for others settle like them."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_api.odds.andar_bahar import andar_bahar_odds, rounds
from edge_api.odds.games import ODDS
from edge_api.odds.odds import BetOdds
from edge_api.settle.andar_bahar import SELECTIONS, AndarBaharBet, profile
from schemas.cards import DECK
from schemas.games.andar_bahar import AndarBaharOutcome
from schemas.games.andar_bahar_rules import AndarBaharRules, FirstSide
from schemas.phases import Game


def odds(**rules: object) -> dict[tuple[str, object], BetOdds]:
    return {
        (bet.bet_type, bet.sel): bet for bet in ODDS[Game.ANDAR_BAHAR](AndarBaharRules.parse(dict(rules)))
    }


@cache
def standing_for(first: FirstSide) -> dict[tuple[str, int], AndarBaharOutcome]:
    listed = [outcome for outcome, _ in rounds(AndarBaharRules(first_side=first))]
    by_class = {(outcome.joker, len(outcome.cards)): outcome for outcome in listed}
    assert len(by_class) == len(listed) == 52 * 49
    return by_class


def returns(bet: BetOdds) -> dict[Fraction, Fraction]:
    return {branch.net: branch.probability for branch in bet.branches}


def test_the_sides_change_places_with_the_first_card() -> None:
    fixed, turned = odds(first_side="andar"), odds(first_side="bahar")
    assert returns(fixed["andar", None]) == returns(turned["bahar", None])
    assert returns(fixed["bahar", None]) == returns(turned["andar", None])
    assert fixed["bahar", None].edge != fixed["andar", None].edge


def test_by_the_jokers_colour_each_side_is_first_half_of_the_time() -> None:
    found = odds(first_side="by_joker_colour")
    half = Fraction(1, 2)
    for side in ("andar", "bahar"):
        assert returns(found[side, None]) == {
            Fraction(9, 10): half * Fraction(429, 833),
            Fraction(1): half * Fraction(404, 833),
            Fraction(-1): half,
        }
        assert found[side, None].edge == half * (Fraction(179, 8330) + Fraction(25, 833))


@pytest.mark.parametrize("first", FirstSide)
def test_every_round_is_counted_once(first: FirstSide) -> None:
    """52 jokers, and C(51, 3) places for the three cards that match."""
    assert sum(ways for _, ways in rounds(AndarBaharRules(first_side=first))) == 52 * comb(51, 3)


def test_a_length_comes_about_as_often_as_card_by_card_probability_says() -> None:
    ways = {len(outcome.cards): weight for outcome, weight in rounds(AndarBaharRules())}
    missed = Fraction(1)
    for number in range(1, 50):
        left = 52 - number
        assert Fraction(ways[number], comb(51, 3)) == missed * Fraction(3, left)
        missed *= 1 - Fraction(3, left)
    assert missed == 0


@settings(deadline=None)  # a busy machine is not a wrong figure
@given(st.permutations(DECK), st.sampled_from(FirstSide))
def test_any_deck_settles_like_the_round_that_stands_for_it(deck: list[str], first: FirstSide) -> None:
    rules = AndarBaharRules(first_side=first)
    end = next(at for at, card in enumerate(deck[1:], start=2) if card[0] == deck[0][0])
    dealt = AndarBaharOutcome.from_cards(deck[0], deck[1:end], rules.first(deck[0]))
    stands = standing_for(first)[deck[0], end - 1]
    for bet in AndarBaharBet:
        for sel in SELECTIONS.get(bet, (None,)):
            assert profile(rules, dealt, bet.value, sel) == profile(rules, stands, bet.value, sel)


def test_selections_of_equal_odds_are_one_entry_that_names_them() -> None:
    labels = [bet.label for bet in andar_bahar_odds(AndarBaharRules()) if bet.bet_type.startswith("joker")]
    assert labels == ["joker colour", "joker suit", "joker rank below8, above8", "joker rank 8"]
    uneven = AndarBaharRules.parse({"pays_joker_rank": {"above8": "0.95"}})
    labels = [bet.label for bet in andar_bahar_odds(uneven) if bet.bet_type == "joker_rank"]
    assert labels == ["joker rank below8", "joker rank 8", "joker rank above8"]


@pytest.mark.parametrize("first", FirstSide)
def test_the_chances_of_each_bet_add_up_to_one(first: FirstSide) -> None:
    for bet in odds(first_side=first.value).values():
        assert sum(branch.probability for branch in bet.branches) == 1
