"""The upper tail of the binomial law, summed term by term: exact where a normal law is not, far out."""

from __future__ import annotations

from math import exp, lgamma, log

NEGLIGIBLE = 1e-18


def at_least(hits: int, trials: int, share: float) -> float:
    """P(X >= hits) for X binomial, 0 < share < 1."""
    if hits <= 0:
        return 1.0
    if hits > trials:
        return 0.0
    if hits < trials * share:
        return 1 - _sum(trials - hits + 1, trials, 1 - share)
    return _sum(hits, trials, share)


def _sum(hits: int, trials: int, share: float) -> float:
    """The terms from ``hits`` up; at or above the mean each is smaller than the one before."""
    term = exp(
        lgamma(trials + 1)
        - lgamma(hits + 1)
        - lgamma(trials - hits + 1)
        + hits * log(share)
        + (trials - hits) * log(1 - share)
    )
    total, odds = 0.0, share / (1 - share)
    for k in range(hits, trials + 1):
        total += term
        term *= (trials - k) / (k + 1) * odds
        if term < total * NEGLIGIBLE:
            break
    return min(1.0, total)
