"""Craps: which rolls, points and selections there are, when a bet is taken, and one roll laid on the table."""

from __future__ import annotations

import json
from itertools import product
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from schemas.games.craps import (
    POINTS,
    CrapsBet,
    CrapsOutcome,
    Point,
    canonical_sel,
    may_place,
    numbers_of,
    parse_bet,
    parse_point,
    point_after,
    selections,
)
from schemas.games.craps_deal import CrapsDeal
from schemas.games.craps_rules import CrapsRules
from schemas.games.deal import Spot
from schemas.games.deals import new_deal
from schemas.games.outcomes import OUTCOMES, GameOutcome
from schemas.games.refusal import IllegalBet, IllegalOutcome, IllegalRules
from schemas.games.rules import parse_rules
from schemas.phases import Game
from schemas.readings import DICE, laid, reading_fact

ROLLS = list(product(range(1, 7), repeat=2))
ROLL = Spot(DICE, 1)
points = st.sampled_from([None, *POINTS])
rolls = st.lists(st.sampled_from(ROLLS), min_size=1, max_size=30)
anything = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 12) | st.floats(0, 12, width=16) | st.sampled_from("468"),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.sampled_from("ab"), inside, max_size=2),
    max_leaves=5,
)


@settings(deadline=None)
@given(points, rolls)
def test_any_rolls_at_any_point_are_an_outcome_and_read_back_as_themselves(
    point: Point | None, rolls: list[tuple[int, int]]
) -> None:
    outcome = CrapsOutcome(point=point, rolls=tuple(rolls))
    wire = json.dumps(outcome.model_dump(mode="json"))
    assert json.loads(wire) == {"point": point, "rolls": [list(roll) for roll in rolls]}
    assert CrapsOutcome.consume(wire) == outcome == OUTCOMES[Game.CRAPS].consume(wire)
    assert TypeAdapter(GameOutcome).validate_json(wire) == outcome


@pytest.mark.parametrize(
    ("outcome", "says"),
    [
        *[({"point": point, "rolls": [[1, 2]]}, "the point is 4, 5, 6, 8, 9, 10, or null")
          for point in (0, 7, 2, 11, 12, 3, 6.0, "6", True, [6], "off")],
        *[({"point": None, "rolls": [[3, 4], roll]}, r"two dice from 1 to 6, as in \[3, 5\]")
          for roll in ([], [1], [1, 2, 3], [0, 1], [1, 7], [1, True], [1.0, 2], ["1", 2], [None, 1], 7, None, "34", {"1": 2})],
        ({"point": None, "rolls": []}, "at least 1 item"), ({"point": None, "rolls": None}, "rolls"), ({"point": None, "rolls": 7}, "rolls"),
        ({"rolls": [[1, 2]]}, "point"), ({"point": None}, "rolls"), ({"point": None, "rolls": [[1, 2]], "dice": [1, 2]}, "Extra inputs"),
    ],
)  # fmt: skip
def test_what_no_dice_and_no_table_make_is_refused_with_what_would_be_right(
    outcome: object, says: str
) -> None:
    with pytest.raises(ValidationError, match=says):
        CrapsOutcome.model_validate_json(json.dumps(outcome))


# --- the point ---------------------------------------------------------------------------------------------------------


def test_the_points_are_all_totals_that_do_not_decide_a_come_out() -> None:
    assert set(POINTS) == set(range(2, 13)) - {2, 3, 7, 11, 12} == set(get_args(Point))


@pytest.mark.parametrize("roll", ROLLS)
def test_a_come_out_roll_sets_the_point_that_it_shows(roll: tuple[int, int]) -> None:
    assert point_after(None, [roll]) == {4: 4, 5: 5, 6: 6, 8: 8, 9: 9, 10: 10}.get(sum(roll))


@pytest.mark.parametrize("roll", ROLLS)
@pytest.mark.parametrize("point", POINTS)
def test_a_point_stays_until_it_or_a_seven_shows(point: Point, roll: tuple[int, int]) -> None:
    assert point_after(point, [roll]) == (None if sum(roll) in (point, 7) else point)


@settings(deadline=None)
@given(points, rolls, rolls)
def test_the_point_after_two_runs_is_that_after_the_second_from_the_first(
    point: Point | None, first: list[tuple[int, int]], second: list[tuple[int, int]]
) -> None:
    assert point_after(point, [*first, *second]) == point_after(point_after(point, first), second)


def test_a_point_is_read_from_its_text_and_from_nothing_else() -> None:
    assert [parse_point(str(point)) for point in POINTS] == list(POINTS)
    assert parse_point(None) is None
    for text in ("7", "", "06", "6 ", "off", "4.0", "٦"):
        with pytest.raises(IllegalOutcome, match="no point"):
            parse_point(text)


# --- bets --------------------------------------------------------------------------------------------------------------


def test_the_layout_has_as_many_places_as_the_cloth() -> None:
    counts = {bet.value: len(selections(bet)) for bet in CrapsBet}
    assert {name: count for name, count in counts.items() if count > 1} == {
        "place": 6, "buy": 6, "lay": 6, "hardway": 4, "hop": 21,
    }  # fmt: skip
    assert len(counts) == 23


@settings(deadline=None)
@given(st.sampled_from(CrapsBet), anything | st.lists(st.integers(0, 7), min_size=2, max_size=2))
def test_a_selection_is_one_of_the_cloth_in_any_order_or_is_refused(bet: CrapsBet, sel: object) -> None:
    exact = [json.dumps(each) for each in selections(bet)]
    sorted_sel = sorted(sel) if isinstance(sel, list) and all(type(each) is int for each in sel) else sel
    try:
        canonical = canonical_sel(bet, sel)
    except IllegalBet as refused:
        assert refused.code == "bad_selection" and bet.value in refused.message
        assert json.dumps(sorted_sel) not in exact
    else:
        assert json.dumps(canonical) == json.dumps(sorted_sel) in exact
        assert canonical_sel(bet, canonical) == canonical
        assert numbers_of(bet, canonical) == numbers_of(bet, sel)


ILLEGAL: list[tuple[str, Any]] = [
    ("pass", 6), ("come", []), ("pass_odds", 6), ("big6", 6), ("field", "2"), ("horn", 4), ("any_seven", False), ("place", 7),
    ("place", None), ("place", "6"), ("place", True), ("place", 6.0), ("place", [6]), ("buy", 2), ("buy", 11), ("lay", 12), ("lay", 3),
    ("hardway", 5), ("hardway", 9), ("hardway", 2), ("hardway", 12), ("hardway", [2, 2]), ("hop", None), ("hop", [1]), ("hop", [1, 2, 3]),
    ("hop", [0, 1]), ("hop", [1, 7]), ("hop", [1, True]), ("hop", "12"), ("hop", 7), ("hop", {"1": 2}), ("hop", [1.0, 2]),
]  # fmt: skip


@pytest.mark.parametrize(("bet", "sel"), ILLEGAL)
def test_places_that_no_cloth_has_are_refused(bet: str, sel: object) -> None:
    with pytest.raises(IllegalBet, match=bet):
        numbers_of(CrapsBet(bet), sel)
    with pytest.raises(IllegalBet, match=bet):
        may_place(bet, sel, 6)


@pytest.mark.parametrize("bet", ["passline", "", None, 1, [], {}, "PASS", "big7"])
def test_a_bet_that_does_not_exist_is_refused(bet: object) -> None:
    for ask in (parse_bet, lambda name: may_place(name, None, None)):
        with pytest.raises(IllegalBet, match="craps has no bet"):
            ask(bet)


@pytest.mark.parametrize("point", [None, *POINTS])
def test_line_bets_go_by_the_point_and_all_others_are_always_taken(point: Point | None) -> None:
    refused = set()
    for bet in CrapsBet:
        for sel in selections(bet):
            try:
                may_place(bet.value, sel, point)
            except IllegalBet as wrong:
                assert wrong.code == "bad_selection" and bet.value in wrong.message
                assert "come-out" in wrong.message and (point is None or str(point) in wrong.message)
                refused.add(bet.value)
    waits_for_point = {"come", "dont_come", "pass_odds", "dont_pass_odds"}
    assert refused == (waits_for_point if point is None else {"pass", "dont_pass"})


# --- rule sets ---------------------------------------------------------------------------------------------------------


def test_the_defaults_are_the_usual_table() -> None:
    assert CrapsRules().model_dump(mode="json") == {
        "field_2": 2, "field_12": 2, "dont_bar": 12, "vig": "on_win", "odds_multiple": "3-4-5", "rounding": "down",
    }  # fmt: skip
    assert CrapsRules.parse(CrapsRules().model_dump(mode="json")) == CrapsRules.parse({}) == CrapsRules()


def test_every_difference_changes_the_hash() -> None:
    variants: list[dict[str, Any]] = [
        {}, {"field_2": 3}, {"field_12": 3}, {"dont_bar": 2}, {"vig": "up_front"}, {"rounding": "up"}, {"rounding": "half_even"},
        {"odds_multiple": 1}, {"odds_multiple": 2}, {"odds_multiple": 100},
    ]  # fmt: skip
    assert len({CrapsRules.parse(rules).rules_hash() for rules in variants}) == len(variants)


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        ({"field_2": 1}, "rules.field_2"), ({"field_2": 4}, "rules.field_2"), ({"field_12": "3"}, "whole number"), ({"field_12": 3.0}, "whole number"),
        ({"field_12": True}, "whole number"), ({"field_12": None}, "whole number"), ({"dont_bar": 3}, "rules.dont_bar"), ({"dont_bar": 12.0}, "whole number"),
        ({"dont_bar": None}, "whole number"), ({"vig": "none"}, "rules.vig"), ({"vig": True}, "rules.vig"), ({"odds_multiple": 0}, "from 1 to 100"), ({"odds_multiple": 101}, "from 1 to 100"), ({"odds_multiple": True}, "from 1 to 100"),
        ({"odds_multiple": "3-4"}, "must be \"3-4-5\""), ({"odds_multiple": 2.0}, "whole number"), ({"odds_multiple": None}, "rules.odds_multiple"), ({"rounding": "nearest"}, "rules.rounding"),
        ({"pays": {}}, "no such parameter"), ({"wheel": "european"}, "no such parameter"), ([], "rules"),
    ],
)  # fmt: skip
def test_a_rule_set_that_does_not_exist_is_refused_with_the_reason(rules: Any, says: str) -> None:
    with pytest.raises(IllegalRules, match=says) as refused:
        parse_rules(Game.CRAPS, rules)
    assert refused.value.code == "bad_rules"


# --- the deal ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("point", [None, *POINTS])
def test_one_roll_is_a_round_and_leaves_its_point_to_the_next(point: Point | None) -> None:
    carried = None if point is None else str(point)
    for dice in ROLLS:
        deal = new_deal(CrapsRules(), carried)
        assert deal.due == ROLL and not deal.complete and deal.standing() == {DICE: []}
        assert deal.carried == carried, "a round without a roll leaves the point as it was"
        spot, value = laid(reading_fact(deal.reads, "a-1", ROLL, "".join(map(str, dice))))
        deal.lay(spot, value)
        assert deal.complete and deal.due is None and deal.standing() == {DICE: [value]}
        assert deal.outcome() == CrapsOutcome(point=point, rolls=(dice,))
        after = point_after(point, [dice])
        assert deal.carried == (None if after is None else str(after))
        deal.check(CrapsOutcome(point=point, rolls=(dice,)))


@settings(deadline=None)
@given(st.lists(st.sampled_from(ROLLS), min_size=1, max_size=40))
def test_rounds_in_a_row_make_one_run_of_rolls(dice: list[tuple[int, int]]) -> None:
    carried: str | None = None
    for roll in dice:
        deal = CrapsDeal(CrapsRules(), carried)
        deal.lay(ROLL, f"{roll[0]}{roll[1]}")
        carried = deal.carried
    assert parse_point(carried) == point_after(None, dice)


@settings(deadline=None)
@given(st.text("0123456789 .x٣", max_size=3) | st.text(max_size=3))
def test_only_two_faces_are_a_reading(value: str) -> None:
    deal = CrapsDeal(CrapsRules(), "6")
    legal = len(value) == 2 and all(mark in list("123456") for mark in value)
    try:
        deal.lay(ROLL, value)
    except IllegalOutcome as refused:
        assert not legal and 'two dice, as in "35"' in refused.message
        assert not deal.complete and deal.due == ROLL
    else:
        assert legal


@pytest.mark.parametrize("spot", [Spot(DICE, 2), Spot(DICE, 0), Spot("wheel", 1), Spot(DICE, 1, hand=2)])
def test_dice_have_one_place(spot: Spot) -> None:
    with pytest.raises(IllegalOutcome, match="dice 1 is next"):
        CrapsDeal(CrapsRules()).lay(spot, "12")


def test_a_second_roll_another_result_and_another_point_are_refused() -> None:
    deal = CrapsDeal(CrapsRules(), "6")
    with pytest.raises(IllegalOutcome, match="not been read"):
        deal.outcome()
    deal.lay(ROLL, "12")
    with pytest.raises(IllegalOutcome, match="no reading is due"):
        deal.lay(ROLL, "12")
    for other in (CrapsOutcome(point=6, rolls=((2, 1),)), CrapsOutcome(point=None, rolls=((1, 2),))):
        with pytest.raises(IllegalOutcome, match="not of what was dealt"):
            deal.check(other)


@pytest.mark.parametrize("carried", ["7", "", "06", "off"])
def test_a_deal_at_a_point_that_does_not_exist_is_refused(carried: str) -> None:
    with pytest.raises(IllegalOutcome, match="no point"):
        new_deal(CrapsRules(), carried)
