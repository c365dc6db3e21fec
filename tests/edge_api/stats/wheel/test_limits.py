"""Limits for the best of many: the published ones, and fair wheels that stay below them as often as they should."""

from __future__ import annotations

import random

import pytest

from edge_api.stats.wheel.limits import LEVELS, Limits
from edge_api.stats.wheel.places import z_score
from schemas.games.wheels import Wheel
from tests.edge_api.stats.wheel.fair import counted, history, limits

PUBLISHED = [
    (1, 10, (3.21, 3.85, 4.81)),
    (1, 100, (3.14, 3.65, 4.26)),
    (1, 1000, (3.05, 3.53, 4.14)),
]
SECTORS = [(5, 3.42, 4.01), (9, 3.36, 4.00), (12, 3.33, 3.95), (18, 3.30, 3.93)]


@pytest.mark.parametrize(("width", "expected", "published"), PUBLISHED)
def test_pocket_limits_are_the_published_ones(
    width: int, expected: int, published: tuple[float, ...]
) -> None:
    found = limits().family_wise(37, width, expected)
    step = 1 / (expected * 36 / 37) ** 0.5
    assert found[:2] == pytest.approx(published[:2], abs=0.006)
    assert found[2] == pytest.approx(published[2], abs=max(0.006, 1.3 * step if expected == 1000 else 0))


@pytest.mark.parametrize(("width", "watch", "act"), SECTORS)
def test_sector_limits_are_the_published_ones(width: int, watch: float, act: float) -> None:
    found = limits().family_wise(37, width, 1000)
    assert found[1] == pytest.approx(watch, abs=0.012)  # one hit more or less
    assert found[2] == pytest.approx(act, abs=0.05)


def test_both_wheels_have_every_width_at_every_number_of_spins() -> None:
    rows = limits().rows
    assert set(rows) == {(pockets, width) for pockets in (37, 38) for width in (1, 5, 9, 12, 18)}
    assert {tuple(row.expected for row in each) for each in rows.values()} == {
        (5, 7, 10, 15, 20, 30, 50, 100, 200, 500, 1000)
    }
    for each in rows.values():
        assert all(row.z[0] < row.z[1] < row.z[2] for row in each)


def test_between_two_rows_the_limit_lies_between_theirs_and_beyond_the_last_it_stays() -> None:
    known = limits()
    low, here, high = (known.family_wise(37, 9, each)[2] for each in (100, 140, 200))
    assert min(low, high) <= here <= max(low, high)
    assert known.family_wise(37, 9, 5000) == known.family_wise(37, 9, 1000)
    assert known.family_wise(37, 9, 1) == known.family_wise(37, 9, 5)


@pytest.mark.parametrize("expected", [12, 77])
def test_fair_wheels_pass_a_limit_as_seldom_as_it_says_between_the_rows_too(expected: int) -> None:
    dice, histories = random.Random(7), 600
    passed = dict.fromkeys(LEVELS, 0)
    for _ in range(histories):
        counts = counted(Wheel.EUROPEAN, history(Wheel.EUROPEAN, 37 * expected, dice))
        best = z_score(counts, max(counts.hits))
        for level, limit in zip(LEVELS, limits().family_wise(37, 1, expected), strict=True):
            passed[level] += best > limit
    assert 0.02 * histories <= passed[0.95] <= 0.085 * histories
    assert passed[0.99] <= 0.025 * histories
    assert passed[0.999] <= 0.008 * histories


def test_limits_of_an_unknown_width_are_refused() -> None:
    with pytest.raises(KeyError):
        Limits({}).family_wise(37, 6, 100)
