"""Craps bets: every roll at every point against every bet, and long runs, compared with a croupier who pays roll by roll."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_api.settle.books import BOOKS
from edge_api.settle.command import settle_lines
from edge_api.settle.craps import CRAPS, profile
from edge_api.settle.profile import Status
from edge_api.settle.settlement import VoidOutcome, max_return, settle_bet
from schemas.games.craps import POINTS, CrapsBet, CrapsOutcome, Point, point_after, selections
from schemas.games.craps_rules import CrapsRules
from schemas.games.refusal import IllegalBet, IllegalOutcome
from schemas.money import Rounding
from schemas.phases import Game
from tests.edge_api.settle import croupier

Roll = tuple[int, int]
Rolls = tuple[Roll, ...]
Position = tuple[CrapsBet, Any]

ROLLS: list[Roll] = [(a, b) for a in range(1, 7) for b in range(1, 7)]
STARTS: list[Point | None] = [None, *POINTS]
BETS: list[Position] = [(bet, sel) for bet in CrapsBet for sel in selections(bet)]
NEED_A_POINT = (CrapsBet.PASS_ODDS, CrapsBet.DONT_PASS_ODDS)
UNITS = {"horn": 4, "world": 5, "c_and_e": 2}

positions = st.sampled_from(BETS)
starts = st.sampled_from(STARTS)
stakes = st.integers(1, 10**9)
quiet = st.lists(st.sampled_from([roll for roll in ROLLS if sum(roll) != 7]), max_size=25)
runs = st.tuples(quiet, st.lists(st.sampled_from(ROLLS), min_size=1, max_size=25)).map(
    lambda both: tuple(both[0] + both[1])
)
"""Rolls without a seven for a while, so that bets are decided late as well."""
tables = st.builds(
    croupier.Table,
    field_2=st.sampled_from([2, 3]),
    field_12=st.sampled_from([2, 3]),
    dont_bar=st.sampled_from([2, 12]),
    vig=st.sampled_from(["on_win", "up_front"]),
    rounding=st.sampled_from([each.value for each in Rounding]),
)


def ours(
    table: croupier.Table, point: Point | None, rolls: Rolls, position: Position, stake: int
) -> croupier.Answer:
    rules = CrapsRules.parse(vars(table))
    outcome = CrapsOutcome(point=point, rolls=rolls)
    settled = settle_bet(Game.CRAPS, rules, outcome, position[0].value, position[1], stake)
    return settled.status.value, settled.staked, settled.returned


def takes(position: Position, point: Point | None) -> bool:
    return point is not None or position[0] not in NEED_A_POINT


@pytest.mark.parametrize("vig", ["on_win", "up_front"])
@pytest.mark.parametrize("point", STARTS)
def test_every_bet_on_every_next_roll_is_paid_as_the_croupier_pays(point: Point | None, vig: str) -> None:
    table = croupier.Table(vig=vig, field_12=3)
    for bet, sel in BETS:
        if not takes((bet, sel), point):
            continue
        stake = 101 * UNITS.get(bet.value, 1)
        for roll in ROLLS:
            expected = croupier.settle(table, point, [roll], bet.value, sel, stake)
            assert ours(table, point, (roll,), (bet, sel), stake) == expected, (bet, sel, point, roll)


@settings(deadline=None)  # a busy machine is not a wrong payout
@given(tables, starts, runs, positions, stakes)
def test_a_long_run_is_paid_as_the_croupier_pays(
    table: croupier.Table, point: Point | None, rolls: Rolls, position: Position, stake: int
) -> None:
    if not takes(position, point):
        point = 6
    stake *= UNITS.get(position[0].value, 1)
    expected = croupier.settle(table, point, rolls, position[0].value, position[1], stake)
    assert ours(table, point, rolls, position, stake) == expected


@settings(deadline=None)  # a busy machine is not a wrong payout
@given(tables, starts, runs, positions)
def test_rolls_after_the_one_that_decides_play_no_part(
    table: croupier.Table, point: Point | None, rolls: Rolls, position: Position
) -> None:
    point = point if takes(position, point) else 9
    answers = [ours(table, point, rolls[:count], position, 60) for count in range(1, len(rolls) + 1)]
    decided = [answer for answer in answers if answer[0] != "open"]
    assert len(set(decided)) <= 1
    assert answers[: len(answers) - len(decided)] == [("open", answers[0][1], 0)] * (
        len(answers) - len(decided)
    )


@settings(deadline=None)  # a busy machine is not a wrong payout
@given(starts, runs, positions)
def test_no_bet_outlives_a_seven(point: Point | None, rolls: Rolls, position: Position) -> None:
    point = point if takes(position, point) else 4
    answer = ours(croupier.Table(), point, (*rolls, (3, 4)), position, 60)
    assert answer[0] == "settled"


@settings(deadline=None)  # a busy machine is not a wrong payout
@given(tables, starts, runs, positions, stakes)
def test_no_bet_returns_less_than_nothing_or_more_than_its_ceiling(
    table: croupier.Table, point: Point | None, rolls: Rolls, position: Position, stake: int
) -> None:
    point = point if takes(position, point) else 10
    stake *= UNITS.get(position[0].value, 1)
    status, staked, returned = ours(table, point, rolls, position, stake)
    rules = CrapsRules.parse(vars(table))
    assert 0 <= returned <= max_return(Game.CRAPS, rules, position[0].value, position[1], stake)
    assert status == "settled" or returned == 0
    assert staked == CRAPS.best(rules, position[0].value, position[1]).staked(stake)


@pytest.mark.parametrize("vig", ["on_win", "up_front"])
@pytest.mark.parametrize(("field_2", "field_12"), [(2, 2), (2, 3), (3, 2)])
def test_every_ceiling_is_reached(vig: str, field_2: int, field_12: int) -> None:
    table = croupier.Table(vig=vig, field_2=field_2, field_12=field_12)
    rules = CrapsRules.parse(vars(table))
    for bet, sel in BETS:
        found = [
            ours(table, point, (roll,), (bet, sel), 60)[2]
            for point in STARTS
            if takes((bet, sel), point)
            for roll in ROLLS
        ]
        assert max(found) == max_return(Game.CRAPS, rules, bet.value, sel, 60) > 60, (bet, sel)


@settings(deadline=None)  # a busy machine is not a wrong payout
@given(st.lists(st.sampled_from(ROLLS), min_size=2, max_size=30), starts)
def test_an_open_line_bet_and_its_odds_end_with_the_point(dice: list[Roll], point: Point | None) -> None:
    """Odds behind a point are won when its pass bet is, and the same rolls take the point off."""
    run = tuple(dice)
    point = point or 5
    line, odds = (
        ours(croupier.Table(), point, run, (bet, None), 30) for bet in (CrapsBet.PASS, CrapsBet.PASS_ODDS)
    )
    assert (line[0], line[2] > 0) == (odds[0], odds[2] > 0)
    first = next((count for count in range(1, len(run) + 1) if point_after(point, run[:count]) is None), None)
    assert (line[0] == "settled") is (first is not None)


@pytest.mark.parametrize("bet", NEED_A_POINT)
def test_odds_without_a_point_are_refused(bet: CrapsBet) -> None:
    with pytest.raises(IllegalBet, match="needs a point: none was on") as refused:
        ours(croupier.Table(), None, ((2, 2),), (bet, None), 10)
    assert refused.value.code == "bad_selection"


@pytest.mark.parametrize(("bet", "units"), UNITS.items())
def test_a_bet_of_several_takes_whole_units_only(bet: str, units: int) -> None:
    outcome = CrapsOutcome(point=None, rolls=((1, 1),))
    for stake in range(1, 3 * units + 1):
        if stake % units:
            with pytest.raises(IllegalBet, match=f"multiple of the bet's {units} units") as refused:
                settle_bet(Game.CRAPS, CrapsRules(), outcome, bet, None, stake)
            assert refused.value.code == "bad_stake"
        else:
            assert settle_bet(Game.CRAPS, CrapsRules(), outcome, bet, None, stake).staked == stake


@pytest.mark.parametrize("stake", [0, -1, 1.0, "1", None, True, 10**15 + 1])
def test_a_stake_that_is_no_amount_is_refused(stake: object) -> None:
    with pytest.raises(IllegalBet) as refused:
        settle_bet(Game.CRAPS, CrapsRules(), CrapsOutcome(point=None, rolls=((1, 1),)), "field", None, stake)
    assert refused.value.code == "bad_stake"


@pytest.mark.parametrize("vig", ["on_win", "up_front"])
def test_void_gives_every_stake_and_every_commission_back(vig: str) -> None:
    rules = CrapsRules.parse({"vig": vig})
    for bet, sel in BETS:
        stake = 101 * UNITS.get(bet.value, 1)
        settled = settle_bet(Game.CRAPS, rules, VoidOutcome(), bet.value, sel, stake)
        _, staked, _ = croupier.settle(croupier.Table(vig=vig), 6, [(1, 2)], bet.value, sel, stake)
        assert settled == (Status.VOID, staked, staked)


def test_a_canonical_hop_is_the_same_bet() -> None:
    for a, b in ROLLS:
        assert CRAPS.canonical(CrapsRules(), "hop", [a, b]) == sorted([a, b])
        for roll in ROLLS:
            outcome = CrapsOutcome(point=None, rolls=(roll,))
            assert profile(CrapsRules(), outcome, "hop", [a, b]) == profile(
                CrapsRules(), outcome, "hop", [b, a]
            )


def test_the_book_names_every_bet_and_a_roll_in_a_word() -> None:
    assert BOOKS[Game.CRAPS] is CRAPS
    assert CRAPS.bet_types == {bet.value for bet in CrapsBet}
    assert CRAPS.label(CrapsOutcome(point=6, rolls=((1, 2), (5, 3)))) == "3-5"


@pytest.mark.parametrize(
    "outcome", [{}, {"rolls": [[1, 2]]}, {"point": 7, "rolls": [[1, 2]]}, {"point": 4, "rolls": []}, {"dice": [1, 2, 3]}]
)  # fmt: skip
def test_an_outcome_that_is_no_run_of_rolls_is_refused(outcome: dict[str, object]) -> None:
    with pytest.raises(IllegalOutcome):
        CRAPS.read_outcome(CrapsRules(), outcome)


def line(rules: object, point: object, rolls: object, bet: object, stake: object = 100) -> dict[str, Any]:
    outcome = {"point": point, "rolls": rolls}
    whole = {"game": "craps", "rules": rules, "outcome": outcome, "bet": bet, "stake": stake}
    (answer,) = settle_lines([json.dumps(whole)])
    parsed: dict[str, Any] = json.loads(answer)
    return parsed


@pytest.mark.parametrize(
    ("rules", "point", "rolls", "bet", "sel", "stake", "staked", "returned", "status"),
    [
        ({}, None, [[3, 4]], "pass", None, 100, 100, 200, "settled"), ({}, None, [[6, 6]], "dont_pass", None, 100, 100, 100, "settled"),
        ({"dont_bar": 2}, None, [[6, 6]], "dont_pass", None, 100, 100, 200, "settled"), ({}, None, [[2, 2]], "pass", None, 100, 100, 0, "open"),
        ({}, 6, [[3, 4], [3, 3]], "come", None, 100, 100, 200, "settled"), ({}, 6, [[2, 3], [3, 3], [4, 1]], "come", None, 100, 100, 200, "settled"),
        ({}, 6, [[5, 1]], "pass_odds", None, 101, 101, 222, "settled"), ({"rounding": "up"}, 6, [[5, 1]], "pass_odds", None, 101, 101, 223, "settled"),
        ({}, 4, [[5, 2]], "dont_pass_odds", None, 101, 101, 151, "settled"), ({}, None, [[4, 4]], "place", 8, 60, 60, 130, "settled"),
        ({}, None, [[1, 3]], "buy", 4, 101, 101, 297, "settled"), ({"vig": "up_front"}, None, [[1, 3]], "buy", 4, 101, 107, 303, "settled"),
        ({"vig": "up_front"}, None, [[3, 4]], "buy", 4, 101, 107, 0, "settled"), ({}, None, [[3, 4]], "lay", 4, 100, 100, 147, "settled"),
        ({"vig": "up_front"}, None, [[3, 4]], "lay", 4, 100, 103, 150, "settled"), ({}, None, [[2, 2]], "hardway", 4, 10, 10, 80, "settled"),
        ({}, None, [[1, 3]], "hardway", 4, 10, 10, 0, "settled"), ({}, 8, [[4, 4]], "hardway", 8, 10, 10, 100, "settled"),
        ({}, None, [[1, 1]], "horn", None, 40, 40, 310, "settled"), ({}, None, [[3, 4]], "world", None, 50, 50, 50, "settled"),
        ({}, None, [[5, 6]], "c_and_e", None, 20, 20, 160, "settled"), ({}, None, [[2, 1]], "hop", [1, 2], 10, 10, 160, "settled"),
        ({"field_12": 3}, None, [[6, 6]], "field", None, 10, 10, 40, "settled"), ({}, None, [[4, 2]], "big6", None, 10, 10, 20, "settled"),
    ],
)  # fmt: skip
def test_a_line_is_settled(
    rules: object, point: object, rolls: object, bet: str, sel: object, stake: int, staked: int, returned: int, status: str
) -> None:  # fmt: skip
    answer = line(rules, point, rolls, {"type": bet, "sel": sel}, stake)
    assert answer == {"status": status, "staked": staked, "returned": returned, "net": returned - staked}


@pytest.mark.parametrize(
    ("rules", "point", "rolls", "bet", "error"),
    [
        ({"vig": "never"}, None, [[1, 2]], {"type": "pass"}, "bad_rules"), ({"pays": "2"}, None, [[1, 2]], {"type": "pass"}, "bad_rules"),
        ({}, 7, [[1, 2]], {"type": "pass"}, "bad_outcome"), ({}, None, [[1, 2, 3]], {"type": "pass"}, "bad_outcome"),
        ({}, None, [[1, 2]], {"type": "pass_odds"}, "bad_selection"), ({}, None, [[1, 2]], {"type": "place", "sel": 7}, "bad_selection"),
        ({}, None, [[1, 2]], {"type": "place"}, "bad_selection"), ({}, None, [[1, 2]], {"type": "put"}, "bad_selection"),
    ],
)  # fmt: skip
def test_a_line_that_is_wrong_is_answered_with_its_error(
    rules: object, point: object, rolls: object, bet: object, error: str
) -> None:
    out = line(rules, point, rolls, bet)
    assert out.pop("message") and out == {"error": error}
