"""What a roulette bet covers, and which positions no layout has."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas.games.refusal import IllegalBet, IllegalOutcome
from schemas.games.roulette import RouletteOutcome, canonical_sel, check_outcome, coverage, parse_bet
from schemas.games.roulette_layout import RouletteBet, positions
from schemas.games.wheels import BLACK, DOUBLE_ZERO, RED, SINGLE_ZERO, Colour, Wheel, colour

EUROPEAN, AMERICAN = Wheel.EUROPEAN, Wheel.AMERICAN


def units(bet: str, sel: object = None, wheel: Wheel = EUROPEAN) -> int:
    return sum(piece.units for piece in coverage(RouletteBet(bet), sel, wheel))


def wins(bet: str, sel: object = None, wheel: Wheel = EUROPEAN) -> dict[str, int]:
    """Units that come back, by pocket; pockets that return nothing are left out."""
    back: dict[str, int] = {}
    for piece in coverage(RouletteBet(bet), sel, wheel):
        for pocket in piece.pockets:
            back[pocket] = back.get(pocket, 0) + piece.units * int(piece.odds + 1)
    return back


def test_wheels_hold_every_pocket_once() -> None:
    numbers = {str(number) for number in range(37)}
    assert set(SINGLE_ZERO) == numbers and len(SINGLE_ZERO) == 37
    assert set(DOUBLE_ZERO) == numbers | {"00"} and len(DOUBLE_ZERO) == 38


def test_colours_alternate_around_the_wheel_but_at_the_zeros() -> None:
    for order in (SINGLE_ZERO, DOUBLE_ZERO):
        beside = zip(order, order[1:] + order[:1], strict=True)
        assert all(colour(a) != colour(b) for a, b in beside)
    assert len(RED) == len(BLACK) == 18 and colour("00") is Colour.GREEN


@pytest.mark.parametrize(
    ("bet", "single", "double"),
    [("straight", 37, 38), ("split", 60, 62), ("street", 12, 12), ("trio", 2, 3), ("corner", 22, 22),
     ("first_four", 1, 0), ("top_line", 0, 1), ("six_line", 11, 11)],
)  # fmt: skip
def test_a_layout_has_as_many_places_as_the_cloth(bet: str, single: int, double: int) -> None:
    counts = [len(positions(RouletteBet(bet), wheel)) for wheel in (EUROPEAN, Wheel.FRENCH, AMERICAN)]
    assert counts == [single, single, double]


def test_voisins_return_twice_eighteen_units_and_a_little_more_on_the_zero_trio() -> None:
    back = wins("voisins")
    assert units("voisins") == 9
    assert {pocket for pocket, won in back.items() if won == 24} == {"0", "2", "3"}
    corner = {"25", "26", "28", "29"}
    splits = {"4", "7", "12", "15", "18", "21", "19", "22", "32", "35"}
    assert {pocket for pocket, won in back.items() if won == 18} == corner | splits


def test_called_bets_take_the_pockets_of_their_arc_of_the_wheel() -> None:
    at = SINGLE_ZERO.index
    tiers = SINGLE_ZERO[at("27") : at("33") + 1]
    assert set(wins("tiers")) == set(tiers) and units("tiers") == 6
    assert set(wins("orphelins")) == {"1", "6", "9", "14", "17", "20", "31", "34"}
    assert wins("orphelins")["17"] == 36 and wins("orphelins")["1"] == 36 and wins("orphelins")["9"] == 18
    assert units("orphelins") == 5 and units("orphelins_plein") == 8
    assert set(wins("orphelins")) | set(tiers) | set(wins("voisins")) == set(SINGLE_ZERO)
    assert set(wins("jeu_zero")) == {"12", "35", "3", "26", "0", "32", "15"} and units("jeu_zero") == 4


def test_neighbours_follow_the_wheel_and_two_each_side_is_the_default() -> None:
    assert set(wins("neighbours", {"centre": "0"})) == {"3", "26", "0", "32", "15"}
    assert set(wins("neighbours", {"centre": "00", "k": 1}, AMERICAN)) == {"1", "00", "27"}
    assert units("neighbours", {"centre": "5", "k": 18}) == 37


@pytest.mark.parametrize(
    ("digit", "pockets"), [(0, "0 10 20 30"), (6, "6 16 26 36"), (7, "7 17 27"), (9, "9 19 29")]
)
def test_finals_cover_the_last_digit(digit: int, pockets: str) -> None:
    assert set(wins("final_plein", digit)) == set(pockets.split())


@pytest.mark.parametrize(("pair", "count"), [("0/3", 4), ("4/7", 4), ("6/9", 4), ("7/10", 3), ("9/12", 3)])
def test_finals_a_cheval_have_their_units(pair: str, count: int) -> None:
    assert units("final_cheval", pair) == count


def test_a_final_a_cheval_at_the_end_of_the_cloth_is_a_straight() -> None:
    assert wins("final_cheval", "4/7")["34"] == 36 and wins("final_cheval", "4/7")["4"] == 18


@pytest.mark.parametrize(
    ("number", "flat", "progressive"),
    [
        ("17", 12, 40),
        ("0", 7, 17),
        ("1", 9, 27),
        ("2", 12, 36),
        ("3", 9, 27),
        ("34", 6, 18),
        ("36", 6, 18),
        ("5", 12, 40),
    ],
)
def test_a_complete_bet_counts_every_place_that_covers_the_number(
    number: str, flat: int, progressive: int
) -> None:
    assert units("complete_flat", number) == flat
    assert units("complete_progressive", number) == progressive


def test_seventeen_complete_wins_392_units() -> None:
    assert wins("complete_progressive", "17")["17"] == 392 + 40


@settings(deadline=None)
@given(st.permutations(["1", "2", "4", "5"]))
def test_the_order_of_a_selection_does_not_matter(corner: list[str]) -> None:
    assert coverage(RouletteBet.CORNER, corner, EUROPEAN) == coverage(
        RouletteBet.CORNER, ["1", "2", "4", "5"], EUROPEAN
    )
    assert canonical_sel(RouletteBet.CORNER, corner, EUROPEAN) == ["1", "2", "4", "5"]


ILLEGAL: list[tuple[str, Any, Wheel]] = [
    ("straight", ["37"], EUROPEAN), ("straight", ["00"], EUROPEAN), ("straight", ["000"], AMERICAN),
    ("straight", "17", EUROPEAN), ("straight", [17], EUROPEAN), ("straight", [], EUROPEAN), ("straight", None, EUROPEAN),
    ("straight", ["1", "2"], EUROPEAN), ("straight", ["1", "1"], EUROPEAN), ("straight", ["01"], EUROPEAN),
    ("straight", [None], EUROPEAN), ("straight", [[]], EUROPEAN), ("straight", {"0": 1}, EUROPEAN),
    ("split", ["1", "3"], EUROPEAN), ("split", ["3", "4"], EUROPEAN), ("split", ["0", "3"], AMERICAN),
    ("split", ["0", "00"], EUROPEAN), ("split", ["00", "1"], AMERICAN), ("split", ["1", "1"], EUROPEAN),
    ("street", ["0", "1", "2"], EUROPEAN), ("street", ["2", "3", "4"], EUROPEAN), ("trio", ["1", "2", "3"], EUROPEAN),
    ("trio", ["0", "2", "3"], AMERICAN), ("trio", ["0", "00", "2"], EUROPEAN), ("corner", ["3", "4", "6", "7"], EUROPEAN),
    ("corner", ["0", "1", "2", "3"], EUROPEAN), ("first_four", ["0", "1", "2", "3"], AMERICAN),
    ("first_four", None, EUROPEAN), ("top_line", ["0", "00", "1", "2", "3"], EUROPEAN),
    ("six_line", ["2", "3", "4", "5", "6", "7"], EUROPEAN), ("column", 0, EUROPEAN), ("column", 4, EUROPEAN),
    ("column", "1", EUROPEAN), ("column", True, EUROPEAN), ("column", 1.0, EUROPEAN), ("dozen", [1], EUROPEAN),
    ("dozen", None, EUROPEAN), ("two_dozens", [1, 3], EUROPEAN), ("two_dozens", [1, 1], EUROPEAN),
    ("two_dozens", [1], EUROPEAN), ("two_columns", [1, 2, 3], EUROPEAN), ("two_columns", ["1", "2"], EUROPEAN),
    ("two_columns", [True, 2], EUROPEAN), ("red", ["1"], EUROPEAN), ("voisins", 1, EUROPEAN), ("voisins", None, AMERICAN),
    ("tiers", None, AMERICAN), ("orphelins", None, AMERICAN), ("orphelins_plein", None, AMERICAN),
    ("jeu_zero", None, AMERICAN), ("complete_flat", "17", AMERICAN), ("complete_progressive", "17", AMERICAN),
    ("complete_flat", 17, EUROPEAN), ("complete_flat", ["17"], EUROPEAN), ("complete_flat", None, EUROPEAN),
    ("final_plein", 10, EUROPEAN), ("final_plein", -1, EUROPEAN), ("final_plein", "1", EUROPEAN),
    ("final_plein", True, EUROPEAN), ("final_cheval", "0/4", EUROPEAN), ("final_cheval", "3/0", EUROPEAN),
    ("final_cheval", [0, 3], EUROPEAN), ("final_cheval", None, EUROPEAN), ("final_cheval", "0/3", AMERICAN),
    ("neighbours", None, EUROPEAN), ("neighbours", "0", EUROPEAN), ("neighbours", {}, EUROPEAN),
    ("neighbours", {"centre": "37"}, EUROPEAN), ("neighbours", {"centre": "00"}, EUROPEAN),
    ("neighbours", {"centre": 0}, EUROPEAN), ("neighbours", {"centre": "0", "k": 19}, EUROPEAN),
    ("neighbours", {"centre": "0", "k": 19}, AMERICAN), ("neighbours", {"centre": "0", "k": 0}, EUROPEAN),
    ("neighbours", {"centre": "0", "k": -1}, EUROPEAN), ("neighbours", {"centre": "0", "k": True}, EUROPEAN),
    ("neighbours", {"centre": "0", "k": "2"}, EUROPEAN), ("neighbours", {"centre": "0", "n": 2}, EUROPEAN),
]  # fmt: skip


@pytest.mark.parametrize(("bet", "sel", "wheel"), ILLEGAL)
def test_a_place_that_the_layout_does_not_have_is_refused(bet: str, sel: object, wheel: Wheel) -> None:
    with pytest.raises(IllegalBet) as refused:
        coverage(RouletteBet(bet), sel, wheel)
    assert refused.value.code == "bad_selection" and refused.value.message


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["0", "17", "00"]),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["centre", "k", "x"]), inner),
    max_leaves=6,
)


@settings(deadline=None)
@given(st.sampled_from(RouletteBet), json_values, st.sampled_from(Wheel))
def test_any_selection_is_covered_or_refused(bet: RouletteBet, sel: object, wheel: Wheel) -> None:
    try:
        pieces = coverage(bet, sel, wheel)
    except IllegalBet as refused:
        assert refused.code == "bad_selection"
    else:
        assert all(piece.units > 0 and piece.pockets for piece in pieces)


@pytest.mark.parametrize("wrong", ["", "Red", "colour", None, 1, [], {}])
def test_an_unknown_bet_is_refused(wrong: object) -> None:
    with pytest.raises(IllegalBet, match="has no bet"):
        parse_bet(wrong)


@pytest.mark.parametrize("wrong", ["37", "000", "-1", "01", "", "a", 17, None, True])
def test_a_pocket_that_no_wheel_has_makes_no_outcome(wrong: object) -> None:
    with pytest.raises(ValidationError):
        RouletteOutcome.model_validate({"pocket": wrong})


@pytest.mark.parametrize(
    "fields", [{}, {"pocket": "1", "pockets": ["1"]}, {"pockets": []}, {"pocket": "1", "x": 1}]
)
def test_an_outcome_says_one_thing(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        RouletteOutcome.model_validate(fields)


def test_a_double_zero_is_not_on_a_single_zero_wheel() -> None:
    check_outcome(RouletteOutcome(pocket="00"), AMERICAN)
    with pytest.raises(IllegalOutcome, match="'00' is not on"):
        check_outcome(RouletteOutcome(pocket="00"), EUROPEAN)
