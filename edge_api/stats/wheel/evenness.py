"""Do all pockets, and all steps from spin to spin, come up as often as each other? Chi-square both ways: too uneven, and too even."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist

from edge_api.stats.wheel import chi_square
from edge_api.stats.wheel.counts import WheelCounts
from edge_api.stats.wheel.finding import (
    ALPHAS,
    ENOUGH,
    WATCH_ALPHA,
    Check,
    Finding,
    level_of_p,
    of_chi_square,
    of_z,
)
from edge_api.stats.wheel.power import fair_shares, spins_for_share, spins_for_shares, with_sector


def evenness(counts: Sequence[int]) -> float:
    """The chi-square statistic of equal shares; 0 of nothing."""
    expected = sum(counts) / len(counts)
    return chi_square.statistic(counts, [expected] * len(counts)) if expected else 0.0


def pockets(counts: WheelCounts, lift: float) -> Finding:
    """Are the pockets as uneven as chance makes them? The bias asked about is one pocket's."""
    enough = counts.expected >= ENOUGH
    return of_chi_square(
        Check.CHI_SQUARE, evenness(counts.hits), counts.pockets - 1, enough, _spins_of_one(counts, lift)
    )


def too_regular(counts: WheelCounts) -> Finding:
    """A history more even than chance makes it was invented or filtered: here a value *below* its limits rings."""
    df, value = counts.pockets - 1, evenness(counts.hits)
    first, second, third = (chi_square.lower_limit(alpha, df) for alpha in ALPHAS)
    p = chi_square.lower_tail(value, df)
    level = level_of_p(p, counts.expected >= ENOUGH)
    return Finding(Check.TOO_REGULAR, value, (first, second, third), level, p, df)


def steps(counts: WheelCounts, lift: float) -> Finding:
    """Are all distances from one spin to the next as frequent? A dealer's signature or a stuck sensor makes them uneven."""
    enough = sum(counts.steps) >= ENOUGH * counts.pockets
    return of_chi_square(
        Check.STEPS, evenness(counts.steps), counts.pockets - 1, enough, _spins_of_one(counts, lift)
    )


def repeats(counts: WheelCounts, lift: float) -> Finding:
    """Does the same pocket come twice as often as it should: once in K steps?"""
    taken, share = sum(counts.steps), 1 / counts.pockets
    spread = sqrt(taken * share * (1 - share))
    z = (counts.steps[0] - taken * share) / spread if spread else 0.0
    spins = spins_for_share(share, share * (1 + lift), NormalDist().inv_cdf(1 - WATCH_ALPHA / 2))
    return of_z(Check.REPEATS, z, taken * share >= ENOUGH, (), spins)


def _spins_of_one(counts: WheelCounts, lift: float) -> int:
    return spins_for_shares(fair_shares(counts.pockets), with_sector(counts.pockets, 1, lift))
