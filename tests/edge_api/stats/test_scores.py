"""What results add up to: windows, streaks, spins, shoes and labels, each against a count made anew from everything."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_api.stats.scoreboard import Scoreboard
from edge_api.stats.scores import MOST_HANDS
from edge_api.stats.spins import SpinStats, groups_of
from edge_api.stats.streaks import Streaks
from edge_api.stats.window import WINDOWS, Window
from schemas.games.baccarat import BaccaratOutcome
from schemas.games.baccarat_rules import BaccaratRules
from schemas.games.dragon_tiger import DragonTigerOutcome
from schemas.games.dragon_tiger_rules import DragonTigerRules
from schemas.games.roulette_rules import RouletteRules
from schemas.games.rules import Rules
from schemas.games.sic_bo_rules import SicBoRules
from schemas.games.wheels import SINGLE_ZERO, Wheel

BANKER_WINS = BaccaratOutcome.from_cards(["6H", "4H", "JH"], ["7D", "JS"])
PLAYER_PAIR = BaccaratOutcome.from_cards(["8H", "8S"], ["2D", "JS", "2H"])
NATURAL = BaccaratOutcome.from_cards(["8H", "JC"], ["7D", "JS"])
TIE = BaccaratOutcome.from_cards(["7H", "JC"], ["7D", "JS"])


@dataclass(frozen=True)
class Said:
    """A notice."""

    event: str
    body: dict[str, Any]
    table_id: str | None = "t"
    seq: int = 1


def board(rules: Rules) -> Scoreboard:
    return Scoreboard({"t": rules})


def result(outcome: Any) -> Said:
    shown = outcome if isinstance(outcome, dict) else outcome.model_dump(mode="json")
    return Said("gameresult", {"outcome": shown})


def shoe(number: int) -> Said:
    return Said("shoe", {"what": "shoe.changed", "shoe_number": number})


@given(st.lists(st.sampled_from("abcd"), max_size=60), st.integers(1, 20))
def test_a_window_counts_the_last_results_and_no_others(results: list[str], size: int) -> None:
    window = Window(size)
    for each in results:
        window.add(each)
    assert window.hits == Counter(results[-size:])
    assert len(window) == min(size, len(results))


@given(st.lists(st.sampled_from(["red", "black", None]), max_size=60))
def test_streaks_are_the_runs_of_equal_results(results: list[str | None]) -> None:
    streaks = Streaks()
    for each in results:
        streaks.add(each)
    runs = [(of, len(list(run))) for of, run in groupby(results) if of is not None]
    longest: dict[str, int] = {}
    for of, length in runs:
        longest[of] = max(length, longest.get(of, 0))
    assert streaks.longest == longest
    if results and results[-1] is not None:
        assert (streaks.now, streaks.length) == runs[-1]
    else:
        assert (streaks.now, streaks.length) == (None, 0)


@given(st.lists(st.sampled_from(SINGLE_ZERO), max_size=120), st.sampled_from(WINDOWS))
def test_numbers_and_groups_of_a_window_are_those_of_its_spins(pockets: list[str], size: int) -> None:
    stats = SpinStats(Wheel.EUROPEAN)
    for pocket in pockets:
        stats.add(pocket)
    found, last = stats.to_json(size), pockets[-size:]
    assert [each["pocket"] for each in found["numbers"]] == list(SINGLE_ZERO)
    for each in found["numbers"]:
        assert each["hits"] == last.count(each["pocket"])
        seen = pockets[::-1].index(each["pocket"]) if each["pocket"] in pockets else None
        assert each["since"] == seen
    for kind, parts in found["groups"].items():
        for group, hits in parts.items():
            assert hits == sum(groups_of(pocket).get(kind) == group for pocket in last)


def test_hot_numbers_come_most_often_and_cold_ones_have_not_come_for_longest() -> None:
    stats = SpinStats(Wheel.EUROPEAN)
    for pocket in [*SINGLE_ZERO, "17", "17", "5", "8", "5"]:
        stats.add(pocket)
    found = stats.to_json(50)
    assert [each["pocket"] for each in found["hot"][:3]] == ["5", "17", "8"]
    assert [each["pocket"] for each in found["cold"]] == ["0", "32", "15", "19", "4"]
    assert found["streaks"]["colour"]["now"] == "red"


def test_a_zero_is_in_no_dozen_and_ends_its_streak() -> None:
    stats = SpinStats(Wheel.AMERICAN)
    for pocket in ("1", "2", "00"):
        stats.add(pocket)
    streaks = stats.to_json(50)["streaks"]
    assert streaks["dozen"] == {"now": None, "length": 0, "longest": {"1": 2}}
    assert streaks["colour"]["now"] == "green"


def test_a_shoe_is_summed_up_from_change_to_change() -> None:
    scores = board(BaccaratRules())
    assert scores.apply(shoe(4))
    scores.apply(Said("shoe", {"what": "shoe.card_burned", "card": "5H"}))
    for _ in range(5):
        assert not scores.apply(Said("card", {"seat": "player", "card": "6H"}))
    for outcome in (BANKER_WINS, TIE, BANKER_WINS, PLAYER_PAIR, NATURAL, TIE, TIE):
        assert scores.apply(result(outcome))
    found = scores.statistics("t", 500)
    assert (found["shoe"], found["cards_out"], found["decks"]) == (4, 6, 8)
    assert found["penetration"] == pytest.approx(6 / 416, abs=1e-4)
    assert found["winners"] == {"player": 2, "banker": 2, "tie": 3}
    assert found["marks"] == {"player_pair": 1, "banker_pair": 0, "natural": 1}
    assert found["longest"]["tie"] == 2
    roads = scores.roads("t")
    assert roads is not None
    assert (roads["hands"], len(roads["bead_plate"]), roads["sides"]["B"]) == (7, 7, "banker")
    scores.apply(shoe(5))
    assert scores.statistics("t", 500)["hands"] == 0
    assert scores.roads("t") == {**roads, "shoe": 5, "hands": 0, **EMPTY}


EMPTY = {
    **{name: [] for name in ("bead_plate", "big_road")},
    **{name: {"marks": "", "cells": []} for name in ("big_eye_boy", "small_road", "cockroach_pig")},
    "ask_next": {"P": [None] * 3, "B": [None] * 3},
}


def test_a_streak_of_a_side_goes_on_over_a_tie() -> None:
    scores = board(BaccaratRules())
    for outcome in (BANKER_WINS, TIE, BANKER_WINS):
        scores.apply(result(outcome))
    found = scores.statistics("t", 500)
    assert (found["streak"], found["longest"]["banker"]) == ({"now": "banker", "length": 2}, 2)


def test_a_shoe_that_nobody_saw_begin_has_no_penetration() -> None:
    scores = board(BaccaratRules())
    scores.apply(Said("card", {}))
    assert scores.statistics("t", 500)["penetration"] is None


def test_the_dragon_stands_in_the_bankers_place() -> None:
    scores = board(DragonTigerRules())
    for dragon, tiger in (("KH", "2D"), ("2S", "9C"), ("5H", "5H"), ("5H", "5D")):
        scores.apply(result(DragonTigerOutcome.from_cards(dragon, tiger)))
    roads, found = scores.roads("t"), scores.statistics("t", 500)
    assert roads is not None
    assert roads["sides"] == {"P": "tiger", "B": "dragon", "T": "tie"}
    assert [cell[2] for cell in roads["bead_plate"]] == ["B", "P", "T", "T"]
    assert found["winners"] == {"tiger": 1, "dragon": 1, "tie": 2}
    assert found["marks"] == {"suited_tie": 1}


def test_a_shoe_without_end_begins_anew() -> None:
    scores = board(BaccaratRules())
    for _ in range(MOST_HANDS + 3):
        scores.apply(result(BANKER_WINS))
    assert scores.statistics("t", 500)["hands"] == 3


def test_other_games_count_their_results_by_word() -> None:
    scores = board(SicBoRules())
    for dice in ([1, 2, 3], [1, 2, 3], [6, 6, 6]):
        scores.apply(result({"dice": dice}))
    found = scores.statistics("t", 50)
    assert found["results"] == 3
    assert sorted(found["labels"].values()) == [1, 2]
    assert scores.roads("t") is None


def test_what_concerns_no_result_or_no_table_changes_nothing() -> None:
    scores = board(RouletteRules())
    assert not scores.apply(Said("betsopen", {"round_id": "r"}))
    assert not scores.apply(Said("alert", {}, None))
    assert not scores.apply(Said("gameresult", {"outcome": {"pocket": "1"}}, "another"))
    assert not scores.apply(shoe(1))
    assert scores.statistics("t", 50)["results"] == 0


def test_a_board_loaded_from_a_history_is_one_that_heard_it() -> None:
    pockets = random.Random(1).choices(SINGLE_ZERO, k=300)
    heard, loaded = board(RouletteRules()), board(RouletteRules())
    for pocket in pockets:
        heard.apply(result({"pocket": pocket}))
    outcomes = [{"pocket": pocket} for pocket in pockets]
    loaded.load([{"table": "t", "shoe": None, "cards_out": None, "outcomes": outcomes}])
    assert loaded.statistics("t", 200) == heard.statistics("t", 200)
