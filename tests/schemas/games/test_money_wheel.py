"""The money wheel: which stops are a round, what is due next, and which rules there are."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas.games.deal import Spot
from schemas.games.deals import new_deal
from schemas.games.money_wheel import FACES, MoneyWheel, MoneyWheelOutcome, check_stops, parse_bet
from schemas.games.money_wheel_deal import MoneyWheelDeal
from schemas.games.money_wheel_rules import MoneyWheelRules
from schemas.games.outcomes import OUTCOMES
from schemas.games.refusal import IllegalBet, IllegalOutcome, IllegalRules
from schemas.games.rules import parse_rules
from schemas.phases import Game
from schemas.readings import WHEEL, laid, reading_fact

DREAM = FACES[MoneyWheel.DREAM_CATCHER]
multipliers = st.lists(st.sampled_from(sorted(DREAM.multipliers)), max_size=8)
numbers = st.sampled_from(sorted(DREAM.pays))


def stop(index: int) -> Spot:
    return Spot(WHEEL, index)


@pytest.mark.parametrize("wheel", MoneyWheel)
def test_every_wheel_has_54_segments_each_of_which_pays_or_multiplies(wheel: MoneyWheel) -> None:
    face = FACES[wheel]
    assert sum(face.segments.values()) == 54
    assert face.segments.keys() == face.pays.keys() | face.multipliers.keys()
    assert not face.pays.keys() & face.multipliers.keys()


@given(multipliers, numbers)
def test_multipliers_may_come_in_any_number_before_the_deciding_stop(before: list[str], last: str) -> None:
    outcome = MoneyWheelOutcome(stops=(*before, last))
    assert outcome.decided == last
    assert MoneyWheelOutcome.consume(json.dumps(outcome.model_dump(mode="json"))) == outcome
    assert DREAM.product(outcome.stops) == 2 ** before.count("2x") * 7 ** before.count("7x")


def test_a_round_whose_last_stop_is_a_multiplier_is_undecided() -> None:
    assert MoneyWheelOutcome(stops=("2x", "7x")).decided is None


@pytest.mark.parametrize(
    ("stops", "says"),
    [
        ((), "at least 1 item"),
        (("3",), "no wheel has all"),
        (("40", "joker"), "no wheel has all"),
        (("10", "2x"), "stop 1, '10', decides the round: '2x' can't come after it"),
        (("2x", "10", "10"), "stop 2, '10', decides the round"),
        ((10,), "valid string"),
        (("10 ",), "pattern"),
    ],
)
def test_stops_that_no_wheel_makes_are_refused(stops: tuple[object, ...], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        MoneyWheelOutcome.model_validate({"stops": stops})


@given(numbers, st.lists(st.sampled_from(sorted(DREAM.segments)), min_size=1, max_size=3))
def test_nothing_comes_after_the_deciding_stop(last: str, after: list[str]) -> None:
    with pytest.raises(ValidationError, match="decides the round"):
        MoneyWheelOutcome(stops=(last, *after))


def test_a_segment_of_another_wheel_is_refused() -> None:
    with pytest.raises(IllegalOutcome, match="'40' is not on the big_six_nevada wheel"):
        check_stops(["40"], MoneyWheel.BIG_SIX_NEVADA)


@given(multipliers, numbers)
def test_a_deal_asks_for_spins_until_a_segment_decides(before: list[str], last: str) -> None:
    deal = MoneyWheelDeal(MoneyWheelRules())
    for index, segment in enumerate([*before, last], start=1):
        assert deal.due == stop(index)
        assert not deal.complete
        with pytest.raises(IllegalOutcome, match="undecided"):
            deal.outcome()
        deal.lay(stop(index), segment)
    assert deal.complete
    assert deal.due is None
    assert deal.outcome() == MoneyWheelOutcome(stops=(*before, last))
    assert list(deal.standing()[WHEEL]) == [*before, last]
    with pytest.raises(IllegalOutcome, match="no reading is due"):
        deal.lay(stop(len(before) + 2), "1")


def test_a_deal_takes_only_the_stop_that_is_due_and_only_its_wheels_segments() -> None:
    deal = new_deal(MoneyWheelRules(wheel=MoneyWheel.BIG_SIX_NEVADA))
    with pytest.raises(IllegalOutcome, match="wheel 1 is next"):
        deal.lay(stop(2), "1")
    with pytest.raises(IllegalOutcome, match="not on the big_six_nevada wheel"):
        deal.lay(stop(1), "2x")
    deal.lay(stop(1), "joker")
    deal.check(MoneyWheelOutcome(stops=("joker",)))
    with pytest.raises(IllegalOutcome, match="not of what was dealt"):
        deal.check(MoneyWheelOutcome(stops=("logo",)))


def test_a_stop_is_a_fact_and_a_fact_a_stop() -> None:
    fact = reading_fact(MoneyWheelDeal.reads, "r-1", stop(2), "7x")
    assert laid(fact) == (stop(2), "7x")


def test_the_registries_know_the_game() -> None:
    rules = parse_rules(Game.MONEY_WHEEL, {"wheel": "dream_catcher", "max_win": 50_000_000})
    assert rules == MoneyWheelRules(max_win=50_000_000)
    assert OUTCOMES[Game.MONEY_WHEEL] is MoneyWheelOutcome


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        ({"max_win": 0}, "rules.max_win"),
        ({"max_win": "500"}, "rules.max_win"),
        ({"max_win": 10**15 + 1}, "rules.max_win"),
        ({"max_win": 1.5}, "rules.max_win"),
        ({"wheel": "crazy"}, "rules.wheel"),
        ({"segments": {}}, "rules.segments: there is no such parameter"),
    ],
)
def test_rules_that_no_wheel_has_are_refused(rules: object, says: str) -> None:
    with pytest.raises(IllegalRules, match=says):
        parse_rules(Game.MONEY_WHEEL, rules)


def test_only_a_wheel_with_multipliers_and_no_bound_is_unbounded() -> None:
    assert MoneyWheelRules().unbounded
    assert not MoneyWheelRules(max_win=1).unbounded
    assert not MoneyWheelRules(wheel=MoneyWheel.BIG_SIX_NEVADA).unbounded


@pytest.mark.parametrize("wheel", MoneyWheel)
def test_a_bet_is_on_a_segment_that_pays(wheel: MoneyWheel) -> None:
    for segment in FACES[wheel].pays:
        assert parse_bet("segment", segment, wheel) == segment
    for wrong in ("2x", "7x", "3", "", 1, None, ["1"], {"1": 1}):
        with pytest.raises(IllegalBet, match="segment takes sel"):
            parse_bet("segment", wrong, wheel)
    for name in ("straight", None, 1, ["segment"]):
        with pytest.raises(IllegalBet, match="one bet is 'segment'"):
            parse_bet(name, "1", wheel)
