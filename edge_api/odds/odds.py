"""The odds of one bet as exact rationals: what it may net, how likely, and what the house keeps. Made from settlement profiles, so that both agree."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from edge_api.settle.profile import Profile

Outcome = TypeVar("Outcome")


@dataclass(frozen=True, slots=True)
class Branch:
    """One thing that may happen to a bet: what it nets per unit at risk, and with which probability."""

    net: Fraction
    probability: Fraction


@dataclass(frozen=True, slots=True)
class BetOdds:
    """Every branch of one bet, best first. ``sel`` stands for all selections of the same odds (JSON value); ``label`` is for people.

    ``error_bound``: how far the edge may be off where a bet is not enumerated in rationals; None: it is exact.
    """

    bet_type: str
    sel: object
    label: str
    branches: tuple[Branch, ...]
    error_bound: Fraction | None = None

    @property
    def edge(self) -> Fraction:
        """What the house keeps per unit at risk."""
        return -sum((branch.net * branch.probability for branch in self.branches), Fraction(0))

    @property
    def return_to_player(self) -> Fraction:
        """What comes back per unit at risk."""
        return 1 - self.edge


def net(profile: Profile) -> Fraction:
    """What a decided bet nets per unit at risk, before rounding."""
    return (profile.per_unit_exact / profile.units - profile.staked_exact) / profile.staked_exact


def weigh(
    bet_type: str,
    sel: object,
    label: str,
    space: Iterable[tuple[Outcome, int]],
    profile: Callable[[Outcome], Profile],
) -> BetOdds:
    """The odds of a bet over a space of outcomes with whole-number weights.

    ``space`` lists outcomes, or classes of outcomes that settle alike, each with the number of ways in which it comes about.
    """
    tally: dict[Profile, int] = {}
    for outcome, weight in space:
        found = profile(outcome)
        tally[found] = tally.get(found, 0) + weight
    ways: dict[Fraction, int] = {}
    for found, weight in tally.items():
        ways[net(found)] = ways.get(net(found), 0) + weight
    return of_ways(bet_type, sel, label, ways)


def of_ways(bet_type: str, sel: object, label: str, ways: dict[Fraction, int]) -> BetOdds:
    """The odds of a bet from net -> number of ways."""
    total = sum(ways.values())
    branches = (Branch(won, Fraction(weight, total)) for won, weight in sorted(ways.items(), reverse=True))
    return BetOdds(bet_type, sel, label, tuple(branches))
