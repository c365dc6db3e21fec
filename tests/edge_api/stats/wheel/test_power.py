"""How many spins a bias takes to show: the published table, figure by figure."""

from __future__ import annotations

import random

import pytest

from edge_api.stats.wheel.evenness import evenness
from edge_api.stats.wheel.finding import chi_limits
from edge_api.stats.wheel.power import (
    fair_shares,
    spins_for_pocket,
    spins_for_share,
    spins_for_shares,
    with_sector,
)
from schemas.games.wheels import Wheel
from tests.edge_api.stats.wheel.fair import counted, history

POCKETS = 37


def with_pocket(share: float) -> list[float]:
    return with_sector(POCKETS, 1, share * POCKETS - 1)


@pytest.mark.parametrize(("one_in", "spins"), [(36, 1_055_883), (33, 56_766), (30, 15_729), (27, 6_433)])
def test_the_best_pocket_test_needs_the_published_spins(one_in: int, spins: int) -> None:
    assert spins_for_pocket(1 / one_in, POCKETS) == spins


@pytest.mark.parametrize(
    ("biased", "at_5", "at_1"),
    [
        (with_pocket(1 / 30), 21_542, 27_627),
        (with_pocket(1 / 27), 8_550, 10_965),
        (with_sector(POCKETS, 9, 0.1), 10_136, 12_999),
        (with_sector(POCKETS, 9, 0.2), 2_534, 3_250),
        (with_sector(POCKETS, 18, 0.05), 13_756, 17_641),
        (with_sector(POCKETS, 18, 0.1), 3_439, 4_411),
    ],
)
def test_chi_square_needs_the_published_spins(biased: list[float], at_5: int, at_1: int) -> None:
    assert spins_for_shares(fair_shares(POCKETS), biased, 0.05) == at_5
    assert spins_for_shares(fair_shares(POCKETS), biased, 0.01) == at_1


def test_after_so_many_spins_nine_biased_wheels_in_ten_are_found() -> None:
    biased = with_sector(POCKETS, 9, 0.2)
    spins, dice, found = spins_for_shares(fair_shares(POCKETS), biased), random.Random(11), 0
    for _ in range(300):
        counts = counted(Wheel.EUROPEAN, history(Wheel.EUROPEAN, spins, dice, biased))
        found += evenness(counts.hits) > chi_limits(36)[1]
    assert 0.85 <= found / 300 <= 0.95


def test_shares_with_a_bias_still_make_one() -> None:
    for width, lift in ((1, 0.5), (9, 0.2), (18, 0.5)):
        assert sum(with_sector(38, width, lift)) == pytest.approx(1)


def test_no_bias_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="without a bias"):
        spins_for_share(0.1, 0.1, 3.0)
    with pytest.raises(ValueError, match="without a bias"):
        spins_for_shares(fair_shares(37), fair_shares(37))
