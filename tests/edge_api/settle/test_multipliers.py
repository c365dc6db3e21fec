"""Bets of multiplier rounds: what lucky and plain positions pay, and outcomes that name the wrong ones."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_api.settle.command import settle_lines
from edge_api.settle.settlement import max_return, settle_bet
from schemas.games.lucky import lottery_of
from schemas.games.refusal import IllegalOutcome
from schemas.games.roulette import RouletteOutcome, coverage, parse_bet
from schemas.games.roulette_rules import RouletteRules
from schemas.games.rules import parse_rules
from schemas.games.sic_bo import SicBoOutcome
from schemas.games.wheels import Wheel
from schemas.phases import Game
from tests.edge_api.settle.test_roulette_edges import every_bet
from tests.schemas.games.lightning import LAW, SIC_BO_LAW, changed

RULES = parse_rules(Game.ROULETTE, {"multipliers": LAW})
BETS = list(every_bet(Wheel.EUROPEAN))
WITHOUT_STRAIGHTS = [
    (bet, sel)
    for bet, sel in BETS
    if all(len(part.pockets) > 1 for part in coverage(bet, sel, Wheel.EUROPEAN))
]
draws = st.binary(min_size=32, max_size=32)
pockets = st.sampled_from([str(number) for number in range(37)])


def returned(rules: Any, pocket: str, lucky: dict[str, int], bet: str, sel: object, stake: int) -> int:
    outcome = RouletteOutcome(pocket=pocket).with_multipliers(lucky)
    return settle_bet(Game.ROULETTE, rules, outcome, bet, sel, stake).returned


@pytest.mark.parametrize(
    ("pays", "pocket", "lucky", "bet", "sel", "stake", "back"),
    [
        ("for_one", "17", {"17": 500}, "straight", ["17"], 100, 50_000),
        ("to_one", "17", {"17": 500}, "straight", ["17"], 100, 50_100),
        ("for_one", "17", {"18": 500}, "straight", ["17"], 100, 3_000),
        ("for_one", "18", {"18": 500}, "straight", ["17"], 100, 0),
        ("for_one", "17", {"17": 500}, "split", ["17", "20"], 100, 1_800),
        ("for_one", "17", {"17": 500}, "black", None, 100, 200),
        ("for_one", "0", {"0": 50}, "straight", ["0"], 7, 350),
        ("for_one", "17", {"17": 500}, "neighbours", {"centre": "17", "k": 2}, 500, 50_000),
        ("for_one", "17", {"18": 500}, "neighbours", {"centre": "17", "k": 2}, 500, 3_000),
        ("for_one", "1", {"1": 100}, "orphelins", None, 500, 10_000),
        ("for_one", "17", {"1": 100}, "orphelins", None, 500, 100 * 36),
        ("for_one", "7", {"7": 200}, "final_plein", 7, 300, 20_000),
    ],
)  # fmt: skip
def test_a_lucky_straight_pays_its_multiplier_wherever_it_stands(
    pays: str, pocket: str, lucky: dict[str, int], bet: str, sel: object, stake: int, back: int
) -> None:
    rules = parse_rules(Game.ROULETTE, {"multipliers": changed(pays=pays)})
    assert returned(rules, pocket, lucky, bet, sel, stake) == back


@given(draws, pockets, st.sampled_from(BETS), st.integers(1, 999))
def test_no_draw_and_no_spin_returns_more_than_the_ceiling(
    seed: bytes, pocket: str, placed: tuple[Any, object], times: int
) -> None:
    lottery = lottery_of(RULES)
    assert lottery is not None
    bet, sel = placed
    stake = times * sum(piece.units for piece in coverage(bet, sel, Wheel.EUROPEAN))
    back = returned(RULES, pocket, lottery.draw(seed, "r-1", "0"), bet.value, sel, stake)
    assert 0 <= back <= max_return(Game.ROULETTE, RULES, bet.value, sel, stake)


@pytest.mark.parametrize(
    ("bet", "sel"), [("straight", ["17"]), ("neighbours", {"centre": "17", "k": 1}), ("orphelins", None)]
)
def test_a_ceiling_is_reached_by_the_luckiest_draw(bet: str, sel: object) -> None:
    stake = 5 * sum(piece.units for piece in coverage(parse_bet(bet), sel, Wheel.EUROPEAN))
    best = max(returned(RULES, pocket, {pocket: 500}, bet, sel, stake) for pocket in map(str, range(37)))
    assert best == max_return(Game.ROULETTE, RULES, bet, sel, stake)


@given(draws, pockets, st.sampled_from(WITHOUT_STRAIGHTS))
def test_multipliers_move_no_bet_without_a_straight(
    seed: bytes, pocket: str, placed: tuple[Any, object]
) -> None:
    lottery = lottery_of(RULES)
    assert lottery is not None
    bet, sel = placed
    stake = 10 * sum(part.units for part in coverage(bet, sel, Wheel.EUROPEAN))
    plain = settle_bet(Game.ROULETTE, RouletteRules(), RouletteOutcome(pocket=pocket), bet.value, sel, stake)
    assert returned(RULES, pocket, lottery.draw(seed, "r-1", "0"), bet.value, sel, stake) == plain.returned


@pytest.mark.parametrize(
    ("law", "outcome", "says"),
    [
        (LAW, {"pocket": "17"}, "this table draws them"),
        (LAW, {"pocket": "17", "multipliers": None}, "this table draws them"),
        (LAW, {"pocket": "17", "multipliers": {}}, "0 lucky positions can't be"),
        (LAW, {"pocket": "17", "multipliers": {"17": 60}}, "17 is never multiplied by 60"),
        (LAW, {"pocket": "17", "multipliers": {"00": 50}}, "'00' is never lucky"),
        (LAW, {"pocket": "17", "multipliers": [["17", 50]]}, "must be an object"),
        (None, {"pocket": "17", "multipliers": {"17": 50}}, "this table draws none"),
        (None, {"pocket": "17", "multipliers": {}}, "this table draws none"),
    ],
)
def test_an_outcome_with_the_wrong_multipliers_settles_nothing(
    law: object, outcome: object, says: str
) -> None:
    line = {
        "game": "roulette",
        "rules": {"multipliers": law},
        "outcome": outcome,
        "bet": {"type": "red"},
        "stake": 100,
    }
    (out,) = settle_lines([json.dumps(line)])
    answered = json.loads(out)
    assert answered["error"] == "bad_outcome"
    assert says in answered["message"]


def test_a_round_of_such_a_table_is_never_settled_without_its_draw() -> None:
    with pytest.raises(IllegalOutcome, match="this table draws them"):
        settle_bet(Game.ROULETTE, RULES, RouletteOutcome(pocket="17"), "straight", ["17"], 100)
    sic_bo = parse_rules(Game.SIC_BO, {"multipliers": SIC_BO_LAW})
    with pytest.raises(IllegalOutcome, match="this table draws them"):
        settle_bet(Game.SIC_BO, sic_bo, SicBoOutcome(dice=(1, 2, 3)), "small", None, 100)


def test_a_void_round_needs_no_draw() -> None:
    line = {
        "game": "roulette",
        "rules": {"multipliers": LAW},
        "outcome": {"void": True},
        "bet": {"type": "straight", "sel": ["17"]},
        "stake": 9,
    }
    (out,) = settle_lines([json.dumps(line)])
    assert json.loads(out) == {"status": "void", "staked": 9, "returned": 9, "net": 0}


@pytest.mark.parametrize(
    ("dice", "lucky", "bet", "sel", "back"),
    [
        ((1, 1, 2), {"total 4": 499, "any_triple": 88}, "total", 4, 50_000),
        ((1, 1, 2), {"total 17": 499, "any_triple": 88}, "total", 4, 5_100),
        ((1, 1, 1), {}, "triple", 1, 12_100),
        ((1, 1, 1), {"triple 1": 200, "any_triple": 88}, "triple", 1, 20_100),
        ((1, 1, 1), {"triple 1": 200, "any_triple": 88}, "any_triple", None, 8_900),
        ((1, 1, 1), {"triple 1": 200, "any_triple": 88}, "single", 1, 400),
        ((1, 1, 2), {"triple 1": 200, "any_triple": 88}, "any_triple", None, 0),
    ],
)
def test_sic_bo_positions_pay_their_multipliers(
    dice: tuple[int, int, int], lucky: dict[str, int], bet: str, sel: object, back: int
) -> None:
    rules = parse_rules(Game.SIC_BO, {"multipliers": SIC_BO_LAW})
    outcome = SicBoOutcome(dice=dice).with_multipliers(lucky)
    settled = settle_bet(Game.SIC_BO, rules, outcome, bet, sel, 100)
    assert settled.returned == back <= max_return(Game.SIC_BO, rules, bet, sel, 100)
