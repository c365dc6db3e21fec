"""Baccarat where the smallest coin is more than one minor unit: what the banker wins below even money comes in whole coins, nothing else changes."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_api.odds.baccarat import baccarat_odds
from edge_api.settle.baccarat import BaccaratBet, best_profile, profile
from schemas.games.baccarat import BaccaratOutcome
from schemas.games.baccarat_rules import MOST_COIN, BaccaratRules
from schemas.games.refusal import IllegalRules

BANKER_WINS = BaccaratOutcome.from_cards(["2S", "TS", "3S"], ["TD", "3D", "4D"])
BANKER_SIX = BaccaratOutcome.from_cards(["6H", "4H", "JH"], ["7D", "3H", "6D"])
UNCHANGED = BaccaratRules().rules_hash()
HASH_BEFORE = "3897167704de781958a2a92bc541f4d303aa214d8cbc7b7b143e265eb8405cbb"


def rules(**parameters: Any) -> BaccaratRules:
    return BaccaratRules.parse(parameters)


@pytest.mark.parametrize(
    ("commission", "stake", "won"),
    [("0.05", 1000, 950), ("0.05", 1100, 1025), ("0.05", 20, 0), ("0.05", 27, 25), ("0.04", 1100, 1050)],
)
def test_a_reduced_win_is_paid_in_whole_coins(commission: str, stake: int, won: int) -> None:
    found = profile(rules(commission=commission, coin=25), BANKER_WINS, "banker", None)
    assert found.returned(stake) == stake + won


def test_half_a_win_with_six_is_paid_in_whole_coins_and_a_whole_one_as_it_is() -> None:
    no_commission = rules(commission="none_super6", coin=25)
    assert profile(no_commission, BANKER_SIX, "banker", None).returned(110) == 110 + 50
    assert profile(no_commission, BANKER_WINS, "banker", None).returned(110) == 110 + 110


@given(st.integers(1, 10**6), st.integers(1, MOST_COIN), st.sampled_from(BaccaratBet))
def test_a_coin_takes_less_than_one_coin_from_the_banker_and_nothing_from_others(
    stake: int, coin: int, bet: BaccaratBet
) -> None:
    exact, coined = (
        profile(rules(coin=each), BANKER_WINS, bet.value, None).returned(stake) for each in (1, coin)
    )
    assert 0 <= exact - coined < coin
    assert bet is BaccaratBet.BANKER or exact == coined
    assert coined <= best_profile(rules(coin=coin), bet.value, None).returned(stake)


def test_the_odds_are_those_before_rounding() -> None:
    assert baccarat_odds(rules(coin=25)) == baccarat_odds(rules())
    assert profile(rules(coin=25), BANKER_WINS, "banker", None).per_unit_exact == Fraction(39, 20)


def test_without_a_coin_the_rules_are_what_they_were() -> None:
    assert "coin" not in rules(coin=1).model_dump(mode="json")
    assert rules(coin=1).rules_hash() == UNCHANGED == HASH_BEFORE
    assert rules(coin=25).rules_hash() != UNCHANGED
    assert rules(**rules(coin=25).model_dump(mode="json")) == rules(coin=25)


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"coin": 25, "commission": "ez"}, "rounds nothing under commission ez"), ({"coin": 25, "rounding": "up"}, "goes with rounding down"),
        ({"coin": 25, "rounding": "half_even"}, "goes with rounding down"), ({"coin": 0}, "rules.coin: must be at least 1, not 0"),
        ({"coin": True}, "rules.coin: must be a whole number, not true"), ({"coin": MOST_COIN + 1}, "rules.coin: must be at most"),
    ],
)  # fmt: skip
def test_a_coin_that_says_nothing_or_too_much_is_refused(parameters: dict[str, Any], said: str) -> None:
    with pytest.raises(IllegalRules, match=said):
        rules(**parameters)
