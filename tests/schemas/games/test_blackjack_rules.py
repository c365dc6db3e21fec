"""Blackjack's rule sets: names, defaults, and what contradicts itself."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

from edge_api.rule_library import RuleLibrary
from schemas.games.blackjack_rules import NAMED, BlackjackRules, EnhcLoss, Hole
from schemas.games.refusal import IllegalRules
from schemas.games.rules import parse_rules
from schemas.phases import Game
from tests.schemas.games.blackjack_rounds import any_rules

TRADE: dict[str, dict[str, Any]] = {
    "live_8d": {"decks": 8, "dealer_soft17": "stand", "hole": "peek", "bj_pays": "3:2", "insurance_pays": "2:1", "das": False,
                "max_hands": 2, "split_by": "value", "split_aces_one_card": True, "surrender": "none", "charlie": 0, "rounding": "down"},
    "vegas_6d_h17": {"decks": 6, "dealer_soft17": "hit", "hole": "peek", "bj_pays": "3:2", "insurance_pays": "2:1", "das": True,
                     "max_hands": 4, "split_by": "value", "split_aces_one_card": True, "surrender": "late", "charlie": 0, "rounding": "down"},
    "vegas_65": {"decks": 6, "dealer_soft17": "hit", "hole": "peek", "bj_pays": "6:5", "insurance_pays": "2:1", "das": True,
                 "max_hands": 2, "split_by": "rank", "split_aces_one_card": True, "surrender": "none", "charlie": 0, "rounding": "down"},
    "europe_enhc": {"decks": 6, "dealer_soft17": "stand", "hole": "enhc", "enhc_loss": "all", "bj_pays": "3:2", "insurance_pays": "2:1",
                    "das": True, "max_hands": 2, "split_by": "value", "split_aces_one_card": True, "surrender": "early", "charlie": 0,
                    "rounding": "down"},
    "europe_obo": {"decks": 6, "dealer_soft17": "stand", "hole": "enhc", "enhc_loss": "obo", "bj_pays": "3:2", "insurance_pays": "2:1",
                   "das": True, "max_hands": 2, "split_by": "value", "split_aces_one_card": True, "surrender": "none", "charlie": 0,
                   "rounding": "down"},
    "europe_bb1": {"decks": 6, "dealer_soft17": "stand", "hole": "enhc", "enhc_loss": "bb1", "bj_pays": "3:2", "insurance_pays": "2:1",
                   "das": True, "max_hands": 2, "split_by": "value", "split_aces_one_card": True, "surrender": "none", "charlie": 0,
                   "rounding": "down"},
    "six_card_charlie": {"decks": 8, "dealer_soft17": "stand", "hole": "peek", "bj_pays": "3:2", "insurance_pays": "2:1", "das": False,
                         "max_hands": 2, "split_by": "value", "split_aces_one_card": True, "surrender": "none", "charlie": 6,
                         "rounding": "down"},
}  # fmt: skip


@pytest.mark.parametrize("name", TRADE)
def test_a_named_rule_set_is_the_one_the_trade_knows(name: str) -> None:
    assert NAMED[name] == BlackjackRules.parse(TRADE[name])
    assert NAMED[name].rules_hash() == BlackjackRules.parse(TRADE[name]).rules_hash()


@pytest.mark.parametrize("name", TRADE)
def test_the_packages_rule_set_of_that_name_is_the_same(name: str) -> None:
    assert RuleLibrary.open().find(Game.BLACKJACK, name).rules == NAMED[name]


def test_no_name_is_made_up() -> None:
    assert set(NAMED) == set(TRADE)


def test_the_defaults_are_the_live_table() -> None:
    assert BlackjackRules().model_dump(mode="json") == {
        "decks": 8, "dealer_soft17": "stand", "hole": "peek", "enhc_loss": None, "bj_pays": "3/2", "insurance_pays": "2", "das": False,
        "max_hands": 2, "split_by": "value", "split_aces_one_card": True, "surrender": "none", "charlie": 0,
        "perfect_pairs": "25/12/6", "21+3": "100/40/30/10/5", "time_out": "stand", "rounding": "down",
    }  # fmt: skip


def test_without_a_hole_card_every_stake_is_lost_unless_the_rules_say_otherwise() -> None:
    silent, written = (
        BlackjackRules.parse({"hole": "enhc"}),
        BlackjackRules(hole=Hole.ENHC, enhc_loss=EnhcLoss.ALL),
    )
    assert silent == written == BlackjackRules(hole=Hole.ENHC)
    assert silent.enhc_loss is EnhcLoss.ALL
    assert silent.rules_hash() == written.rules_hash()


def test_a_price_is_one_price_however_written() -> None:
    hashes = {BlackjackRules.parse({"bj_pays": pays}).rules_hash() for pays in ("3:2", "3/2", "1.5", "6:4")}
    assert len(hashes) == 1
    assert BlackjackRules.parse({"bj_pays": "6:5"}).bj_pays == Fraction(6, 5)


@pytest.mark.parametrize(
    ("rules", "where"),
    [
        ({"enhc_loss": "obo"}, "enhc_loss is of hole enhc"), ({"hole": "peek", "enhc_loss": "all"}, "enhc_loss is of hole enhc"),
        ({"max_hands": 1, "das": True}, "nothing be split"), ({"max_hands": 1, "split_aces_one_card": False}, "nothing be split"),
        ({"bj_pays": "1:2"}, "below 1:1"), ({"bj_pays": "0"}, "above zero"), ({"bj_pays": 1.5}, "exact"), ({"insurance_pays": "-2"}, "exact"),
        ({"decks": 0}, "rules.decks"), ({"decks": 9}, "rules.decks"), ({"decks": "8"}, "rules.decks"), ({"decks": True}, "rules.decks"),
        ({"max_hands": 0}, "max_hands"), ({"max_hands": 5}, "max_hands"), ({"max_hands": 2.0}, "max_hands"),
        ({"charlie": 4}, "a charlie has one of"), ({"charlie": 8}, "a charlie has one of"), ({"charlie": True}, "charlie"),
        ({"das": 1}, "rules.das"), ({"split_by": "suit"}, "split_by"), ({"hole": "none"}, "rules.hole"), ({"surrender": True}, "surrender"),
        ({"dealer_soft17": "draw"}, "soft17"), ({"enhc_loss": "half", "hole": "enhc"}, "enhc_loss"), ({"perfect_pairs": "25/12/5"}, "pairs"),
        ({"21+3": "8"}, "21.3"), ({"twenty_one_three": "9"}, "no such parameter"), ({"time_out": "hit"}, "time_out"),
        ({"decision_s": 15}, "no such parameter"), ({"rounding": "nearest"}, "rounding"), ([], "rules"), (None, "rules"),
    ],
)  # fmt: skip
def test_what_no_table_has_is_refused_with_the_reason(rules: Any, where: str) -> None:
    with pytest.raises(IllegalRules, match=where) as refused:
        parse_rules(Game.BLACKJACK, rules)
    assert refused.value.code == "bad_rules"


@given(any_rules())
def test_a_rule_set_survives_being_written_down(rules: BlackjackRules) -> None:
    assert BlackjackRules.parse(rules.model_dump(mode="json")) == rules
