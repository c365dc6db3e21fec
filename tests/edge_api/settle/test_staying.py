"""Bets that outlast their round: the results of several rounds are one result, where the game and its rules let bets stay."""

from __future__ import annotations

from typing import Any

import pytest

from edge_api.settle.settlement import combined, settle_bet, stays_of
from schemas.games.baccarat_rules import BaccaratRules
from schemas.games.craps import CrapsOutcome
from schemas.games.craps_rules import CrapsRules
from schemas.games.refusal import IllegalOutcome
from schemas.games.roulette import RouletteOutcome
from schemas.games.roulette_rules import RouletteRules, SecondZero, ZeroRule
from schemas.games.rules import parse_rules
from schemas.phases import Game

PRISON = RouletteRules(zero_rule=ZeroRule.EN_PRISON)
ZERO, RED, BLACK = (RouletteOutcome(pocket=pocket) for pocket in ("0", "1", "2"))


@pytest.mark.parametrize("game", Game)
def test_only_craps_and_a_prison_keep_bets_over_rounds(game: Game) -> None:
    stays = stays_of(parse_rules(game, {}))
    assert (stays is not None) is (game is Game.CRAPS)
    assert stays_of(RouletteRules(zero_rule=ZeroRule.LA_PARTAGE)) is None
    assert stays_of(PRISON) is not None


def test_spins_of_several_rounds_are_one_result() -> None:
    assert combined(PRISON, [ZERO, RED]) == RouletteOutcome(pockets=("0", "1"))
    assert combined(PRISON, [RouletteOutcome(pockets=("0", "0")), BLACK]) == RouletteOutcome(
        pockets=("0", "0", "2")
    )
    assert combined(PRISON, [RED]) == RouletteOutcome(pockets=("1",))


def test_rolls_of_several_rounds_are_one_result_at_the_first_point() -> None:
    come_out, point = CrapsOutcome(point=None, rolls=((2, 2),)), CrapsOutcome(point=4, rolls=((1, 2), (3, 1)))
    assert combined(CrapsRules(), [come_out, point]) == CrapsOutcome(
        point=None, rolls=((2, 2), (1, 2), (3, 1))
    )
    assert combined(CrapsRules(), [point]) == point


@pytest.mark.parametrize(
    ("rules", "outcomes"),
    [
        (RouletteRules(), [ZERO, RED]), (BaccaratRules(), []), (CrapsRules(), [ZERO]),
        (PRISON, [ZERO, CrapsOutcome(point=None, rolls=((2, 2),))]),
    ],
)  # fmt: skip
def test_results_that_no_bet_can_wait_for_are_refused(rules: Any, outcomes: list[Any]) -> None:
    with pytest.raises(IllegalOutcome, match=f"not of one run of {rules.game.value}"):
        combined(rules, outcomes)


@pytest.mark.parametrize(
    ("second", "outcomes", "returned"),
    [
        (SecondZero.LOSE, [ZERO, RED], 101), (SecondZero.LOSE, [ZERO, BLACK], 0), (SecondZero.LOSE, [ZERO, ZERO], 0),
        (SecondZero.HALF, [ZERO, ZERO], 50), (SecondZero.STAY, [ZERO, ZERO, RED], 101), (SecondZero.STAY, [ZERO, ZERO, BLACK], 0),
    ],
)  # fmt: skip
def test_a_bet_from_prison_is_settled_by_all_its_spins(
    second: SecondZero, outcomes: list[RouletteOutcome], returned: int
) -> None:
    rules = RouletteRules(zero_rule=ZeroRule.EN_PRISON, prison_second_zero=second)
    settled = settle_bet(Game.ROULETTE, rules, combined(rules, outcomes), "red", None, 101)
    assert settled.returned == returned


@pytest.mark.parametrize(
    ("multiple", "carried", "bet", "most"),
    [
        ("3-4-5", "4", "pass_odds", 303), ("3-4-5", "9", "pass_odds", 404), ("3-4-5", "6", "pass_odds", 505), ("3-4-5", None, "pass_odds", 0),
        ("3-4-5", "10", "dont_pass_odds", 606), ("3-4-5", "5", "dont_pass_odds", 606), ("3-4-5", "8", "dont_pass_odds", 606),
        (2, "4", "pass_odds", 202), (2, "4", "dont_pass_odds", 404), (1, "5", "dont_pass_odds", 151), (1, "6", "dont_pass_odds", 121),
    ],
)  # fmt: skip
def test_full_odds_behind_a_line_bet_are_as_the_table_says(
    multiple: Any, carried: str | None, bet: str, most: int
) -> None:
    rules = CrapsRules.parse({"odds_multiple": multiple})
    stays = stays_of(rules)
    assert stays is not None
    behind = stays.most_behind(rules, carried, bet, 101)
    assert behind == most
    assert type(behind) is int
