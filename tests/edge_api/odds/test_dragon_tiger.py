"""Dragon tiger's odds are over every pair of cards, once, and leave out what one deck can't deal."""

from __future__ import annotations

from fractions import Fraction

import pytest

from edge_api.odds.dragon_tiger import dragon_tiger_odds, pairs
from edge_api.odds.games import ODDS
from edge_api.odds.odds import BetOdds
from edge_api.settle.dragon_tiger import SUITS, DragonTigerBet, profile
from schemas.games.dragon_tiger_rules import DragonTigerRules
from schemas.phases import Game


def odds(**rules: object) -> dict[str, BetOdds]:
    return {bet.bet_type: bet for bet in ODDS[Game.DRAGON_TIGER](DragonTigerRules.parse(rules))}


@pytest.mark.parametrize("decks", range(1, 9))
def test_every_pair_of_cards_is_counted_once(decks: int) -> None:
    cards = 52 * decks
    assert sum(ways for _, ways in pairs(decks)) == cards * (cards - 1)


@pytest.mark.parametrize("decks", range(1, 9))
def test_the_chances_of_each_bet_add_up_to_one(decks: int) -> None:
    taken = [bet.value for bet in DragonTigerBet if decks > 1 or bet is not DragonTigerBet.SUITED_TIE]
    found = odds(decks=decks)
    assert list(found) == taken
    for bet in found.values():
        assert sum(branch.probability for branch in bet.branches) == 1


@pytest.mark.parametrize("bet", ["dragon_suit", "tiger_suit"])
@pytest.mark.parametrize("seven_loses", [False, True])
def test_one_suit_stands_for_all_four(bet: str, seven_loses: bool) -> None:
    rules = DragonTigerRules(seven_loses=seven_loses, decks=6)
    won = {sel: sum(w for o, w in pairs(6) if profile(rules, o, bet, sel).per_unit) for sel in SUITS}
    assert len(set(won.values())) == 1
    assert [each.sel for each in dragon_tiger_odds(rules) if each.bet_type == bet] == ["S"]


def test_a_seven_that_wins_gives_the_player_the_edge_on_odd() -> None:
    assert odds(seven_loses=False)["dragon_odd"].edge == Fraction(-1, 13)
    assert odds(seven_loses=False)["dragon_even"].edge == Fraction(1, 13)
