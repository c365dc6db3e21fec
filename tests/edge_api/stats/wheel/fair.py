"""Histories of wheels that never were: fair ones, and ones with a bias that is known."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

from edge_api.stats.wheel.counts import WheelCounts
from edge_api.stats.wheel.limits import Limits, read_limits
from schemas.games.wheels import Wheel, wheel_order


@lru_cache
def limits() -> Limits:
    """The limits as they are shipped."""
    return read_limits(files("edge_api.stats.wheel").joinpath("critical.json").read_text(encoding="utf-8"))


def history(
    wheel: Wheel, spins: int, dice: random.Random, weights: Sequence[float] | None = None
) -> list[str]:
    """Pockets of so many spins."""
    return dice.choices(wheel_order(wheel), weights, k=spins)


def counted(wheel: Wheel, pockets: Sequence[str]) -> WheelCounts:
    """The counts of a history, all of it in one go."""
    counts, before = WheelCounts(wheel), None
    for pocket in pockets:
        counts.add(pocket, before)
        before = pocket
    return counts


def from_hits(wheel: Wheel, hits: Sequence[int]) -> WheelCounts:
    """Counts with these hits, in wheel order, and no steps."""
    counts = WheelCounts(wheel)
    for pocket, times in zip(wheel_order(wheel), hits, strict=True):
        for _ in range(times):
            counts.add(pocket)
    return counts
