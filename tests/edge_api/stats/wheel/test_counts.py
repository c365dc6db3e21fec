"""Counting: in wheel order, step by step, and only what was asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_api.stats.wheel.counts import WheelCounts
from edge_api.stats.wheel.history import Spin, Wanted, count
from schemas.games.wheels import DOUBLE_ZERO, SINGLE_ZERO, RotorDirection, Wheel

WHEELS = {Wheel.EUROPEAN: SINGLE_ZERO, Wheel.FRENCH: SINGLE_ZERO, Wheel.AMERICAN: DOUBLE_ZERO}


def spins(*pockets: str) -> list[Spin]:
    return [Spin(pocket, at) for at, pocket in enumerate(pockets)]


@given(st.data(), st.sampled_from(list(WHEELS)), st.sampled_from((1, 5, 9, 12, 18)))
def test_every_spin_lies_in_as_many_sectors_as_these_are_wide(
    data: st.DataObject, wheel: Wheel, width: int
) -> None:
    pockets = data.draw(st.lists(st.sampled_from(WHEELS[wheel]), max_size=200))
    counts = count(wheel, spins(*pockets))
    sums = counts.sector_hits(width)
    assert sum(sums) == width * len(pockets)
    for start, hits in enumerate(sums):
        assert hits == counts.total(counts.sector(start, width))


def test_steps_are_counted_clockwise_around_the_wheel() -> None:
    counts = count(Wheel.EUROPEAN, spins("0", "32", "0", "0", "15"))
    assert {step: times for step, times in enumerate(counts.steps) if times} == {0: 1, 1: 1, 2: 1, 36: 1}


def test_a_pocket_that_the_wheel_does_not_have_is_refused() -> None:
    with pytest.raises(KeyError):
        WheelCounts(Wheel.EUROPEAN).add("00")


def test_what_is_not_wanted_breaks_the_chain_of_steps() -> None:
    night = [
        Spin("0", 1, dealer="ann"),
        Spin("32", 2, dealer="ann"),
        Spin("15", 3, dealer="bob"),
        Spin("19", 4, dealer="ann"),
    ]
    counts = count(Wheel.EUROPEAN, night, Wanted(dealer="ann"))
    assert counts.spins == 3
    assert sum(counts.steps) == 1


@pytest.mark.parametrize(
    ("wanted", "times"),
    [
        (Wanted(), 3),
        (Wanted(ball="small"), 2),
        (Wanted(dealer="ann"), 1),
        (Wanted(direction=RotorDirection.CLOCKWISE), 2),
        (Wanted(since_utc_ns=20), 2),
        (Wanted(until_utc_ns=20), 1),
        (Wanted(ball="small", direction=RotorDirection.COUNTER_CLOCKWISE), 1),
    ],
)
def test_a_filter_takes_what_it_names(wanted: Wanted, times: int) -> None:
    history = [
        Spin("1", 10, "small", "ann", RotorDirection.CLOCKWISE),
        Spin("2", 20, "small", "bob", RotorDirection.COUNTER_CLOCKWISE),
        Spin("3", 30, "big", None, RotorDirection.CLOCKWISE),
    ]
    assert count(Wheel.AMERICAN, history, wanted).spins == times
