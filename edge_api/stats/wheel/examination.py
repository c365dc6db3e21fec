"""The examination of a wheel: every statistic, the verdict, and what a player who knew the best pockets would win.

The verdict looks at chi-square, the best pocket and the best sectors only: insufficient below five spins a pocket; red when chi-square is
below one in a thousand or a place is over its 99.9 % limit; amber at one per cent, or when the history is too regular at one in a
thousand; else green.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from edge_api.stats.wheel import evenness, groups
from edge_api.stats.wheel.counts import WheelCounts
from edge_api.stats.wheel.finding import ENOUGH, Check, Finding, Level
from edge_api.stats.wheel.limits import Limits
from edge_api.stats.wheel.places import PLACES, best, z_score
from edge_api.stats.wheel.tilt import WAVES, tilt

USUAL_LIFT = 0.1
DECIDING = frozenset({Check.CHI_SQUARE, *PLACES.values()})
STRAIGHT_RETURNS = 36
"""What a straight bet returns for each unit staked, the unit itself with it: 35 to 1."""


class Verdict(Enum):
    """What is to be done about a wheel: nothing yet, nothing, look at it again, take it away."""

    INSUFFICIENT = "insufficient"
    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True)
class PlaceGain:
    """A player who had bet on these pockets, spread evenly, each spin of this history: won (or lost) per unit staked."""

    pockets: tuple[str, ...]
    hits: int
    gain: float


@dataclass(frozen=True, slots=True)
class PocketCount:
    """A pocket's hits, and how many standard deviations they are from its share."""

    pocket: str
    hits: int
    z: float


@dataclass(frozen=True, slots=True)
class Examination:
    """All of it; ``pockets`` in wheel order, clockwise from 0."""

    spins: int
    expected: float
    verdict: Verdict
    findings: tuple[Finding, ...]
    pockets: tuple[PocketCount, ...]
    gains: tuple[PlaceGain, ...]
    lift: float


def examine(counts: WheelCounts, limits: Limits, lift: float = USUAL_LIFT) -> Examination:
    """Look at a wheel; ``lift`` is the bias asked about (0.1: a tenth more often than fair), 0.001 to 0.5."""
    found = tuple(_findings(counts, limits, lift))
    hits = tuple(
        PocketCount(pocket, hits, z_score(counts, hits))
        for pocket, hits in zip(counts.order, counts.hits, strict=True)
    )
    gains = tuple(_gain(counts, each.where) for each in found if each.check in PLACES.values())
    return Examination(counts.spins, counts.expected, verdict(counts, found), found, hits, gains, lift)


def verdict(counts: WheelCounts, found: Iterable[Finding]) -> Verdict:
    """The verdict rule at the top of this file."""
    levels = {each.check: each.level for each in found}
    deciding = {levels[check] for check in DECIDING}
    if counts.expected < ENOUGH:
        return Verdict.INSUFFICIENT
    if Level.ACT in deciding:
        return Verdict.RED
    if Level.WATCH in deciding or levels[Check.TOO_REGULAR] is Level.ACT:
        return Verdict.AMBER
    return Verdict.GREEN


def player_gain(share: float, width: int = 1) -> float:
    """What is won per unit staked on ``width`` pockets that together come up with probability ``share``; a fair wheel's is below 0."""
    return STRAIGHT_RETURNS * share / width - 1


def _gain(counts: WheelCounts, where: tuple[str, ...]) -> PlaceGain:
    hits = counts.total(where)
    share = hits / counts.spins if counts.spins else len(where) / counts.pockets
    return PlaceGain(where, hits, player_gain(share, len(where)))


def _findings(counts: WheelCounts, limits: Limits, lift: float) -> Iterable[Finding]:
    """In the order of ``Check``."""
    yield evenness.pockets(counts, lift)
    yield from (best(counts, limits, width, lift) for width in PLACES)
    yield evenness.too_regular(counts)
    yield from (tilt(counts, waves, lift) for waves in WAVES)
    yield from (groups.group(counts, check, lift) for check in groups.GROUPS)
    yield groups.zero(counts, lift)
    yield evenness.steps(counts, lift)
    yield evenness.repeats(counts, lift)
