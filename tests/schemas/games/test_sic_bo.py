"""Sic bo: which rolls and selections there are, what a rule set holds, and one shake laid on the table."""

from __future__ import annotations

import json
from itertools import permutations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from schemas.games.deal import Spot
from schemas.games.deals import new_deal
from schemas.games.outcomes import OUTCOMES, GameOutcome
from schemas.games.refusal import IllegalBet, IllegalOutcome, IllegalRules
from schemas.games.rules import parse_rules
from schemas.games.sic_bo import SicBoBet, SicBoOutcome, canonical_sel, numbers_of, parse_bet, selections
from schemas.games.sic_bo_rules import PAYTABLES, Paytable, SicBoRules
from schemas.phases import Game
from schemas.readings import DICE, laid, reading_fact

ROLLS = list(product(range(1, 7), repeat=3))
SHAKE = Spot(DICE, 1)
anything = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 19) | st.floats(0, 7, width=16) | st.sampled_from("146"),
    lambda inside: st.lists(inside, max_size=5) | st.dictionaries(st.sampled_from("ab"), inside, max_size=2),
    max_leaves=5,
)
lists = st.lists(st.integers(0, 7), min_size=1, max_size=5)


def test_every_roll_is_an_outcome_and_reads_back_as_itself() -> None:
    for dice in ROLLS:
        outcome = SicBoOutcome(dice=dice)
        assert outcome.total == sum(dice) and outcome.is_triple is (dice[0] == dice[1] == dice[2])
        wire = json.dumps(outcome.model_dump(mode="json"))
        assert SicBoOutcome.consume(wire) == outcome == OUTCOMES[Game.SIC_BO].consume(wire)
        assert TypeAdapter(GameOutcome).validate_json(wire) == outcome


@pytest.mark.parametrize(
    "dice",
    [[], [1, 2], [1, 2, 3, 4], [0, 1, 2], [1, 2, 7], [-1, 2, 3], [1, 2, True], [1, 2, 3.0], [1, 2, "3"], [1, 2, None],
     [[1], 2, 3], "123", 123, None, {"1": 1, "2": 2, "3": 3}],
)  # fmt: skip
def test_what_is_not_three_dice_is_refused_with_what_would_be_right(dice: object) -> None:
    with pytest.raises(ValidationError, match=r"three dice from 1 to 6, as in \[3, 4, 6\]"):
        SicBoOutcome.model_validate_json(json.dumps({"dice": dice}))


@settings(deadline=None)
@given(anything)
def test_only_three_faces_make_an_outcome(dice: object) -> None:
    legal = (
        isinstance(dice, list)
        and len(dice) == 3
        and all(type(face) is int and 1 <= face <= 6 for face in dice)
    )
    try:
        outcome = SicBoOutcome.model_validate_json(json.dumps({"dice": dice}))
    except ValidationError:
        assert not legal
    else:
        assert legal and list(outcome.dice) == dice


def test_the_layout_has_as_many_places_as_the_cloth() -> None:
    counts = {bet.value: len(selections(bet)) for bet in SicBoBet}
    assert counts == {
        "small": 1, "big": 1, "odd": 1, "even": 1, "any_triple": 1, "total": 14, "single": 6, "double": 6, "triple": 6,
        "combo": 15, "three_number": 20, "pair_single": 30, "four_number": 4,
    }  # fmt: skip


@pytest.mark.parametrize("bet", SicBoBet)
def test_a_selection_is_one_bet_in_whatever_order_it_is_written(bet: SicBoBet) -> None:
    spelled = [json.dumps(sel) for sel in selections(bet)]
    assert len(set(spelled)) == len(spelled)
    for sel in selections(bet):
        orders = map(list, permutations(sel)) if isinstance(sel, list) else [sel]
        assert all(canonical_sel(bet, order) == sel for order in orders)
        assert all(numbers_of(bet, order) == numbers_of(bet, sel) for order in orders)


@settings(deadline=None)
@given(st.sampled_from(SicBoBet), anything | lists)
def test_any_other_selection_is_refused(bet: SicBoBet, sel: object) -> None:
    exact = [json.dumps(each) for each in selections(bet)]
    sorted_sel = sorted(sel) if isinstance(sel, list) and all(type(each) is int for each in sel) else sel
    try:
        canonical = canonical_sel(bet, sel)
    except IllegalBet as refused:
        assert refused.code == "bad_selection" and bet.value in refused.message
        assert json.dumps(sorted_sel) not in exact
    else:
        assert json.dumps(canonical) in exact


ILLEGAL: list[tuple[str, Any]] = [
    ("small", 1), ("big", []), ("odd", "odd"), ("even", False), ("any_triple", 6), ("total", 3), ("total", 18), ("total", "4"),
    ("total", None), ("total", True), ("total", 4.0), ("total", [4]), ("single", 0), ("single", 7), ("single", "1"),
    ("double", [1, 1]), ("triple", [1, 1, 1]), ("triple", None), ("combo", [1, 1]), ("combo", [1]), ("combo", [1, 2, 3]),
    ("combo", [1, 7]), ("combo", "12"), ("combo", [1, True]), ("combo", {"1": 2}), ("three_number", [1, 1, 2]),
    ("three_number", [1, 2]), ("pair_single", [1, 1, 1]), ("pair_single", [1, 2, 3]), ("pair_single", [1, 1]),
    ("four_number", [1, 2, 3, 5]), ("four_number", [1, 3, 4, 6]), ("four_number", [1, 2, 3]), ("four_number", [1, 1, 2, 3]),
]  # fmt: skip


@pytest.mark.parametrize(("bet", "sel"), ILLEGAL)
def test_places_that_no_cloth_has_are_refused(bet: str, sel: object) -> None:
    with pytest.raises(IllegalBet, match=bet):
        numbers_of(SicBoBet(bet), sel)


@pytest.mark.parametrize("bet", ["tripel", "", None, 1, [], {}, "SMALL"])
def test_a_bet_that_does_not_exist_is_refused(bet: object) -> None:
    with pytest.raises(IllegalBet, match="sic bo has no bet"):
        parse_bet(bet)


# --- rule sets ---------------------------------------------------------------------------------------------------------

CLOTHS = {
    "macau": "50 18 14 12 8 6 6 1,2,3 8 150 24 5",
    "evolution": "50 20 15 12 8 6 6 1,2,3 8 150 30 5",
    "atlantic_city": "60 30 17 12 8 6 6 1,2,3 10 180 30 5",
    "australia": "62 31 18 12 8 7 6 1,2,12 11 180 31 6",
}
"""4/17, 5/16 ... 10/11, single, double, triple, any triple, combination."""


def printed(rules: SicBoRules) -> str:
    pays = rules.pays
    totals = [pays.total.of(total) for total in range(4, 11)]
    single = ",".join(map(str, pays.single))
    return " ".join(map(str, [*totals, single, pays.double, pays.triple, pays.any_triple, pays.combo]))


@pytest.mark.parametrize("name", CLOTHS)
def test_a_paytable_is_the_cloth_of_its_name(name: str) -> None:
    rules = SicBoRules.parse({"paytable": name})
    assert printed(rules) == CLOTHS[name]
    assert [rules.pays.total.of(21 - total) for total in range(4, 11)] == [
        rules.pays.total.of(total) for total in range(4, 11)
    ]
    others = (rules.pays.small, rules.pays.big, rules.pays.odd, rules.pays.even)
    assert set(others) == {1}
    assert [rules.pays.three_number, rules.pays.pair_single, rules.pays.four_number] == [30, 50, 7]


def test_the_defaults_are_the_usual_table() -> None:
    rules = SicBoRules()
    assert rules == SicBoRules.parse({}) == SicBoRules.parse({"paytable": "evolution", "pays": {}})
    assert rules.odd_even_lose_on_triple and rules.optional_bets
    assert set(PAYTABLES) == set(Paytable)


def test_an_override_changes_only_what_it_names() -> None:
    rules = SicBoRules.parse({"paytable": "macau", "pays": {"total": {"4": "60"}, "single": [1, 2, "10"]}})
    assert printed(rules) == "60 18 14 12 8 6 6 1,2,10 8 150 24 5"
    assert rules.pays.total.of(17) == 60


def test_one_price_for_totals_is_the_price_of_them_all() -> None:
    pays = SicBoRules.parse({"pays": {"total": "13/2"}}).pays
    assert {str(pays.total.of(total)) for total in range(4, 18)} == {"13/2"}


@pytest.mark.parametrize("name", CLOTHS)
def test_a_rule_set_is_written_down_with_every_price_and_survives_it(name: str) -> None:
    rules = SicBoRules.parse({"paytable": name, "pays": {"double": "17/2"}, "rounding": "up"})
    written = rules.model_dump(mode="json")
    assert written["pays"]["total"]["4"] == CLOTHS[name].split()[0] and written["pays"]["double"] == "17/2"
    assert SicBoRules.parse(written) == rules == SicBoRules.parse(json.loads(json.dumps(written)))
    assert SicBoRules.parse(written).rules_hash() == rules.rules_hash()


def test_equal_prices_have_one_hash_and_every_difference_another() -> None:
    assert SicBoRules.parse({"pays": {"double": "16/2"}}).rules_hash() == SicBoRules().rules_hash()
    variants: list[dict[str, Any]] = [
        {}, {"paytable": "macau"}, {"odd_even_lose_on_triple": False}, {"optional_bets": False}, {"rounding": "up"},
        {"pays": {"double": 9}}, {"pays": {"total": {"10": 7}}}, {"pays": {"single": [1, 2, 4]}}, {"pays": {"four_number": 8}},
    ]  # fmt: skip
    assert len({SicBoRules.parse(rules).rules_hash() for rules in variants}) == len(variants)


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        ({"paytable": "macao"}, "rules.paytable"), ({"paytable": None}, "rules.paytable"), ({"paytable": ["macau"]}, "rules.paytable"),
        ({"wheel": "european"}, "no such parameter"), ({"odd_even_lose_on_triple": 1}, "odd_even_lose_on_triple"),
        ({"odd_even_lose_on_triple": "true"}, "odd_even_lose_on_triple"), ({"optional_bets": "yes"}, "optional_bets"),
        ({"rounding": "nearest"}, "rules.rounding"), ({"pays": []}, "rules.pays"), ({"pays": None}, "rules.pays"), ({"pays": 5}, "rules.pays"),
        ({"pays": {"tripple": 5}}, "no such parameter"), ({"pays": {"double": 0}}, "above zero"), ({"pays": {"double": -8}}, "exact"),
        ({"pays": {"double": 8.0}}, "exact"), ({"pays": {"double": True}}, "exact"), ({"pays": {"double": None}}, "exact"),
        ({"pays": {"total": {"17": 50}}}, "total 17: prices go by 4 to 10"), ({"pays": {"total": {"3": 180}}}, "total 3"),
        ({"pays": {"total": {"4": "x"}}}, "rules.pays.total.4"), ({"pays": {"total": [50]}}, "rules.pays.total"),
        ({"pays": {"total": None}}, "rules.pays.total"), ({"pays": {"total": "0"}}, "above zero"),
        ({"pays": {"single": "1"}}, "one, two and three hits"), ({"pays": {"single": [1, 2]}}, "one, two and three hits"),
        ({"pays": {"single": [1, 2, 3, 4]}}, "one, two and three hits"), ({"pays": {"single": {"1": 1}}}, "one, two and three hits"),
        ({"pays": {"single": [1, 3, 2]}}, "more hits would pay less"), ({"pays": {"single": [1, 2, 0]}}, "above zero"), ([], "rules"),
    ],
)  # fmt: skip
def test_a_rule_set_that_does_not_exist_is_refused_with_the_reason(rules: Any, says: str) -> None:
    with pytest.raises(IllegalRules, match=says) as refused:
        parse_rules(Game.SIC_BO, rules)
    assert refused.value.code == "bad_rules"


# --- the deal ----------------------------------------------------------------------------------------------------------


def test_one_shake_is_a_round() -> None:
    for dice in ROLLS:
        deal = new_deal(SicBoRules())
        assert deal.due == SHAKE and not deal.complete and deal.standing() == {DICE: []}
        spot, value = laid(reading_fact(deal.reads, "a-1", SHAKE, "".join(map(str, dice))))
        deal.lay(spot, value)
        assert deal.complete and deal.due is None and deal.carried is None
        assert deal.outcome() == SicBoOutcome(dice=dice) and deal.standing() == {DICE: [value]}
        deal.check(SicBoOutcome(dice=dice))


@settings(deadline=None)
@given(st.text("0123456789 .x٣", max_size=4) | st.text(max_size=4))
def test_only_three_faces_are_a_reading(value: str) -> None:
    deal = new_deal(SicBoRules())
    legal = len(value) == 3 and all(mark in list("123456") for mark in value)
    try:
        deal.lay(SHAKE, value)
    except IllegalOutcome as refused:
        assert not legal and 'three dice, as in "346"' in refused.message
        assert not deal.complete and deal.due == SHAKE
    else:
        assert legal


@pytest.mark.parametrize("spot", [Spot(DICE, 2), Spot(DICE, 0), Spot("wheel", 1), Spot(DICE, 1, hand=2)])
def test_dice_have_one_place(spot: Spot) -> None:
    with pytest.raises(IllegalOutcome, match="dice 1 is next"):
        new_deal(SicBoRules()).lay(spot, "123")


def test_a_second_shake_and_another_result_are_refused() -> None:
    deal = new_deal(SicBoRules())
    with pytest.raises(IllegalOutcome, match="not been read"):
        deal.outcome()
    deal.lay(SHAKE, "123")
    with pytest.raises(IllegalOutcome, match="no reading is due"):
        deal.lay(SHAKE, "123")
    with pytest.raises(IllegalOutcome, match="not of what was dealt"):
        deal.check(SicBoOutcome(dice=(1, 2, 4)))
