"""The money wheel's odds: equal to the published tables, exact under a bound, and of one piece with the settlement."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_api.odds.games import ODDS
from edge_api.odds.money_wheel import odds_at
from edge_api.odds.odds import BetOdds, Branch
from schemas.games.money_wheel import FACES, MoneyWheel
from schemas.games.money_wheel_rules import MoneyWheelRules
from schemas.phases import Game

CAP = 50_000_000
DREAM = FACES[MoneyWheel.DREAM_CATCHER]


def odds(**rules: object) -> dict[object, BetOdds]:
    return {bet.sel: bet for bet in ODDS[Game.MONEY_WHEEL](MoneyWheelRules.parse(rules))}


def branch(won: str, chance: str) -> Branch:
    return Branch(Fraction(won), Fraction(chance))


@pytest.mark.parametrize(
    ("segment", "won", "chance", "edge"),
    [
        ("1", "52/45", "23/52", "109/2340"),
        ("2", "104/45", "15/52", "7/156"),
        ("5", "52/9", "7/52", "41/468"),
        ("10", "104/9", "1/13", "4/117"),
        ("20", "208/9", "1/26", "17/234"),
        ("40", "416/9", "1/52", "43/468"),
    ],
)
def test_stacking_multipliers_are_summed_to_the_end(segment: str, won: str, chance: str, edge: str) -> None:
    bet = odds()[segment]
    assert bet.branches == (branch(won, chance), branch("-1", str(1 - Fraction(chance))))
    assert bet.edge == Fraction(edge)
    assert bet.label == f"number {segment}"


@pytest.mark.parametrize(
    ("wheel", "segment", "won", "chance", "edge"),
    [
        ("big_six_nevada", "1", "1", "4/9", "1/9"),
        ("big_six_nevada", "2", "2", "5/18", "1/6"),
        ("big_six_nevada", "5", "5", "7/54", "2/9"),
        ("big_six_nevada", "10", "10", "2/27", "5/27"),
        ("big_six_nevada", "20", "20", "1/27", "2/9"),
        ("big_six_nevada", "joker", "40", "1/54", "13/54"),
        ("big_six_atlantic_city", "joker", "45", "1/54", "4/27"),
    ],
)
def test_the_big_six_keeps_what_is_published(
    wheel: str, segment: str, won: str, chance: str, edge: str
) -> None:
    bet = odds(wheel=wheel)[segment]
    assert bet.branches == (branch(won, chance), branch("-1", str(1 - Fraction(chance))))
    assert bet.edge == Fraction(edge)


def test_joker_and_logo_are_one_entry_because_they_are_alike() -> None:
    assert [bet.label for bet in odds(wheel="big_six_nevada").values()][-1] == "joker/logo"
    assert len(odds(wheel="big_six_nevada")) == 6


def at(stake: int, segment: str, cap: int = CAP) -> BetOdds:
    return next(bet for bet in odds_at(MoneyWheelRules(max_win=cap), stake) if bet.sel == segment)


def test_ten_with_a_bound_of_half_a_million_returns_what_is_published_at_one_five_thousandth_of_it() -> None:
    """96.55 %: any stake from about 79 to 120 of a currency whose bound is 500 000."""
    assert at(10_000, "10").return_to_player == Fraction(1531384511549647, 1586124276877296)
    for stake in (7_900, 10_000, 11_900):
        assert round(float(at(stake, "10").return_to_player) * 100, 2) == 96.55
    assert round(float(at(200_000, "10").return_to_player) * 100, 2) == 95.65


def naive(segment: str, stake: int, cap: int) -> Fraction:
    """Every sequence of stops one by one, up to a length from which all multipliers reach the bound."""
    pays, count = DREAM.pays[segment], DREAM.segments[segment]
    total, lengths = Fraction(0), range((cap // (pays * stake)).bit_length() + 1)
    for length in lengths:
        for stack in product(DREAM.multipliers.values(), repeat=length):
            won = stake * pays
            for times in stack:
                won *= times
            total += Fraction(count, 54 ** (length + 1)) * (stake + min(won, cap))
    tail = Fraction(2**lengths.stop, 54**lengths.stop) * Fraction(count, 52)
    return (total + tail * (stake + cap)) / stake


@pytest.mark.parametrize(
    ("segment", "stake", "cap"), [("1", 3, 700), ("5", 7, 1000), ("10", 1, 999), ("40", 5, 199)]
)
def test_a_bound_is_counted_as_every_sequence_of_stops_says(segment: str, stake: int, cap: int) -> None:
    assert at(stake, segment, cap).return_to_player == naive(segment, stake, cap)


@settings(max_examples=40, deadline=None)  # a busy machine is not a wrong figure
@given(st.sampled_from(sorted(DREAM.pays)), st.integers(1, 10**6), st.integers(1, 10**9))
def test_chances_are_whole_and_a_bound_never_helps_the_player(segment: str, stake: int, cap: int) -> None:
    bet = at(stake, segment, cap)
    assert sum(branch.probability for branch in bet.branches) == 1
    assert all(branch.net * stake <= cap for branch in bet.branches)
    assert bet.return_to_player <= odds()[segment].return_to_player
    assert at(stake + 1, segment, cap).return_to_player <= bet.return_to_player


def test_listed_odds_under_a_bound_are_those_of_the_smallest_stake() -> None:
    assert odds(max_win=CAP)["10"] == at(1, "10")
    assert at(500, "10").label == "number 10 at a stake of 500"
    assert odds(wheel="big_six_nevada", max_win=5)["10"].branches[0].net == 5


def test_without_a_bound_no_stake_has_odds_of_its_own() -> None:
    with pytest.raises(ValueError, match="no bound"):
        odds_at(MoneyWheelRules(), 100)
