"""Rounds: every return is bounded, grouped as settled one by one, and never a float."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_api.settle.baccarat import BaccaratBet
from edge_api.settle.profile import Profile, Settled, Status
from edge_api.settle.settlement import (
    CEILINGS_KEPT,
    Ceilings,
    Outcome,
    RoundPrices,
    VoidOutcome,
    best_profile,
    max_return,
    settle_bet,
    settle_round,
)
from schemas.cards import DECK
from schemas.games.baccarat import BaccaratOutcome
from schemas.games.baccarat_rules import BaccaratRules
from schemas.games.refusal import IllegalBet, IllegalOutcome, IllegalRules
from schemas.games.roulette import RouletteOutcome, coverage
from schemas.games.roulette_rules import RouletteRules, SecondZero, ZeroRule
from schemas.games.rules import Rules
from schemas.games.wheels import Wheel, wheel_order
from schemas.money import Rounding
from schemas.phases import Game
from tests.edge_api.settle.test_roulette_edges import every_bet

ROULETTE = {wheel: list(every_bet(wheel)) for wheel in Wheel}
Case = tuple[Game, Rules, Outcome, list[tuple[int, str, str, int]]]


@st.composite
def roulette_rounds(draw: st.DrawFn) -> Case:
    wheel = draw(st.sampled_from(Wheel))
    rules = RouletteRules(
        wheel=wheel,
        zero_rule=draw(st.sampled_from(ZeroRule)),
        prison_second_zero=draw(st.sampled_from(SecondZero)),
        rounding=draw(st.sampled_from(Rounding)),
    )
    spins = draw(st.lists(st.sampled_from(wheel_order(wheel)) | st.just("0"), min_size=1, max_size=3))
    bets = []
    for key, (bet, sel) in enumerate(draw(st.lists(st.sampled_from(ROULETTE[wheel]), max_size=12))):
        units = sum(piece.units for piece in coverage(bet, sel, wheel))
        bets.append((key, bet.value, json.dumps(sel), units * draw(st.integers(1, 999))))
    return Game.ROULETTE, rules, RouletteOutcome(pockets=tuple(spins)), bets


odds = st.one_of(st.fractions(min_value="1/9", max_value=300, max_denominator=99).map(str), st.just("8"))


@st.composite
def baccarat_rounds(draw: st.DrawFn) -> Case:
    names = [
        "player",
        "tie",
        "player_pair",
        "either_pair",
        "big",
        "small",
        "super6",
        "super6_three_card",
        "panda8",
    ]
    written: dict[str, Any] = {
        "commission": draw(st.sampled_from(["0.04", "0.05", "ez", "none_super6"])),
        "rounding": draw(st.sampled_from(Rounding)).value,
        "pays": draw(st.dictionaries(st.sampled_from(names), odds)),
    }
    written["pays"]["bonus"] = draw(st.dictionaries(st.sampled_from("456789"), odds))
    outcome = BaccaratOutcome.from_shoe(draw(st.lists(st.sampled_from(DECK), min_size=6, max_size=6)))
    placed = draw(st.lists(st.tuples(st.sampled_from(BaccaratBet), st.integers(1, 999)), max_size=14))
    bets = [(key, bet.value, "null", stake) for key, (bet, stake) in enumerate(placed)]
    return Game.BACCARAT, BaccaratRules.parse(written), outcome, bets


rounds = roulette_rounds() | baccarat_rounds()


@settings(deadline=None)  # a busy machine is not a wrong payout
@given(rounds)
def test_a_round_settles_as_its_bets_one_by_one(case: Case) -> None:
    game, rules, outcome, bets = case
    together = settle_round(rules, outcome, bets)
    assert together == [
        (key, settle_bet(game, rules, outcome, bet, json.loads(sel), stake)) for key, bet, sel, stake in bets
    ]


@settings(deadline=None)  # a busy machine is not a wrong payout
@given(rounds)
def test_no_bet_returns_less_than_nothing_or_more_than_its_ceiling(case: Case) -> None:
    game, rules, outcome, bets = case
    ceilings = Ceilings(rules)
    for (_, bet, sel, stake), (_, settled) in zip(bets, settle_round(rules, outcome, bets), strict=True):
        assert type(settled.returned) is type(settled.staked) is type(settled.net) is int
        assert 0 <= settled.returned <= ceilings.max_return(bet, sel, stake)
        assert ceilings.max_return(bet, sel, stake) == max_return(game, rules, bet, json.loads(sel), stake)


@settings(deadline=None)  # a busy machine is not a wrong payout
@given(rounds)
def test_a_void_round_gives_every_stake_back_once(case: Case) -> None:
    _, rules, _, bets = case
    for (_, _, _, stake), (_, settled) in zip(bets, settle_round(rules, VoidOutcome(), bets), strict=True):
        assert settled == Settled(Status.VOID, stake, stake)


@pytest.mark.parametrize("wheel", Wheel)
def test_a_ceiling_is_reached_by_some_pocket(wheel: Wheel) -> None:
    rules = RouletteRules(wheel=wheel)
    for bet, sel in ROULETTE[wheel]:
        stake = 3 * sum(piece.units for piece in coverage(bet, sel, wheel))
        spins = [RouletteOutcome(pocket=pocket) for pocket in wheel_order(wheel)]
        best = max(settle_bet(Game.ROULETTE, rules, spin, bet.value, sel, stake).returned for spin in spins)
        assert best == max_return(Game.ROULETTE, rules, bet.value, sel, stake)


def test_ceilings_keep_a_bounded_number_of_selections() -> None:
    ceilings = Ceilings(RouletteRules())
    for spaces in range(CEILINGS_KEPT + 10):
        assert ceilings.max_return("straight", '["17"]' + " " * spaces, 1) == 36
    assert len(ceilings._profiles) == 10


def test_a_ceiling_that_is_known_is_not_worked_out_again() -> None:
    planted = Profile(1, 7, (), Rounding.DOWN)
    ceilings = Ceilings(RouletteRules(), {("straight", '["17"]'): planted})
    assert ceilings.max_return("straight", '["17"]', 100) == 700
    assert ceilings.max_return("straight", '["18"]', 100) == 3600
    assert set(ceilings._profiles) == {("straight", '["17"]'), ("straight", '["18"]')}
    assert ceilings._profiles["straight", '["18"]'] == best_profile(RouletteRules(), "straight", ["18"])


def test_a_price_of_a_round_that_is_known_is_not_worked_out_again() -> None:
    planted = Profile(1, 7, (), Rounding.DOWN)
    prices = RoundPrices(RouletteRules(), RouletteOutcome(pocket="17"), {("straight", '["17"]'): planted})
    assert prices.profile("straight", '["17"]') is planted
    assert prices.settle("straight", '["17"]', 100).returned == 700
    assert prices.settle("straight", '["18"]', 100).returned == 0
    assert set(prices._profiles) == {("straight", '["17"]'), ("straight", '["18"]')}
    assert prices.profile("straight", '["18"]') is prices.profile("straight", '["18"]')


def test_a_hundred_thousand_bets_are_worked_out_once_per_selection() -> None:
    bets = [(key, "straight", json.dumps([str(key % 37)]), 100) for key in range(100_000)]
    settled = settle_round(RouletteRules(), RouletteOutcome(pocket="17"), bets)
    assert len({id(result) for _, result in settled}) <= 37
    assert sum(result.returned for _, result in settled) == 3600 * len(range(17, 100_000, 37))


def test_one_bad_bet_stops_the_whole_round() -> None:
    bets = [(1, "red", "null", 10), (2, "split", '["1","3"]', 10)]
    with pytest.raises(IllegalBet):
        settle_round(RouletteRules(), RouletteOutcome(pocket="1"), bets)


def test_an_outcome_of_another_game_settles_nothing() -> None:
    with pytest.raises(IllegalOutcome, match="another game"):
        settle_bet(Game.BACCARAT, BaccaratRules(), RouletteOutcome(pocket="1"), "player", None, 10)
    with pytest.raises(IllegalRules, match="not of baccarat"):
        settle_bet(Game.BACCARAT, RouletteRules(), RouletteOutcome(pocket="1"), "red", None, 10)
