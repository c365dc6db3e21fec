"""The money wheel's bets: every segment against every bet, stacks of multipliers, and the bound on winnings."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_api.books.settings import Limits, Range, TableSetup
from edge_api.settle.command import settle_lines
from edge_api.settle.profile import Settled, Status
from edge_api.settle.settlement import VoidOutcome, max_return, settle_bet
from schemas.games.money_wheel import FACES, MoneyWheel, MoneyWheelOutcome
from schemas.games.money_wheel_rules import MoneyWheelRules
from schemas.games.refusal import IllegalBet, IllegalOutcome
from schemas.money import MINOR_LIMIT, Rounding
from schemas.phases import Game

DREAM = FACES[MoneyWheel.DREAM_CATCHER]
stacks = st.lists(st.sampled_from(["2x", "7x"]), max_size=20)
numbers = st.sampled_from(sorted(DREAM.pays))
stakes = st.integers(1, 10**9)
bounds = st.integers(1, 10**12)


def settle(rules: MoneyWheelRules, stops: tuple[str, ...], segment: object, stake: object) -> Settled:
    return settle_bet(Game.MONEY_WHEEL, rules, MoneyWheelOutcome(stops=stops), "segment", segment, stake)


@pytest.mark.parametrize("wheel", MoneyWheel)
def test_every_segment_pays_its_own_bet_and_no_other(wheel: MoneyWheel) -> None:
    rules = MoneyWheelRules(wheel=wheel)
    for stopped in FACES[wheel].pays:
        for bet, pays in FACES[wheel].pays.items():
            returned = 100 * (1 + pays) if bet == stopped else 0
            assert settle(rules, (stopped,), bet, 100) == Settled(Status.SETTLED, 100, returned)


@pytest.mark.parametrize(
    ("wheel", "segment", "returned"),
    [
        ("big_six_nevada", "joker", 4100),
        ("big_six_nevada", "logo", 4100),
        ("big_six_atlantic_city", "joker", 4600),
    ],
)
def test_the_top_segments_pay_as_their_town_does(wheel: str, segment: str, returned: int) -> None:
    assert settle(MoneyWheelRules(wheel=MoneyWheel(wheel)), (segment,), segment, 100).returned == returned


@given(stacks, numbers, numbers, stakes)
def test_multipliers_multiply_winnings_and_not_the_stake(
    stack: list[str], stopped: str, bet: str, stake: int
) -> None:
    settled = settle(MoneyWheelRules(), (*stack, stopped), bet, stake)
    product = 2 ** stack.count("2x") * 7 ** stack.count("7x")
    assert settled.returned == (stake + stake * int(bet) * product if bet == stopped else 0)


@given(stacks, numbers, stakes, bounds, st.sampled_from(Rounding))
def test_a_bound_cuts_winnings_and_the_stake_comes_back_on_top(
    stack: list[str], segment: str, stake: int, bound: int, rounding: Rounding
) -> None:
    free = settle(MoneyWheelRules(), (*stack, segment), segment, stake)
    cut = settle(MoneyWheelRules(max_win=bound, rounding=rounding), (*stack, segment), segment, stake)
    assert cut.net == min(free.net, bound)


@given(st.lists(st.sampled_from(["2x", "7x"]), min_size=1, max_size=5), numbers, stakes)
def test_a_bet_stays_open_while_a_multiplier_is_the_last_stop(stack: list[str], bet: str, stake: int) -> None:
    assert settle(MoneyWheelRules(), tuple(stack), bet, stake) == Settled(Status.OPEN, stake, 0)


@given(stacks, numbers, stakes, bounds)
def test_no_bet_returns_more_than_its_ceiling(stack: list[str], segment: str, stake: int, bound: int) -> None:
    rules = MoneyWheelRules(max_win=bound)
    ceiling = max_return(Game.MONEY_WHEEL, rules, "segment", segment, stake)
    assert settle(rules, (*stack, segment), segment, stake).returned <= ceiling == stake + bound


@given(numbers, stakes, bounds)
def test_a_ceiling_is_reached_by_a_stack_that_is_high_enough(segment: str, stake: int, bound: int) -> None:
    rules = MoneyWheelRules(max_win=bound)
    stack = ("7x",) * bound.bit_length()
    ceiling = max_return(Game.MONEY_WHEEL, rules, "segment", segment, stake)
    assert settle(rules, (*stack, segment), segment, stake).returned == ceiling


def test_without_multipliers_the_ceiling_is_the_price() -> None:
    rules = MoneyWheelRules(wheel=MoneyWheel.BIG_SIX_NEVADA)
    assert max_return(Game.MONEY_WHEEL, rules, "segment", "20", 100) == 2100
    bounded = MoneyWheelRules(wheel=MoneyWheel.BIG_SIX_NEVADA, max_win=1500)
    assert max_return(Game.MONEY_WHEEL, bounded, "segment", "20", 100) == 1600


@pytest.mark.parametrize("stake", [1, 100, 10**9])
def test_an_unbounded_bet_counts_with_the_largest_sum_there_is(stake: int) -> None:
    assert max_return(Game.MONEY_WHEEL, MoneyWheelRules(), "segment", "1", stake) == stake + MINOR_LIMIT


def test_a_live_wheel_with_multipliers_needs_a_bound() -> None:
    limits = Limits(Range(100, 1000), 5000, 10**9)

    def table(rules: MoneyWheelRules) -> TableSetup:
        return TableSetup("wheel-01", "Wheel", Game.MONEY_WHEEL, "EUR", rules, limits)

    with pytest.raises(ValueError, match="table wheel-01: multipliers stack without end"):
        table(MoneyWheelRules())
    assert table(MoneyWheelRules(max_win=50_000_000)).rules.rules_hash()
    assert table(MoneyWheelRules(wheel=MoneyWheel.BIG_SIX_NEVADA)).game is Game.MONEY_WHEEL


def test_a_void_round_gives_the_stake_back_even_without_a_bound() -> None:
    voided = settle_bet(Game.MONEY_WHEEL, MoneyWheelRules(), VoidOutcome(), "segment", "40", 7)
    assert voided == Settled(Status.VOID, 7, 7)


@pytest.mark.parametrize("stake", [0, -1, 1.5, "100", True, None, 10**15 + 1])
def test_a_stake_that_is_no_stake_is_refused(stake: object) -> None:
    with pytest.raises(IllegalBet, match="stake") as refused:
        settle(MoneyWheelRules(), ("1",), "1", stake)
    assert refused.value.code == "bad_stake"


def test_a_stop_of_another_wheel_settles_nothing() -> None:
    with pytest.raises(IllegalOutcome, match="not on the dream_catcher wheel"):
        settle(MoneyWheelRules(), ("joker",), "1", 100)


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ({}, {"status": "settled", "staked": 100, "returned": 14100, "net": 14000}),
        ({"rules": {"max_win": 5000}}, {"status": "settled", "staked": 100, "returned": 5100, "net": 5000}),
        ({"outcome": {"stops": ["7x"]}}, {"status": "open", "staked": 100, "returned": 0, "net": -100}),
        ({"outcome": {"void": True}}, {"status": "void", "staked": 100, "returned": 100, "net": 0}),
        ({"outcome": {"stops": ["10", "2x"]}}, {"error": "bad_outcome"}),
        ({"outcome": {"stops": []}}, {"error": "bad_outcome"}),
        ({"outcome": {"stops": ["joker"]}}, {"error": "bad_outcome"}),
        ({"outcome": {"stops": "10"}}, {"error": "bad_outcome"}),
        ({"bet": {"type": "segment", "sel": "2x"}}, {"error": "bad_selection"}),
        ({"bet": {"type": "segment", "sel": 10}}, {"error": "bad_selection"}),
        ({"bet": {"type": "segment"}}, {"error": "bad_selection"}),
        ({"bet": {"type": "straight", "sel": "10"}}, {"error": "bad_selection"}),
        ({"stake": 0}, {"error": "bad_stake"}),
        ({"rules": {"max_win": -1}}, {"error": "bad_rules"}),
        ({"rules": {"wheel": "big_six"}}, {"error": "bad_rules"}),
    ],
)
def test_a_line_of_the_command_is_answered(change: dict[str, object], answer: dict[str, object]) -> None:
    line = {
        "game": "money_wheel", "outcome": {"stops": ["2x", "7x", "10"]}, "bet": {"type": "segment", "sel": "10"}, "stake": 100,
    }  # fmt: skip
    (out,) = settle_lines([json.dumps(line | change)])
    assert answer.items() <= json.loads(out).items()
