"""The examination: each statistic rings for its own bias, and the verdict keeps to its rule."""

from __future__ import annotations

import random
from math import cos, pi

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_api.stats.wheel.counts import WheelCounts
from edge_api.stats.wheel.evenness import evenness
from edge_api.stats.wheel.examination import DECIDING, Verdict, examine, player_gain, verdict
from edge_api.stats.wheel.finding import Check, Finding, Level
from edge_api.stats.wheel.power import with_sector
from schemas.games.wheels import SINGLE_ZERO, Wheel, wheel_order
from tests.edge_api.stats.wheel.fair import counted, from_hits, history, limits

PLACES = {Check.POCKET, Check.SECTOR_5, Check.SECTOR_9, Check.SECTOR_12, Check.SECTOR_18}


def level(counts: WheelCounts, check: Check) -> Level:
    return next(each.level for each in examine(counts, limits()).findings if each.check is check)


def finding(counts: WheelCounts, check: Check) -> Finding:
    return next(each for each in examine(counts, limits()).findings if each.check is check)


def spun(weights: list[float], spins: int = 37_000) -> WheelCounts:
    return counted(Wheel.EUROPEAN, history(Wheel.EUROPEAN, spins, random.Random(5), weights))


@pytest.mark.parametrize(("wheel", "enough"), [(Wheel.EUROPEAN, 185), (Wheel.AMERICAN, 190)])
def test_below_five_spins_a_pocket_there_is_no_verdict(wheel: Wheel, enough: int) -> None:
    pockets = [wheel_order(wheel)[each % len(wheel_order(wheel))] for each in range(enough)]
    assert examine(counted(wheel, pockets[:-1]), limits()).verdict is Verdict.INSUFFICIENT
    assert examine(counted(wheel, pockets), limits()).verdict is not Verdict.INSUFFICIENT


def test_every_statistic_is_there_once_and_in_order() -> None:
    for spins in (0, 1, 200):
        found = examine(counted(Wheel.AMERICAN, history(Wheel.AMERICAN, spins, random.Random(1))), limits())
        assert [each.check for each in found.findings] == list(Check)


def test_one_hot_pocket_is_red_and_is_named() -> None:
    weights = [1.0] * 37
    weights[5] = 1.6
    found = examine(spun(weights), limits())
    assert found.verdict is Verdict.RED
    best = next(each for each in found.findings if each.check is Check.POCKET)
    assert (best.where, best.level) == ((SINGLE_ZERO[5],), Level.ACT)
    assert found.gains[0].gain > 0


@pytest.mark.parametrize(
    ("width", "check"),
    [(5, Check.SECTOR_5), (9, Check.SECTOR_9), (12, Check.SECTOR_12), (18, Check.SECTOR_18)],
)
def test_a_warm_sector_is_found_where_it_is(width: int, check: Check) -> None:
    found = finding(spun(with_sector(37, width, 0.25)), check)
    assert found.level is Level.ACT
    assert len(set(found.where) & set(SINGLE_ZERO[:width])) >= width - 1


@pytest.mark.parametrize(("waves", "check"), [(1, Check.TILT_1), (2, Check.TILT_2)])
def test_a_wave_around_the_wheel_is_found_with_its_crest(waves: int, check: Check) -> None:
    weights = [1 + 0.08 * cos(2 * pi * waves * (place - 7) / 37) for place in range(37)]
    found = finding(spun(weights, 30_000), check)
    assert found.level is Level.ACT
    assert abs(SINGLE_ZERO.index(found.where[0]) - 7) <= 2


def test_a_history_more_even_than_chance_is_amber() -> None:
    even = from_hits(Wheel.EUROPEAN, [100 + place % 2 for place in range(37)])
    assert level(even, Check.TOO_REGULAR) is Level.ACT
    assert examine(even, limits()).verdict is Verdict.AMBER


def test_a_dealers_signature_shows_in_the_steps_and_nowhere_else() -> None:
    dice, place, pockets = random.Random(4), 0, []
    for _ in range(18_500):
        step = 11 if dice.random() < 0.02 else dice.randrange(37)
        place = (place + step) % 37
        pockets.append(SINGLE_ZERO[place])
    counts = counted(Wheel.EUROPEAN, pockets)
    assert level(counts, Check.STEPS) is Level.ACT
    assert level(counts, Check.CHI_SQUARE) is Level.USUAL


def test_a_stuck_sensor_shows_in_the_repeats() -> None:
    dice = random.Random(9)
    pockets = ["17"]
    for _ in range(3700):
        pockets.append(pockets[-1] if dice.random() < 0.03 else dice.choice(SINGLE_ZERO))
    found = finding(counted(Wheel.EUROPEAN, pockets), Check.REPEATS)
    assert found.level is Level.ACT
    assert found.value > 0


@pytest.mark.parametrize(
    ("check", "chosen"),
    [
        (Check.RED_BLACK, lambda n: n in (1, 3, 5, 7, 9, 12, 14, 16, 18, 19, 21, 23, 25, 27, 30, 32, 34, 36)),
        (Check.ODD_EVEN, lambda n: n % 2),
        (Check.LOW_HIGH, lambda n: 1 <= n <= 18),
        (Check.DOZENS, lambda n: 13 <= n <= 24),
        (Check.COLUMNS, lambda n: n % 3 == 2),
        (Check.ZERO, lambda n: n == 0),
    ],
)
def test_a_group_that_comes_too_often_rings_its_own_bell(check: Check, chosen: object) -> None:
    assert callable(chosen)
    weights = [1.25 if chosen(int(pocket)) else 1.0 for pocket in SINGLE_ZERO]
    assert level(spun(weights), check) is Level.ACT


@given(st.lists(st.integers(0, 40), min_size=37, max_size=37), st.integers(0, 36))
@settings(max_examples=60)
def test_turning_the_wheel_changes_no_value(hits: list[int], by: int) -> None:
    turned = hits[by:] + hits[:by]
    here, there = from_hits(Wheel.EUROPEAN, hits), from_hits(Wheel.EUROPEAN, turned)
    for check in (Check.CHI_SQUARE, *PLACES, Check.TILT_1, Check.TILT_2):
        assert finding(here, check).value == pytest.approx(finding(there, check).value, abs=1e-6)


@given(st.lists(st.integers(0, 60), min_size=38, max_size=38))
@settings(max_examples=60)
def test_the_verdict_is_the_rule(hits: list[int]) -> None:
    counts = from_hits(Wheel.AMERICAN, hits)
    found = examine(counts, limits())
    values = {each.check: each for each in found.findings}
    p = values[Check.CHI_SQUARE].p or 0.0
    over = [
        sum(each.value > limit for limit in each.limits[1:])
        for check, each in values.items()
        if check in PLACES
    ]
    if counts.spins < 190:
        expected = Verdict.INSUFFICIENT
    elif p < 0.001 or max(over) == 2:
        expected = Verdict.RED
    elif p < 0.01 or max(over) == 1 or (values[Check.TOO_REGULAR].p or 0.0) < 0.001:
        expected = Verdict.AMBER
    else:
        expected = Verdict.GREEN
    assert found.verdict is expected


def test_statistics_outside_the_rule_do_not_change_the_verdict() -> None:
    counts = counted(Wheel.EUROPEAN, history(Wheel.EUROPEAN, 3700, random.Random(2)))
    found = examine(counts, limits())
    assert found.verdict is Verdict.GREEN
    rung = [
        each if each.check in DECIDING else Finding(each.check, 99, each.limits, Level.WATCH)
        for each in found.findings
    ]
    assert verdict(counts, rung) is Verdict.GREEN


def test_a_few_fair_windows_in_a_hundred_are_amber_and_hardly_any_red() -> None:
    dice, seen = random.Random(13), []
    for _ in range(300):
        counts = counted(Wheel.EUROPEAN, history(Wheel.EUROPEAN, 3700, dice))
        seen.append(examine(counts, limits()).verdict)
    assert seen.count(Verdict.AMBER) / len(seen) < 0.07
    assert seen.count(Verdict.RED) / len(seen) < 0.02


def test_what_a_player_wins() -> None:
    assert player_gain(1 / 36) == pytest.approx(0)
    assert player_gain(1 / 37) == pytest.approx(-1 / 37)
    assert player_gain(9 / 37, 9) == pytest.approx(-1 / 37)
    assert player_gain(1 / 30) == pytest.approx(0.2)


def test_nothing_counted_is_nothing_uneven() -> None:
    assert evenness([0] * 37) == 0.0
