"""Roads: the worked example, two rules that agree, tails, ties and pairs."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from edge_api.stats.hand import Hand, Winner
from edge_api.stats.results_line import read_shoe
from edge_api.stats.roads import Roads
from tests.edge_api.stats.printed_roads import columns, drawn, marks

WORKED = "B B P P P B T B P B B B B P P B P P"
DERIVED = ("big_eye_boy", "small_road", "cockroach_pig")
SEQUENCES = 60_000
SEED = 20260


def roads(hands: Iterable[Hand]) -> Roads:
    made = Roads()
    for hand in hands:
        made.append(hand)
    return made


def drawn_roads(line: str) -> dict[str, Any]:
    return roads(read_shoe(line)).to_json()


def big(line: str) -> list[tuple[int, int]]:
    return [(cell[0], cell[1]) for cell in drawn_roads(line)["big_road"]]


def test_the_worked_example_comes_out_mark_by_mark() -> None:
    made = roads(read_shoe(WORKED))
    found = made.to_json()
    assert made.big_road.depths == [2, 3, 2, 1, 4, 2, 1, 2]
    assert [found[name]["marks"] for name in DERIVED] == ["RBBRBBBRRBRBBB", "RRBRBRBBBBR", "BRRBBRRRR"]
    assert found["ask_next"] == {"B": ["B", "R", "B"], "P": ["R", "B", "R"]}
    assert [cell for cell in found["big_road"] if cell[3]] == [[3, 1, "B", 1, False, False]]


def test_both_rules_agree_on_sixty_thousand_random_shoes() -> None:
    dice = random.Random(SEED)
    for _ in range(SEQUENCES):
        stay = dice.choice((0.35, 0.5, 0.8, 0.93))
        winner, shoe = "B", ""
        for _ in range(dice.randint(1, 20)):
            winner = winner if dice.random() < stay else {"B": "P", "P": "B"}[winner]
            shoe += winner
        streaks = columns(shoe)
        found = roads(Hand(Winner(each)) for each in shoe)
        assert [road.marks for road in found.derived] == [marks(streaks, back) for back in (1, 2, 3)], shoe
        cells = [(cell.column, cell.row, cell.hand.winner.value) for cell in found.big_road.cells]
        assert cells == drawn(streaks), shoe


@given(st.text(alphabet="PBT", max_size=120))
def test_every_road_is_drawn_like_the_big_road(shoe: str) -> None:
    found = drawn_roads(shoe)
    for name in DERIVED:
        same = columns(found[name]["marks"].replace("R", "P"))
        expected = [[column, row, {"P": "R"}.get(side, side)] for column, row, side in drawn(same)]
        assert found[name]["cells"] == expected


@given(st.text(alphabet="PBT", max_size=90), st.sampled_from((Winner.PLAYER, Winner.BANKER)))
def test_what_was_asked_is_what_comes(shoe: str, winner: Winner) -> None:
    before = roads(read_shoe(shoe))
    asked = before.ask(winner)
    lengths = [len(road.cells) for road in before.derived]
    before.append(Hand(winner))
    for mark, length, road in zip(asked, lengths, before.derived, strict=True):
        assert [cell.mark for cell in road.cells[length:]] == ([mark] if mark else [])


@given(st.text(alphabet="PBT", max_size=200))
def test_no_two_entries_share_a_cell_and_all_lie_in_six_rows(shoe: str) -> None:
    found = drawn_roads(shoe)
    for cells in (found["bead_plate"], found["big_road"], *(found[name]["cells"] for name in DERIVED)):
        places = [(cell[0], cell[1]) for cell in cells]
        assert len(set(places)) == len(places)
        assert all(column >= 1 and 1 <= row <= 6 for column, row in places)


@given(st.text(alphabet="PBT", max_size=120))
def test_ties_move_no_mark_and_every_tie_is_counted_once(shoe: str) -> None:
    with_ties, without = drawn_roads(shoe), drawn_roads(shoe.replace("T", ""))
    assert [with_ties[name] for name in (*DERIVED, "ask_next")] == [
        without[name] for name in (*DERIVED, "ask_next")
    ]
    counted = sum(cell[3] for cell in with_ties["big_road"])
    assert counted == (shoe.count("T") if with_ties["big_road"] else 0)
    assert len(with_ties["bead_plate"]) == len(shoe)


def test_ties_before_the_first_decision_wait_for_it() -> None:
    assert drawn_roads("TT")["big_road"] == []
    assert drawn_roads("TTPT")["big_road"] == [[1, 1, "P", 3, False, False]]


def test_pair_dots_are_those_of_the_hand_that_made_the_cell() -> None:
    found = drawn_roads("PpTbBpb")
    assert found["big_road"] == [[1, 1, "P", 1, True, False], [2, 1, "B", 0, True, True]]
    assert found["bead_plate"] == [
        [1, 1, "P", True, False],
        [1, 2, "T", False, True],
        [1, 3, "B", True, True],
    ]


def test_a_seventh_in_a_row_turns_right_and_the_next_streak_starts_beside_the_first_column() -> None:
    assert big("BBBBBBBB" + "P")[5:] == [(1, 6), (2, 6), (3, 6), (2, 1)]


def test_a_streak_that_meets_a_tail_turns_right_above_it_and_stays_there() -> None:
    tail, second = "B" * 9, "P" * 8
    assert big(tail + second)[9:] == [(2, 1), (2, 2), (2, 3), (2, 4), (2, 5), (3, 5), (4, 5), (5, 5)]
    assert big(tail + second + "BBBBB")[17:] == [(3, 1), (3, 2), (3, 3), (3, 4), (4, 4)]


def test_a_streak_with_no_room_below_row_one_runs_along_it_and_pushes_the_next_streak() -> None:
    shoe = "".join(side * 12 for side in "BPBPB")
    found = big(shoe + "P" * 4 + "B")
    assert found[60:64] == [(6, 1), (7, 1), (8, 1), (9, 1)]
    assert found[64] == (10, 1)


def test_a_turned_streak_does_not_turn_down_again() -> None:
    found = big("B" * 7 + "P" * 9)
    assert found[7:] == [(2, 1), (2, 2), (2, 3), (2, 4), (2, 5), (3, 5), (4, 5), (5, 5), (6, 5)]


def test_an_empty_shoe_has_empty_roads() -> None:
    empty = {"marks": "", "cells": []}
    assert drawn_roads("") == {
        "bead_plate": [],
        "big_road": [],
        "big_eye_boy": empty,
        "small_road": empty,
        "cockroach_pig": empty,
        "ask_next": {"P": [None] * 3, "B": [None] * 3},
    }


def test_a_long_shoe_costs_a_hand_the_same_as_a_short_one() -> None:
    """Fifty thousand hands, five hundred times the longest shoe: drawn anew each time this would take minutes."""
    dice = random.Random(SEED)
    made = roads(Hand(dice.choice(list(Winner))) for _ in range(50_000))
    assert len(made.bead_plate.cells) == 50_000
