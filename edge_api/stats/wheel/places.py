"""The best pocket and the best sectors of a wheel, held against limits for the best of all: by luck some pocket is always ahead."""

from __future__ import annotations

from math import sqrt

from edge_api.stats.wheel.counts import WheelCounts
from edge_api.stats.wheel.finding import ENOUGH, Check, Finding, level_of_value
from edge_api.stats.wheel.limits import Limits
from edge_api.stats.wheel.power import spins_for_pocket, spins_for_share

PLACES = {
    1: Check.POCKET,
    5: Check.SECTOR_5,
    9: Check.SECTOR_9,
    12: Check.SECTOR_12,
    18: Check.SECTOR_18,
}
SETTLED = 1000.0
"""Spins a pocket at which the limits of sectors have settled: the ones that planning uses."""


def z_score(counts: WheelCounts, hits: int, width: int = 1) -> float:
    """How many standard deviations ``width`` pockets with so many hits together lie above their share; 0 without spins."""
    share = width / counts.pockets
    spread = sqrt(counts.spins * share * (1 - share))
    return (hits - counts.spins * share) / spread if spread else 0.0


def best(counts: WheelCounts, limits: Limits, width: int, lift: float) -> Finding:
    """The ``width`` neighbouring pockets with the most hits (the first of several, clockwise from 0)."""
    hits = counts.sector_hits(width)
    start = max(range(counts.pockets), key=hits.__getitem__)
    value = z_score(counts, hits[start], width)
    bounds = limits.family_wise(counts.pockets, width, counts.expected)
    level = level_of_value(value, bounds, counts.expected >= ENOUGH)
    spins = _spins_to_see(counts, limits, width, lift)
    return Finding(PLACES[width], value, bounds, level, where=counts.sector(start, width), spins_to_see=spins)


def _spins_to_see(counts: WheelCounts, limits: Limits, width: int, lift: float) -> int:
    fair = width / counts.pockets
    if width == 1:
        return spins_for_pocket(fair * (1 + lift), counts.pockets)
    return spins_for_share(fair, fair * (1 + lift), limits.family_wise(counts.pockets, width, SETTLED)[1])
