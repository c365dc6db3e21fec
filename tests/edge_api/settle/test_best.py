"""A bet's best return is what some outcome pays, and no outcome pays more."""

from __future__ import annotations

from typing import Any

import pytest

from edge_api.odds.games import ODDS
from edge_api.odds.odds import net
from edge_api.settle.settlement import best_profile
from schemas.games.rules import parse_rules
from schemas.phases import Game

BONUS = ("9", "8", "7", "6", "5", "4", "natural_win")
RULES: list[tuple[Game, dict[str, Any]]] = [
    (Game.ROULETTE, {}), (Game.ROULETTE, {"wheel": "american"}), (Game.ROULETTE, {"zero_rule": "la_partage"}),
    (Game.BACCARAT, {}), (Game.BACCARAT, {"commission": "0.04"}), (Game.BACCARAT, {"commission": "ez"}),
    (Game.BACCARAT, {"commission": "none_super6"}), (Game.BACCARAT, {"pays": {"super6_three_card": "20"}}),
    (Game.BACCARAT, {"pays": {"super6": "20", "super6_three_card": "12", "perfect_pair_two": None}}),
    *((Game.BACCARAT, {"pays": {"bonus": {name: "99"}}}) for name in BONUS),
    (Game.DRAGON_TIGER, {}), (Game.DRAGON_TIGER, {"tie_main": "push", "tie_pays": 8, "suited_tie_pays": 60, "suit_pays": 4}),
    *((Game.SIC_BO, {"paytable": name}) for name in ("macau", "evolution", "atlantic_city", "australia")),
    (Game.MONEY_WHEEL, {"wheel": "big_six_nevada"}), (Game.MONEY_WHEEL, {"wheel": "big_six_atlantic_city"}),
    (Game.ANDAR_BAHAR, {}), (Game.ANDAR_BAHAR, {"first_side": "bahar"}), (Game.ANDAR_BAHAR, {"first_side": "by_joker_colour"}),
    (Game.ANDAR_BAHAR, {"pays_first": "1", "first_card_pays": "0.25"}), (Game.ANDAR_BAHAR, {"first_card_pays": "3"}),
    (Game.CRAPS, {"field_12": 3}), (Game.CRAPS, {"field_2": 3}), (Game.CRAPS, {"vig": "up_front"}),
]  # fmt: skip


@pytest.mark.parametrize(("game", "rules"), RULES)
def test_the_best_return_is_the_best_branch_of_the_odds(game: Game, rules: dict[str, Any]) -> None:
    parsed = parse_rules(game, rules)
    best: dict[tuple[str, str], Any] = {}
    for odds in ODDS[game](parsed):
        found = net(best_profile(parsed, odds.bet_type, odds.sel))
        known = best.setdefault((odds.bet_type, repr(odds.sel)), [found])
        known.append(odds.branches[0].net)
    for bet, (found, *branches) in best.items():
        assert found == max(branches), bet
