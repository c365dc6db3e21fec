"""The regularised incomplete gamma functions P and Q, to about 14 digits. Nothing else.

Source: NIST Digital Library of Mathematical Functions, 8.2.4 (definition), 8.7.1 (series), 8.9.2 (continued fraction, evaluated by
Lentz's method as modified by Thompson and Barnett).
"""

from __future__ import annotations

from math import exp, fabs, lgamma, log

PRECISION = 1e-16
TINY = 1e-300
MOST_STEPS = 100_000


def lower(a: float, x: float) -> float:
    """P(a, x) for a > 0, x >= 0."""
    if x <= 0:
        return 0.0
    return _series(a, x) if x < a + 1 else 1 - _fraction(a, x)


def upper(a: float, x: float) -> float:
    """Q(a, x) = 1 - P(a, x), exact in relative terms far into the tail."""
    if x <= 0:
        return 1.0
    return 1 - _series(a, x) if x < a + 1 else _fraction(a, x)


def density_step(a: float, x: float) -> float:
    """x^a e^-x / Gamma(a + 1): what P loses from a to a + 1 (DLMF 8.8.5)."""
    return exp(a * log(x) - x - lgamma(a + 1))


def _series(a: float, x: float) -> float:
    term = total = 1.0
    for n in range(1, MOST_STEPS):
        term *= x / (a + n)
        total += term
        if term < total * PRECISION:
            break
    return total * density_step(a, x)


def _fraction(a: float, x: float) -> float:
    b = x + 1 - a
    c, d = 1 / TINY, 1 / (b if b else TINY)
    value = d
    for n in range(1, MOST_STEPS):
        numerator = n * (a - n)
        b += 2
        d = 1 / _not_zero(numerator * d + b)
        c = _not_zero(b + numerator / c)
        value *= c * d
        if fabs(c * d - 1) < PRECISION * 10:
            break
    return value * density_step(a, x) * a


def _not_zero(value: float) -> float:
    return value if fabs(value) > TINY else TINY
