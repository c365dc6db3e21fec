"""Which bets stay over rounds, how results of several rounds are one, what may be placed and taken down meanwhile."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_api.settle.books import BOOKS
from edge_api.settle.settlement import combined, profile, stays_of
from schemas.games.baccarat import BaccaratOutcome
from schemas.games.craps import POINTS, CrapsBet, CrapsOutcome
from schemas.games.craps_rules import CrapsRules
from schemas.games.refusal import IllegalBet, IllegalOutcome
from schemas.games.roulette import RouletteOutcome
from schemas.games.roulette_rules import RouletteRules, SecondZero, ZeroRule
from schemas.games.rules import RULE_SETS, parse_rules
from schemas.games.wheels import Wheel, wheel_order
from schemas.phases import Game

PRISON = RouletteRules(zero_rule=ZeroRule.EN_PRISON, prison_second_zero=SecondZero.STAY)
FACES = st.integers(1, 6)
ROLLS = st.lists(st.tuples(FACES, FACES), min_size=1, max_size=6)
POCKETS = st.lists(st.sampled_from(wheel_order(Wheel.EUROPEAN)), min_size=1, max_size=6)
REMOVABLE = {"pass_odds", "dont_pass_odds", "place", "buy", "lay", "hardway", "big6", "big8"}


def test_bets_stay_in_craps_and_under_en_prison_and_nowhere_else() -> None:
    for rule in ZeroRule:
        assert (stays_of(RouletteRules(zero_rule=rule)) is not None) == (rule is ZeroRule.EN_PRISON)
    assert stays_of(CrapsRules()) is not None
    others = [game for game in RULE_SETS if game not in (Game.ROULETTE, Game.CRAPS)]
    assert len(others) == len(Game) - 2
    assert all(stays_of(parse_rules(game, {})) is None for game in others)


def rolled(point: Any, *rolls: tuple[int, int]) -> CrapsOutcome:
    return CrapsOutcome(point=point, rolls=rolls)


@settings(deadline=None)  # a busy machine is not a wrong result
@given(point=st.sampled_from([None, *POINTS]), rolls=ROLLS)
def test_rolls_follow_each_other_at_the_first_ones_point(point: Any, rolls: list[tuple[int, int]]) -> None:
    one_by_one = [
        rolled(point if first else 8, roll) for first, roll in zip([True, *[False] * 9], rolls, strict=False)
    ]
    assert combined(CrapsRules(), one_by_one) == rolled(point, *rolls)


@settings(deadline=None)
@given(pockets=POCKETS)
def test_spins_follow_each_other(pockets: list[str]) -> None:
    together = combined(PRISON, [RouletteOutcome(pocket=pocket) for pocket in pockets])
    assert together == RouletteOutcome(pockets=tuple(pockets))


@settings(deadline=None)
@given(before=POCKETS, after=POCKETS)
def test_what_is_combined_may_be_combined_again(before: list[str], after: list[str]) -> None:
    first = combined(PRISON, [RouletteOutcome(pocket=pocket) for pocket in before])
    rest = [RouletteOutcome(pocket=pocket) for pocket in after]
    assert combined(PRISON, [first, *rest]) == RouletteOutcome(pockets=(*before, *after))


def test_what_was_drawn_in_the_first_round_stays_with_it() -> None:
    drawn = RouletteOutcome(pocket="0").with_multipliers({"17": 500})
    together = combined(PRISON, [drawn, RouletteOutcome(pocket="17")])
    assert together.model_dump()["multipliers"] == {"17": 500}


@pytest.mark.parametrize("pockets", [["0", "1"], ["0", "0", "2"], ["5"]])
def test_a_bet_returns_what_the_combined_result_says(pockets: list[str]) -> None:
    together = combined(PRISON, [RouletteOutcome(pocket=pocket) for pocket in pockets])
    assert profile(PRISON, together, "red", None).returned(100) == {"1": 100, "2": 0, "5": 200}[pockets[-1]]


def test_results_of_other_games_are_not_of_one_run() -> None:
    coup = BaccaratOutcome.from_cards(["6H", "4H", "JH"], ["7D", "3H", "6D"])
    with pytest.raises(IllegalOutcome, match="not of one run of craps"):
        combined(CrapsRules(), [rolled(None, (2, 4)), coup])
    with pytest.raises(IllegalOutcome, match="not of one run of roulette"):
        combined(RouletteRules(), [RouletteOutcome(pocket="0")])
    with pytest.raises(IllegalOutcome, match="not of one run of baccarat"):
        combined(parse_rules(Game.BACCARAT, {}), [coup])


def test_what_may_be_taken_down_and_what_moves_on() -> None:
    craps, wheel = BOOKS[Game.CRAPS].stays, BOOKS[Game.ROULETTE].stays
    assert craps is not None and wheel is not None
    assert craps.removable == REMOVABLE
    assert craps.moved == {"come", "dont_come"}
    assert wheel.removable == frozenset()
    assert wheel.moved == {"red", "black", "odd", "even", "low", "high"}
    assert craps.removable | craps.moved < {bet.value for bet in CrapsBet}


@pytest.mark.parametrize(
    ("carried", "bet", "legal"),
    [
        (None, "pass", True), (None, "come", False), (None, "pass_odds", False), ("6", "pass", False), ("6", "come", True),
        ("6", "pass_odds", True), ("6", "field", True), (None, "field", True),
    ],
)  # fmt: skip
def test_the_point_says_what_may_be_placed(carried: str | None, bet: str, legal: bool) -> None:
    stays = stays_of(CrapsRules())
    assert stays is not None and stays.may_place is not None
    if legal:
        stays.may_place(carried, bet, None)
        return
    with pytest.raises(IllegalBet):
        stays.may_place(carried, bet, None)


def test_a_wheel_takes_every_bet_at_any_time() -> None:
    stays = stays_of(PRISON)
    assert stays is not None
    assert stays.may_place is None
