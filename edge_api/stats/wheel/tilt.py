"""Rayleigh's test of a wave around the wheel: far stronger than chi-square where neighbours share a bias. One and two waves only.

Source: Mardia and Jupp, Directional Statistics, 6.3 (T = 2 n R^2 is chi-square with two degrees of freedom).
"""

from __future__ import annotations

from dataclasses import replace
from math import atan2, ceil, cos, pi, sin

from edge_api.stats.wheel.chi_square import noncentrality
from edge_api.stats.wheel.counts import WheelCounts
from edge_api.stats.wheel.finding import ENOUGH, WATCH_ALPHA, Check, Finding, of_chi_square
from edge_api.stats.wheel.power import POWER

WAVES = {1: Check.TILT_1, 2: Check.TILT_2}


def tilt(counts: WheelCounts, waves: int, lift: float) -> Finding:
    """One wave: a leaning wheel. Two: two dominant deflectors. ``where`` is the pocket at a crest; ``lift`` is the crest's height."""
    turn = 2 * pi * waves / counts.pockets
    c = sum(hits * cos(turn * place) for place, hits in enumerate(counts.hits))
    s = sum(hits * sin(turn * place) for place, hits in enumerate(counts.hits))
    value = 2 * (c * c + s * s) / counts.spins if counts.spins else 0.0
    crest = round((atan2(s, c) % (2 * pi)) / turn) % counts.pockets
    spins = ceil(2 * noncentrality(2, WATCH_ALPHA, POWER) / lift**2)
    found = of_chi_square(WAVES[waves], value, 2, counts.expected >= ENOUGH, spins)
    return replace(found, where=(counts.order[crest],))
