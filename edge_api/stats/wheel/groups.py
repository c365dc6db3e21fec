"""Red and black, odd and even, low and high, dozens, columns, and the zeros: groups that players bet on. The zeros are left out of the others."""

from __future__ import annotations

from math import ceil
from statistics import NormalDist

from edge_api.stats.wheel.counts import WheelCounts
from edge_api.stats.wheel.evenness import evenness
from edge_api.stats.wheel.finding import ENOUGH, WATCH_ALPHA, Check, Finding, of_chi_square, of_z
from edge_api.stats.wheel.places import z_score
from edge_api.stats.wheel.power import fair_shares, spins_for_share, spins_for_shares, with_sector
from schemas.games.wheels import BLACK, NUMBERS, RED, ZEROS

GROUPS: dict[Check, tuple[frozenset[str], ...]] = {
    Check.RED_BLACK: (RED, BLACK),
    Check.ODD_EVEN: (frozenset(NUMBERS[::2]), frozenset(NUMBERS[1::2])),
    Check.LOW_HIGH: (frozenset(NUMBERS[:18]), frozenset(NUMBERS[18:])),
    Check.DOZENS: (frozenset(NUMBERS[:12]), frozenset(NUMBERS[12:24]), frozenset(NUMBERS[24:])),
    Check.COLUMNS: (frozenset(NUMBERS[::3]), frozenset(NUMBERS[1::3]), frozenset(NUMBERS[2::3])),
}


def group(counts: WheelCounts, check: Check, lift: float) -> Finding:
    """Are the groups of this check as frequent as each other? The bias asked about is one group's."""
    parts = [counts.total(pockets) for pockets in GROUPS[check]]
    enough = sum(parts) >= ENOUGH * len(parts)
    decided = spins_for_shares(fair_shares(len(parts)), with_sector(len(parts), 1, lift))
    spins = ceil(decided * counts.pockets / len(NUMBERS))
    return of_chi_square(check, evenness(parts), len(parts) - 1, enough, spins)


def zero(counts: WheelCounts, lift: float) -> Finding:
    """Do the zeros come as often as they should?"""
    zeros = tuple(pocket for pocket in counts.order if pocket in ZEROS)
    share = len(zeros) / counts.pockets
    z = z_score(counts, counts.total(zeros), len(zeros))
    spins = spins_for_share(share, share * (1 + lift), NormalDist().inv_cdf(1 - WATCH_ALPHA / 2))
    return of_z(Check.ZERO, z, counts.spins * share >= ENOUGH, zeros, spins)
