"""The chi-square law, central and non-central: tails, limits, and how far from fair a wheel must be to be noticed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from math import exp

from edge_api.stats.wheel import gamma

BISECTIONS = 200
NEGLIGIBLE = 1e-17
MOST_NONCENTRAL = 1400.0


def statistic(observed: Sequence[int], expected: Sequence[float]) -> float:
    """Sum of (observed - expected)^2 / expected."""
    return sum((o - e) ** 2 / e for o, e in zip(observed, expected, strict=True))


def upper_tail(value: float, df: int) -> float:
    """P(X > value)."""
    return gamma.upper(df / 2, value / 2)


def lower_tail(value: float, df: int) -> float:
    """P(X < value)."""
    return gamma.lower(df / 2, value / 2)


@lru_cache(maxsize=256)
def upper_limit(alpha: float, df: int) -> float:
    """The value that X exceeds with probability ``alpha``."""
    return _crossing(lambda value: upper_tail(value, df), alpha, falling=True)


@lru_cache(maxsize=64)
def lower_limit(alpha: float, df: int) -> float:
    """The value that X stays below with probability ``alpha``."""
    return _crossing(lambda value: lower_tail(value, df), alpha, falling=False)


def noncentral_upper_tail(value: float, df: int, noncentrality: float) -> float:
    """P(X > value) when X is non-central: a Poisson mixture of central laws with df, df + 2, df + 4 ... (Johnson, Kotz, Balakrishnan,
    Continuous Univariate Distributions 2, 29.3).

    Raises:
        ValueError: so far from fair that the first weight would vanish.
    """
    if noncentrality > MOST_NONCENTRAL:
        raise ValueError(f"a non-centrality of {noncentrality} is beyond {MOST_NONCENTRAL}")
    half, x = noncentrality / 2, value / 2
    a, weight = df / 2, exp(-half)
    tail, step = gamma.upper(a, x), gamma.density_step(a, x)
    total, seen, j = 0.0, 0.0, 0
    while seen < 1 - NEGLIGIBLE and (weight > NEGLIGIBLE or j <= half):
        total, seen, j = total + weight * tail, seen + weight, j + 1
        tail, step, weight = tail + step, step * x / (a + j), weight * half / j
    return min(1.0, total)


@lru_cache(maxsize=64)
def noncentrality(df: int, alpha: float, power: float) -> float:
    """The non-centrality at which a test of level ``alpha`` rings with probability ``power``."""
    limit = upper_limit(alpha, df)
    return _crossing(lambda value: noncentral_upper_tail(limit, df, value), power, falling=False)


def _crossing(tail: Callable[[float], float], wanted: float, falling: bool) -> float:
    """Where a monotonic function of x >= 0 takes the wanted value."""
    low, high = 0.0, 1.0
    while (tail(high) > wanted) == falling:
        high *= 2
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if (tail(middle) > wanted) == falling else (low, middle)
    return (low + high) / 2
