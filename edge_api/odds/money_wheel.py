"""The money wheel's odds: every segment, over every stack of multipliers. Exact with and without a bound on winnings; cuts no series off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from edge_api.odds.odds import BetOdds, Branch, net
from edge_api.settle.money_wheel import profile
from schemas.games.money_wheel import FACES, Face, MoneyWheelBet, MoneyWheelOutcome
from schemas.games.money_wheel_rules import MoneyWheelRules

Stack = tuple[str, ...]
SEGMENT = MoneyWheelBet.SEGMENT.value
LOST = Fraction(-1)
NOTHING = Fraction(0)
SMALLEST_STAKE = 1


def money_wheel_odds(rules: MoneyWheelRules) -> list[BetOdds]:
    """Every segment that pays; those with equal odds once.

    Without a bound on winnings a winning branch is the mean over all stacks of multipliers, which is a geometric series. With a
    bound the odds depend on the stake: these are of the smallest one, which the bound cuts least (``odds_at`` for any other).
    """
    if rules.unbounded:
        return [_listed(segments, _mean_branches(rules, segments[0])) for segments in _alike(rules)]
    return odds_at(rules, SMALLEST_STAKE)


def odds_at(rules: MoneyWheelRules, stake: int) -> list[BetOdds]:
    """The same for a stake in minor units, where ``max_win`` bounds what it wins. Every product of multipliers is a branch.

    Raises:
        ValueError: winnings are unbounded, so there is no last branch.
    """
    if rules.unbounded:
        raise ValueError(
            "without max_win the winnings have no bound and the branches no end: odds don't depend on the stake"
        )
    when = "" if rules.max_win is None else f" at a stake of {stake}"
    return [_listed(segments, _branches(rules, segments[0], stake), when) for segments in _alike(rules)]


def _alike(rules: MoneyWheelRules) -> list[list[str]]:
    """The segments that pay, those of one price and number together."""
    face = FACES[rules.wheel]
    groups: dict[tuple[int, int], list[str]] = {}
    for segment, pays in face.pays.items():
        groups.setdefault((pays, face.segments[segment]), []).append(segment)
    return list(groups.values())


def _listed(segments: list[str], wins: Iterable[tuple[Fraction, Fraction]], when: str = "") -> BetOdds:
    chances: dict[Fraction, Fraction] = {}
    for won, chance in wins:
        chances[won] = chances.get(won, NOTHING) + chance
    chances[LOST] = 1 - sum(chances.values(), NOTHING)
    branches = tuple(Branch(won, chance) for won, chance in sorted(chances.items(), reverse=True))
    name = "/".join(segments)
    label = f"number {name}" if name.isdecimal() else name
    return BetOdds(SEGMENT, segments[0], label + when, branches)


def _mean_branches(rules: MoneyWheelRules, segment: str) -> Iterator[tuple[Fraction, Fraction]]:
    """Each multiplier m on the way makes winnings m times what they were: the sum over all stacks is a geometric series."""
    face = FACES[rules.wheel]
    growth = sum((times * _chance(face, name) for name, times in face.multipliers.items()), NOTHING)
    plain = net(profile(rules, MoneyWheelOutcome(stops=(segment,)), SEGMENT, segment))
    chance = _chance_in_the_end(face, segment)
    yield plain * _chance(face, segment) / (1 - growth) / chance, chance


def _branches(rules: MoneyWheelRules, segment: str, stake: int) -> Iterator[tuple[Fraction, Fraction]]:
    """What the stake wins per unit, and with which chance. Once the bound is reached, no further multiplier changes anything."""
    face = FACES[rules.wheel]
    stacks: dict[Stack, Fraction] = {(): Fraction(1)}
    while stacks:
        shorter, stacks = stacks, {}
        for stack, chance in shorter.items():
            stops = MoneyWheelOutcome(stops=(*stack, segment))
            won = profile(rules, stops, SEGMENT, segment).settle(stake).net
            if won == rules.max_win:
                yield Fraction(won, stake), chance * _chance_in_the_end(face, segment)
                continue
            yield Fraction(won, stake), chance * _chance(face, segment)
            for longer, share in _one_more(face, stack):
                stacks[longer] = stacks.get(longer, NOTHING) + chance * share


def _one_more(face: Face, stack: Stack) -> Iterator[tuple[Stack, Fraction]]:
    """The stacks of one multiplier more; their order plays no part."""
    return ((tuple(sorted((*stack, name))), _chance(face, name)) for name in face.multipliers)


def _chance(face: Face, segment: str) -> Fraction:
    return Fraction(face.segments[segment], sum(face.segments.values()))


def _chance_in_the_end(face: Face, segment: str) -> Fraction:
    """That this segment decides, however many multipliers come before it."""
    deciding = sum(count for name, count in face.segments.items() if name not in face.multipliers)
    return Fraction(face.segments[segment], deciding)
