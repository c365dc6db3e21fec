"""Craps: what each bet returns after a run of rolls, and at best. A bet that the rolls do not decide is open; refuses bets the layout lacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from fractions import Fraction

from edge_api.settle.book import GameBook, Stays
from edge_api.settle.craps_prices import UNITS, commission, hop_odds, most_odds, odds_on, on_totals
from edge_api.settle.profile import NOTHING, PUSHED, Part, Profile, Status
from edge_api.settle.reading import read_model
from schemas.games.craps import (
    MOVING,
    ODDS_BEHIND,
    REMOVABLE,
    SEVEN,
    CrapsBet,
    CrapsOutcome,
    canonical_sel,
    may_place,
    numbers_of,
    parse_bet,
    parse_point,
)
from schemas.games.craps_rules import CrapsRules, Vig
from schemas.games.refusal import bad_selection
from schemas.phases import Game

Rolls = Sequence[tuple[int, ...]]


class Verdict(Enum):
    """What the rolls say of a bet that may stand for several of them."""

    WON = "won"
    PUSHED = "pushed"
    LOST = "lost"


NATURALS, CRAPPED_OUT = frozenset({7, 11}), frozenset({2, 3, 12})
_AGAINST = {Verdict.WON: Verdict.LOST, Verdict.LOST: Verdict.WON, Verdict.PUSHED: Verdict.PUSHED, None: None}
_BIG = {CrapsBet.BIG6: 6, CrapsBet.BIG8: 8}
_BEST_POINTS = {CrapsBet.PASS_ODDS: 4, CrapsBet.DONT_PASS_ODDS: 6}
"""Points at which odds bets pay most."""


def profile(rules: CrapsRules, outcome: CrapsOutcome, bet_type: object, sel: object) -> Profile:
    """What a bet that was placed before the first of these rolls returns. Rolls after the one that decides it play no part.

    A line bet given with a point stands on that point. Whether a table takes a bet at a point is ``schemas.games.craps.may_place``, and how
    much of it behind a line bet ``most_behind``.

    Raises:
        IllegalBet: no such bet or selection, or an odds bet without a point.
    """
    bet = parse_bet(bet_type)
    numbers = numbers_of(bet, sel)
    first = outcome.rolls[0]
    if bet is CrapsBet.HOP:
        hops = tuple(sorted(first)) == numbers
        return _next_roll(rules, bet, hop_odds(numbers) if hops else None)
    odds = on_totals(rules, bet)
    if odds is not None:
        return _next_roll(rules, bet, odds.get(sum(first)))
    number = _number(bet, numbers, outcome.point)
    return _standing(rules, bet, number, _verdict(rules, outcome, bet, number))


def _next_roll(rules: CrapsRules, bet: CrapsBet, odds: Fraction | None) -> Profile:
    return Profile.of(UNITS.get(bet, 1), () if odds is None else (Part.won(odds),), rules.rounding)


def _number(bet: CrapsBet, numbers: tuple[int, ...], point: int | None) -> int | None:
    """What the bet is on; None for a line bet, whose number the rolls may have to set."""
    match bet:
        case CrapsBet.PASS_ODDS | CrapsBet.DONT_PASS_ODDS if point is None:
            raise bad_selection(f"{bet.value} needs a point: none was on before the first roll")
        case CrapsBet.PASS_ODDS | CrapsBet.DONT_PASS_ODDS | CrapsBet.PASS | CrapsBet.DONT_PASS:
            return point
        case CrapsBet.COME | CrapsBet.DONT_COME:
            return None
    return numbers[0] if numbers else _BIG[bet]


def _verdict(rules: CrapsRules, outcome: CrapsOutcome, bet: CrapsBet, number: int | None) -> Verdict | None:
    """What the rolls say; None when they do not decide the bet."""
    match bet:
        case CrapsBet.DONT_PASS | CrapsBet.DONT_COME:
            return _AGAINST[_line(number, outcome.rolls, rules.dont_bar)]
        case CrapsBet.DONT_PASS_ODDS | CrapsBet.LAY:
            return _AGAINST[_line(number, outcome.rolls)]
        case CrapsBet.HARDWAY:
            return _line(number, outcome.rolls, hard=True)
    return _line(number, outcome.rolls)


def _line(number: int | None, rolls: Rolls, bar: int | None = None, *, hard: bool = False) -> Verdict | None:
    """For the number and against the seven. Without a number the first roll is a come-out: it decides, or sets the number."""
    if number is not None:
        return _before_seven(number, rolls, hard)
    total = sum(rolls[0])
    if total == bar:
        return Verdict.PUSHED
    if total in NATURALS:
        return Verdict.WON
    if total in CRAPPED_OUT:
        return Verdict.LOST
    return _before_seven(total, rolls[1:], hard)


def _before_seven(number: int, rolls: Rolls, hard: bool) -> Verdict | None:
    for roll in rolls:
        total = sum(roll)
        if total == number:
            return Verdict.LOST if hard and roll[0] != roll[1] else Verdict.WON
        if total == SEVEN:
            return Verdict.LOST
    return None


def _standing(rules: CrapsRules, bet: CrapsBet, number: int | None, verdict: Verdict | None) -> Profile:
    charge = commission(bet, number) if rules.vig is Vig.UP_FRONT else NOTHING
    match verdict:
        case None:
            return Profile.of(1, (), rules.rounding, Status.OPEN, charge=charge)
        case Verdict.WON:
            return Profile.of(1, (_won(rules, bet, number),), rules.rounding, charge=charge)
        case Verdict.PUSHED:
            return Profile.of(1, (PUSHED,), rules.rounding, charge=charge)
        case Verdict.LOST:
            return Profile.of(1, (), rules.rounding, charge=charge)


def _won(rules: CrapsRules, bet: CrapsBet, number: int | None) -> Part:
    fee = commission(bet, number) if rules.vig is Vig.ON_WIN else NOTHING
    return Part.won(odds_on(bet, number), fee=fee)


def best_profile(rules: CrapsRules, bet_type: object, sel: object) -> Profile:
    """What the bet returns when everything goes its way; of an odds bet, at the point that pays most.

    Raises:
        IllegalBet: no such bet or selection.
    """
    bet = parse_bet(bet_type)
    numbers = numbers_of(bet, sel)
    if bet is CrapsBet.HOP:
        return _next_roll(rules, bet, hop_odds(numbers))
    odds = on_totals(rules, bet)
    if odds is not None:
        return _next_roll(rules, bet, max(odds.values()))
    return _standing(rules, bet, _number(bet, numbers, _BEST_POINTS.get(bet)), Verdict.WON)


def canonical(rules: CrapsRules, bet_type: object, sel: object) -> object:
    """The one spelling of a legal selection.

    Raises:
        IllegalBet: it is none.
    """
    del rules
    return canonical_sel(parse_bet(bet_type), sel)


def read_outcome(rules: CrapsRules, outcome: Mapping[str, object]) -> CrapsOutcome:
    """``{"point": null, "rolls": [[3, 4], ...]}``.

    Raises:
        IllegalOutcome: no such point or dice.
    """
    del rules
    return read_model(CrapsOutcome, outcome)


def combine(outcomes: Sequence[CrapsOutcome]) -> CrapsOutcome:
    """The rolls of several rounds in a row as one result, at the point before the first of them."""
    rolls = tuple(roll for outcome in outcomes for roll in outcome.rolls)
    return CrapsOutcome(point=outcomes[0].point, rolls=rolls)


def most_behind(rules: CrapsRules, carried: str | None, bet_type: str, line_stake: int) -> int:
    """The most odds that a live table takes behind a line bet of ``line_stake``, minor units; without a point none.

    Raises:
        IllegalBet, IllegalOutcome: no such bet, or no such point.
    """
    point = parse_point(carried)
    return 0 if point is None else most_odds(rules, parse_bet(bet_type), point, line_stake)


STANDING: Stays[CrapsRules, CrapsOutcome] = Stays(
    under=lambda _: True,
    combine=combine,
    may_place=lambda carried, bet_type, sel: may_place(bet_type, sel, parse_point(carried)),
    removable=frozenset(bet.value for bet in REMOVABLE),
    moved=frozenset(bet.value for bet in MOVING),
    behind={odds.value: line.value for odds, line in ODDS_BEHIND.items()},
    most_behind=most_behind,
)

CRAPS = GameBook(
    game=Game.CRAPS,
    rules=CrapsRules,
    outcome=CrapsOutcome,
    bet_types=frozenset([bet.value for bet in CrapsBet]),
    profile=profile,
    best=best_profile,
    canonical=canonical,
    read_outcome=read_outcome,
    label=lambda outcome: "-".join(map(str, sorted(outcome.rolls[-1]))),
    stays=STANDING,
)
