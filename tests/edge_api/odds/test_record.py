"""Odds are written down exactly, and what is read back is what was written."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_api.odds.baccarat import baccarat_odds
from edge_api.odds.band import Band
from edge_api.odds.odds import BetOdds, Branch, of_ways
from edge_api.odds.record import as_json, decimal, from_json, percent
from edge_api.odds.roulette import roulette_odds
from edge_api.odds.table import short_table, table
from schemas.games.baccarat_rules import BaccaratRules
from schemas.games.roulette_rules import RouletteRules
from schemas.phases import Game

STRAIGHT = of_ways("straight", ["0"], "straight", {Fraction(35): 1, Fraction(-1): 36})
FREE = of_ways("dragon", None, "dragon", {Fraction(1): 1, Fraction(0): 1, Fraction(-1): 1})
KIND = of_ways("tie", None, "tie", {Fraction(9): 1, Fraction(-1): 8})
BAND = Band(Fraction(0), Fraction(1, 2))


@pytest.mark.parametrize(
    ("exact", "places", "text"),
    [
        (Fraction(1, 37), 4, "0.0270"), (Fraction(-1, 37), 4, "-0.0270"), (Fraction(1, 8), 2, "0.12"), (Fraction(3, 8), 2, "0.38"),
        (Fraction(0), 3, "0.000"), (Fraction(35), 1, "35.0"), (Fraction(-1), 2, "-1.00"), (Fraction(-1, 1000), 2, "0.00"),
        (Fraction(999_999, 1_000_000), 2, "1.00"), (Fraction(10**30 + 1, 3), 2, "333333333333333333333333333333.67"),
    ],
)  # fmt: skip
def test_a_decimal_is_the_nearest_one(exact: Fraction, places: int, text: str) -> None:
    assert decimal(exact, places) == text


@given(st.fractions(), st.integers(1, 12))
def test_a_decimal_is_never_further_than_half_a_place(exact: Fraction, places: int) -> None:
    assert abs(Fraction(decimal(exact, places)) - exact) <= Fraction(1, 2 * 10**places)


def test_a_percentage_has_four_places() -> None:
    assert percent(Fraction(1, 37)) == "2.7027"


def test_a_record_has_the_documented_shape() -> None:
    assert as_json(STRAIGHT) == {
        "bet": "straight",
        "sel": ["0"],
        "label": "straight",
        "outcomes": [
            {
                "net": "35",
                "net_decimal": "35.0000000000",
                "probability": "1/37",
                "probability_decimal": "0.0270270270",
            },
            {
                "net": "-1",
                "net_decimal": "-1.0000000000",
                "probability": "36/37",
                "probability_decimal": "0.9729729730",
            },
        ],
        "edge": "1/37",
        "edge_percent": "2.7027",
        "return": "36/37",
        "return_percent": "97.2973",
    }


@pytest.mark.parametrize(
    "odds", [*roulette_odds(RouletteRules()), *baccarat_odds(BaccaratRules())], ids=lambda odds: odds.label
)
def test_what_is_written_is_read_back(odds: BetOdds) -> None:
    assert from_json(json.loads(json.dumps(as_json(odds)))) == odds


def test_chances_that_do_not_add_up_are_refused() -> None:
    broken = BetOdds("x", None, "x", (Branch(Fraction(1), Fraction(1, 3)),))
    with pytest.raises(ValueError, match="add up"):
        from_json(as_json(broken))


def test_a_table_has_a_line_for_every_branch() -> None:
    assert table([STRAIGHT]) == [
        "bet       nets  probability        %  house edge  edge %  return %",
        "straight    35  1/37          2.7027  1/37        2.7027   97.2973",
        "            -1  36/37        97.2973",
    ]


def test_a_short_table_has_a_line_for_every_bet() -> None:
    assert short_table([STRAIGHT, FREE]) == [
        "bet       best  house edge  edge %  return %",
        "straight    35  1/37        2.7027   97.2973",
        "dragon       1  0           0.0000  100.0000",
    ]


def test_bets_whose_edge_is_not_exact_are_listed_with_their_bound_below_either_table() -> None:
    unsure = [replace(each, error_bound=Fraction(1, 10**9)) for each in (STRAIGHT, FREE)]
    for drawn in (table, short_table):
        *_, empty, told = drawn([*unsure, FREE])
        assert empty == ""
        assert (
            told
            == "not exact, the house edge may be off by 1/1000000000 of a unit either way: straight; dragon"
        )


def test_a_bet_that_favours_the_player_is_refused_with_its_edge_and_the_band() -> None:
    (refusal,) = BAND.refusals(Game.BACCARAT, [STRAIGHT, KIND])
    assert refusal == (
        "baccarat.tie (tie): house edge -1/9 = -11.1111 % is outside the allowed 0.0000 % to 50.0000 %"
        " (rules.edge_min, rules.edge_max)"
    )


def test_a_bet_without_any_edge_must_be_known_as_fair() -> None:
    (refusal,) = BAND.refusals(Game.DRAGON_TIGER, [FREE])
    assert "dragon_tiger.dragon" in refusal and "no house edge at all" in refusal
    allowed = Band(BAND.least, BAND.most, frozenset({"dragon_tiger.dragon"}))
    assert allowed.refusals(Game.DRAGON_TIGER, [FREE]) == []
    assert allowed.refusals(Game.BACCARAT, [FREE]) != []


@pytest.mark.parametrize(
    ("least", "most", "fits"),
    [("1/37", "1/37", True), ("0", "1/38", False), ("1/36", "1", False), ("1/38", "1/36", True)],
)
def test_both_ends_of_the_band_are_allowed(least: str, most: str, fits: bool) -> None:
    assert (Band(Fraction(least), Fraction(most)).refusals(Game.ROULETTE, [STRAIGHT]) == []) is fits


def test_an_edge_that_is_not_exact_must_be_inside_by_its_error_bound() -> None:
    unsure = replace(STRAIGHT, error_bound=Fraction(1, 1000))
    for least, most, fits in (
        ("0", "1/2", True),
        ("1/37", "1/2", False),
        ("0", "1/37", False),
        ("26/1000", "1/2", True),
    ):
        assert (Band(Fraction(least), Fraction(most)).refusals(Game.ROULETTE, [unsure]) == []) is fits


def test_a_fair_bet_may_be_below_the_band_but_never_below_nothing() -> None:
    strict = Band(Fraction(1, 100), Fraction(1, 2), frozenset({"dragon_tiger.dragon", "baccarat.tie"}))
    assert strict.refusals(Game.DRAGON_TIGER, [FREE]) == []
    assert strict.refusals(Game.BACCARAT, [KIND]) != []
