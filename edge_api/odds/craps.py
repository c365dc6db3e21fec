"""Craps' odds: every bet over every way in which rolls decide it, as an absorbing chain of the settlement's own answers. Exact; rolls nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import combinations_with_replacement

from edge_api.odds.classes import classes
from edge_api.odds.odds import BetOdds, Branch, net
from edge_api.settle.craps import profile
from edge_api.settle.profile import Profile, Status
from schemas.games.craps import POINTS, CrapsBet, CrapsOutcome, Point, selections
from schemas.games.craps_rules import CrapsRules
from schemas.games.dice import FACES

Roll = tuple[int, ...]
Rolls = tuple[Roll, ...]
Returns = Callable[[Rolls], Profile]
"""What the bet returns after these rolls."""
Answers = tuple[Profile, ...]
"""What the bet returns after each roll that may come next."""
Ends = dict[Fraction, Fraction]
"""What the bet nets in the end -> how likely."""

ROLLS: tuple[Roll, ...] = tuple(combinations_with_replacement(FACES, 2))
WAYS = tuple(1 if first == second else 2 for first, second in ROLLS)
ODDS_BETS = (CrapsBet.PASS_ODDS, CrapsBet.DONT_PASS_ODDS)


def craps_odds(rules: CrapsRules) -> list[BetOdds]:
    """Every bet of the table: one entry for all selections (of odds bets: all points) of a bet that have the same odds.

    A bet whose commission is charged with it has its odds per stake and commission.
    """
    return [odds for bet in CrapsBet for odds in classes(bet.value.replace("_", " "), _of_bet(rules, bet))]


def _of_bet(rules: CrapsRules, bet: CrapsBet) -> Iterator[tuple[str, BetOdds]]:
    points: tuple[Point | None, ...] = POINTS if bet in ODDS_BETS else (None,)
    for point in points:
        for sel in selections(bet):
            yield _said(point, sel), BetOdds(bet.value, sel, "", _branches(rules, bet, sel, point))


def _said(point: Point | None, sel: object) -> str:
    match sel:
        case [first, second]:
            return "hard" if first == second else "easy"
    return str(sel or point)


def _branches(rules: CrapsRules, bet: CrapsBet, sel: object, point: Point | None) -> tuple[Branch, ...]:
    def returns(rolls: Rolls) -> Profile:
        return profile(rules, CrapsOutcome(point=point, rolls=rolls), bet.value, sel)

    ends = _ends(returns, (), _answers(returns, ()))
    return tuple(Branch(won, chance) for won, chance in sorted(ends.items(), reverse=True))


def _answers(returns: Returns, before: Rolls) -> Answers:
    return tuple(returns((*before, roll)) for roll in ROLLS)


def _ends(returns: Returns, before: Rolls, answers: Answers) -> Ends:
    """How a bet that is open after the rolls ``before`` ends.

    A roll that leaves it open either changes nothing (the next roll is answered as this one is: the bet stands where it stood, and the
    other rolls share the chance) or puts it on a number, from where it goes on.
    """
    ends: Ends = {}
    moves = [move for move in _moves(returns, before, answers) if move[1] != {}]
    moving = sum(ways for ways, _ in moves)
    for ways, after in moves:
        for won, chance in after.items():
            ends[won] = ends.get(won, Fraction(0)) + chance * Fraction(ways, moving)
    return ends


def _moves(returns: Returns, before: Rolls, answers: Answers) -> Iterator[tuple[int, Ends]]:
    """Each roll's ways and where it leads; nowhere when it changes nothing."""
    known: dict[Answers, Ends] = {answers: {}}
    for roll, ways, answer in zip(ROLLS, WAYS, answers, strict=True):
        if answer.status is not Status.OPEN:
            yield ways, {net(answer): Fraction(1)}
            continue
        after = (*before, roll)
        then = _answers(returns, after)
        if then not in known:
            known[then] = _ends(returns, after, then)
        yield ways, known[then]
