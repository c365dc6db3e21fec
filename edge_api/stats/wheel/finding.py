"""One statistic of a wheel with its limits, and how far out it is. Says what was measured; the verdict is drawn elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from math import erfc, sqrt
from statistics import NormalDist

from edge_api.stats.wheel import chi_square

ENOUGH = 5.0
"""The least expected count of a cell for which the chi-square law holds: 185 spins of 37 pockets, 190 of 38."""

WATCH_ALPHA, ACT_ALPHA = 0.01, 0.001
ALPHAS = (0.05, WATCH_ALPHA, ACT_ALPHA)
Bounds = tuple[float, float, float]
"""Limits at 95, 99 and 99.9 per cent."""


class Check(Enum):
    """A statistic. The first seven make the verdict; the rest say where to look."""

    CHI_SQUARE = "chi_square"
    POCKET = "pocket"
    SECTOR_5 = "sector_5"
    SECTOR_9 = "sector_9"
    SECTOR_12 = "sector_12"
    SECTOR_18 = "sector_18"
    TOO_REGULAR = "too_regular"
    TILT_1 = "tilt_1"
    TILT_2 = "tilt_2"
    RED_BLACK = "red_black"
    ODD_EVEN = "odd_even"
    LOW_HIGH = "low_high"
    DOZENS = "dozens"
    COLUMNS = "columns"
    ZERO = "zero"
    STEPS = "steps"
    REPEATS = "repeats"


class Level(Enum):
    """How far a statistic is out. ``TOO_FEW``: there are not yet spins enough for it to mean anything."""

    TOO_FEW = "too_few"
    USUAL = "usual"
    WATCH = "watch"
    ACT = "act"


@dataclass(frozen=True, slots=True)
class Finding:
    """A statistic's value. ``p`` and ``df`` where a law gives them; ``where`` names pockets, clockwise; ``spins_to_see`` is the number
    of spins after which the bias that was asked about would show with 90 per cent certainty (none for TOO_REGULAR)."""

    check: Check
    value: float
    limits: Bounds
    level: Level
    p: float | None = None
    df: int | None = None
    where: tuple[str, ...] = ()
    spins_to_see: int | None = None


def level_of_p(p: float, enough: bool) -> Level:
    """WATCH below one per cent, ACT below one in a thousand."""
    if not enough:
        return Level.TOO_FEW
    if p < ACT_ALPHA:
        return Level.ACT
    return Level.WATCH if p < WATCH_ALPHA else Level.USUAL


def level_of_value(value: float, limits: Bounds, enough: bool) -> Level:
    """WATCH above the 99 % limit, ACT above the 99.9 % limit."""
    if not enough:
        return Level.TOO_FEW
    if value > limits[2]:
        return Level.ACT
    return Level.WATCH if value > limits[1] else Level.USUAL


def of_chi_square(check: Check, value: float, df: int, enough: bool, spins_to_see: int) -> Finding:
    """A finding whose value has the chi-square law."""
    p = chi_square.upper_tail(value, df)
    return Finding(check, value, chi_limits(df), level_of_p(p, enough), p, df, spins_to_see=spins_to_see)


def of_z(check: Check, z: float, enough: bool, where: tuple[str, ...], spins_to_see: int) -> Finding:
    """A finding whose value is a normal deviate that may be out on either side."""
    p = erfc(abs(z) / sqrt(2))
    return Finding(check, z, z_limits(), level_of_p(p, enough), p, None, where, spins_to_see)


def chi_limits(df: int) -> Bounds:
    """Upper limits of the chi-square law."""
    first, second, third = (chi_square.upper_limit(alpha, df) for alpha in ALPHAS)
    return first, second, third


def z_limits() -> Bounds:
    """Two-sided limits of the normal law."""
    first, second, third = (NormalDist().inv_cdf(1 - alpha / 2) for alpha in ALPHAS)
    return first, second, third
