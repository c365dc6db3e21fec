"""Rule sets: their parameters, their refusals and their hash."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from schemas.games.baccarat_rules import BaccaratRules
from schemas.games.refusal import IllegalRules
from schemas.games.roulette_rules import RouletteRules
from schemas.games.rules import parse_rules
from schemas.phases import Game


def test_the_defaults_are_the_usual_table() -> None:
    assert RouletteRules().model_dump(mode="json") == {
        "wheel": "european", "zero_rule": "none", "prison_second_zero": "lose", "rounding": "down", "called_bets": True,
    }  # fmt: skip
    assert BaccaratRules.parse({}) == BaccaratRules.parse(
        {"decks": 8, "commission": "0.05", "rounding": "down"}
    )
    assert BaccaratRules().model_dump(mode="json")["pays"] == {
        "player": "1", "tie": "8", "player_pair": "11", "banker_pair": "11", "either_pair": "5", "perfect_pair": "25",
        "perfect_pair_two": "200", "big": "27/50", "small": "3/2", "super6": "12", "super6_three_card": None,
        "dragon7": "40", "panda8": "25",
        "bonus": {"9": "30", "8": "10", "7": "6", "6": "4", "5": "2", "4": "1", "natural_win": "1"},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("written", "odds"), [("0.54", "27/50"), ("5/2", "5/2"), ("3:2", "3/2"), (9, "9"), ("012", "12")]
)
def test_odds_are_exact_however_written(written: object, odds: str) -> None:
    assert BaccaratRules.parse({"pays": {"tie": written}}).pays.tie == Fraction(odds)


def test_an_override_changes_only_what_it_names() -> None:
    pays = BaccaratRules.parse({"pays": {"bonus": {"9": "25"}, "tie": "9"}}).pays
    changed = [pays.bonus.margin(9), pays.bonus.margin(8), pays.tie, pays.panda8]
    assert changed == [Fraction(25), Fraction(10), Fraction(9), Fraction(25)]


@pytest.mark.parametrize(
    ("game", "rules", "where"),
    [
        (Game.ROULETTE, {"wheel": "triple_zero"}, "rules.wheel"), (Game.ROULETTE, {"wheel": None}, "rules.wheel"),
        (Game.ROULETTE, {"zero_rule": "half"}, "rules.zero_rule"), (Game.ROULETTE, {"decks": 8}, "no such parameter"),
        (Game.ROULETTE, {"called_bets": 1}, "rules.called_bets"), (Game.ROULETTE, [], "rules"), (Game.ROULETTE, None, "rules"),
        (Game.ROULETTE, {"rounding": "nearest"}, "rules.rounding"), (Game.ROULETTE, {"prison_second_zero": "win"}, "second_zero"),
        (Game.BACCARAT, {"decks": 0}, "rules.decks"), (Game.BACCARAT, {"decks": 9}, "rules.decks"),
        (Game.BACCARAT, {"decks": True}, "rules.decks"), (Game.BACCARAT, {"decks": "8"}, "rules.decks"),
        (Game.BACCARAT, {"commission": "0.03"}, "rules.commission"), (Game.BACCARAT, {"commission": 0.05}, "rules.commission"),
        (Game.BACCARAT, {"wheel": "european"}, "no such parameter"), (Game.BACCARAT, {"pays": {"banker": "1"}}, "no such parameter"),
        (Game.BACCARAT, {"pays": {"bonus": {"3": "1"}}}, "no such parameter"), (Game.BACCARAT, {"pays": {"tie": 8.0}}, "exact"),
        (Game.BACCARAT, {"pays": {"tie": "0"}}, "above zero"), (Game.BACCARAT, {"pays": {"tie": "-1"}}, "exact"),
        (Game.BACCARAT, {"pays": {"tie": "1/0"}}, "zero"), (Game.BACCARAT, {"pays": {"tie": "1e9"}}, "exact"),
        (Game.BACCARAT, {"pays": {"tie": True}}, "exact"), (Game.BACCARAT, {"pays": {"tie": None}}, "exact"),
        (Game.BACCARAT, {"pays": {"tie": "8 "}}, "exact"), (Game.BACCARAT, {"pays": {"tie": "9" * 99}}, "exact"),
        (Game.BACCARAT, {"pays": {"perfect_pair": "201"}}, "two pairs would pay less"), (Game.BACCARAT, {"pays": []}, "rules.pays"),
    ],
)  # fmt: skip
def test_a_rule_set_that_does_not_exist_is_refused_with_the_reason(
    game: Game, rules: Any, where: str
) -> None:
    with pytest.raises(IllegalRules, match=where) as refused:
        parse_rules(game, rules)
    assert refused.value.code == "bad_rules"


def test_equal_rules_have_one_hash_however_written() -> None:
    written = BaccaratRules.parse({"pays": {"tie": "16/2", "bonus": {"9": 30}}})
    assert written.rules_hash() == BaccaratRules().rules_hash()
    assert len(written.rules_hash()) == 64


def test_every_difference_changes_the_hash() -> None:
    variants = [
        {}, {"decks": 6}, {"commission": "ez"}, {"rounding": "up"}, {"pays": {"tie": "9"}},
        {"pays": {"perfect_pair_two": None}}, {"pays": {"bonus": {"4": "2"}}},
    ]  # fmt: skip
    assert len({BaccaratRules.parse(rules).rules_hash() for rules in variants}) == len(variants)


def test_a_rule_set_survives_being_written_down() -> None:
    rules = BaccaratRules.parse({"pays": {"super6_three_card": "20", "perfect_pair_two": None}})
    assert BaccaratRules.parse(rules.model_dump(mode="json")) == rules
