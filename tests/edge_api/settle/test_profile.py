"""A profile is arithmetic on whole minor units: every part counted once, every rounding done once, and nothing ever a float."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_api.settle.profile import HALVED, PUSHED, Part, Profile, Settled, Status, check_stake
from schemas.games.refusal import IllegalBet
from schemas.money import MINOR_LIMIT, Rounding

FIVE_PERCENT = Fraction(1, 20)


def test_parts_add_up_whole_ones_and_those_to_round_apart() -> None:
    parts = [
        Part.won(Fraction(35), 2),
        Part.won(Fraction(1, 2)),
        PUSHED,
        HALVED,
        Part.won(Fraction(2), 1, FIVE_PERCENT),
    ]
    found = Profile.of(9, parts, Rounding.UP, stakes=2, charge=FIVE_PERCENT)
    half = Fraction(1, 2)
    assert found == Profile(
        9,
        2 + 70 + 1 + 1 + 1 + 2,
        ((1, half), (1, half)),
        Rounding.UP,
        Status.SETTLED,
        ((1, FIVE_PERCENT),),
        2,
        FIVE_PERCENT,
    )
    assert found.per_unit_exact == 77 + 1 - FIVE_PERCENT
    assert found.staked_exact == Fraction(41, 20)


@pytest.mark.parametrize(
    ("stakes", "charge", "staked"), [(1, 0, 103), (2, 0, 206), (1, FIVE_PERCENT, 109), (3, FIVE_PERCENT, 315)]
)
def test_what_is_at_risk_is_every_stake_and_the_charge_rounded_up(
    stakes: int, charge: Fraction | int, staked: int
) -> None:
    settled = Profile.of(1, [], Rounding.DOWN, stakes=stakes, charge=Fraction(charge)).settle(103)
    assert settled == Settled(Status.SETTLED, staked, 0)
    assert type(settled.staked) is int
    assert settled.net == -staked


def test_a_fee_is_rounded_up_once_and_winnings_down() -> None:
    won = Profile.of(1, [Part.won(Fraction(2, 3), 1, FIVE_PERCENT)], Rounding.DOWN)
    assert won.settle(101).returned == 101 + 67 - 6


def test_units_share_the_stake() -> None:
    won = Profile.of(3, [Part.won(Fraction(1, 2), 2)], Rounding.HALF_UP)
    assert won.settle(9).returned == 2 * 3 + 3
    assert won.settle(3).returned == 2 + 1


def test_a_void_bet_gives_back_what_was_at_risk() -> None:
    void = Profile(1, 0, (), Rounding.DOWN, Status.VOID, charge=FIVE_PERCENT)
    assert void.settle(10) == Settled(Status.VOID, 11, 11)


def test_winnings_end_at_their_bound() -> None:
    won = Profile(1, 41, (), Rounding.DOWN, most_won=100)
    assert [won.settle(stake).returned for stake in (1, 2, 3, 50)] == [41, 82, 103, 150]


def test_a_stake_ends_at_its_bound() -> None:
    bounded = Profile(1, 1, (), Rounding.DOWN, most_stake=50)
    assert bounded.settle(50).returned == 50
    with pytest.raises(IllegalBet, match="50") as refused:
        bounded.settle(51)
    assert refused.value.code == "bad_stake"


@pytest.mark.parametrize("stake", [1, 7, MINOR_LIMIT, MINOR_LIMIT - 1])
def test_a_stake_from_one_to_the_limit_is_legal(stake: int) -> None:
    assert check_stake(stake, 1) == stake


@pytest.mark.parametrize("stake", [0, -1, MINOR_LIMIT + 1, True, 1.0, "1", None, [1]])
def test_any_other_stake_is_refused(stake: object) -> None:
    with pytest.raises(IllegalBet) as refused:
        check_stake(stake, 1)
    assert refused.value.code == "bad_stake"


@given(st.integers(1, 10**6), st.integers(2, 12))
def test_a_stake_that_units_can_not_share_is_refused(stake: int, units: int) -> None:
    if stake % units == 0:
        assert check_stake(stake, units) == stake
        return
    with pytest.raises(IllegalBet, match=f"multiple of the bet's {units} units"):
        check_stake(stake, units)
