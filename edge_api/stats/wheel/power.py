"""How many spins it takes to notice a given bias with 90 per cent certainty. Plans; looks at no history.

Sources: the test of one share against another by the normal law (Fleiss, Levin, Paik, Statistical Methods for Rates and Proportions,
chapter 4), the level shared among the places by Sidak's rule; chi-square by the non-central law.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, sqrt
from statistics import NormalDist

from edge_api.stats.wheel.chi_square import noncentrality

POWER = 0.9
ALPHA = 0.01


def z_of_best(choices: int, alpha: float = ALPHA) -> float:
    """The one-sided z that the best of so many independent places exceeds with probability ``alpha`` (Sidak)."""
    return NormalDist().inv_cdf((1 - alpha) ** (1 / choices))


def spins_for_share(fair: float, biased: float, z_limit: float, power: float = POWER) -> int:
    """Spins until hits at the share ``biased`` pass the limit ``z_limit`` that was set for ``fair``.

    Raises:
        ValueError: the two are the same share.
    """
    if biased == fair:
        raise ValueError("a wheel without a bias shows none, however long it is watched")
    z_power = NormalDist().inv_cdf(power)
    root = (z_limit * sqrt(fair * (1 - fair)) + z_power * sqrt(biased * (1 - biased))) / (biased - fair)
    return ceil(root * root)


def spins_for_pocket(biased: float, pockets: int, alpha: float = ALPHA, power: float = POWER) -> int:
    """Spins until the test of the best of all pockets finds one of probability ``biased``."""
    return spins_for_share(1 / pockets, biased, z_of_best(pockets, alpha), power)


def spins_for_shares(
    fair: Sequence[float], biased: Sequence[float], alpha: float = ALPHA, power: float = POWER
) -> int:
    """Spins until a chi-square test over these shares rings (both lists sum to 1).

    Raises:
        ValueError: the two are the same.
    """
    distance = sum((b - f) ** 2 / f for f, b in zip(fair, biased, strict=True))
    if distance == 0:
        raise ValueError("a wheel without a bias shows none, however long it is watched")
    return ceil(noncentrality(len(fair) - 1, alpha, power) / distance)


def with_sector(pockets: int, width: int, lift: float) -> list[float]:
    """Shares of a wheel whose first ``width`` pockets each come up ``lift`` more often than fair (0.1: a tenth), at the others' cost."""
    high = (1 + lift) / pockets
    return [high] * width + [(1 - width * high) / (pockets - width)] * (pockets - width)


def fair_shares(pockets: int) -> list[float]:
    """Shares of a fair wheel."""
    return [1 / pockets] * pockets
