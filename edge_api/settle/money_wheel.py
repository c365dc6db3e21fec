"""The money wheel: what a bet on a segment returns, and at best. Refuses segments that the wheel does not have or does not pay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from edge_api.settle.book import GameBook
from edge_api.settle.profile import Part, Profile, Status
from edge_api.settle.reading import read_model
from schemas.games.money_wheel import FACES, MoneyWheelBet, MoneyWheelOutcome, check_stops, parse_bet
from schemas.games.money_wheel_rules import MoneyWheelRules
from schemas.money import MINOR_LIMIT
from schemas.phases import Game


def profile(rules: MoneyWheelRules, outcome: MoneyWheelOutcome, bet_type: object, sel: object) -> Profile:
    """What the bet returns after these stops; open while the last of them is a multiplier.

    Raises:
        IllegalBet, IllegalOutcome: the wheel does not have it.
    """
    segment = parse_bet(bet_type, sel, rules.wheel)
    check_stops(outcome.stops, rules.wheel)
    if outcome.decided is None:
        return Profile.of(1, (), rules.rounding, Status.OPEN)
    if outcome.decided != segment:
        return Profile.of(1, (), rules.rounding)
    face = FACES[rules.wheel]
    return _won(rules, face.pays[segment] * face.product(outcome.stops), rules.max_win)


def _won(rules: MoneyWheelRules, odds: int, most_won: int | None) -> Profile:
    return replace(Profile.of(1, (Part.won(Fraction(odds)),), rules.rounding), most_won=most_won)


def best_profile(rules: MoneyWheelRules, bet_type: object, sel: object) -> Profile:
    """What the bet returns at best. Where multipliers stack, every stake may win ``max_win``, and without one any sum at all.

    Such an unbounded bet counts with the largest sum of money that there is (``MINOR_LIMIT``): no payout limit lets it pass.

    Raises:
        IllegalBet: no such bet or segment here.
    """
    segment = parse_bet(bet_type, sel, rules.wheel)
    face = FACES[rules.wheel]
    if not face.multipliers:
        return _won(rules, face.pays[segment], rules.max_win)
    return _won(rules, MINOR_LIMIT, MINOR_LIMIT if rules.max_win is None else rules.max_win)


def canonical(rules: MoneyWheelRules, bet_type: object, sel: object) -> object:
    """A segment has one spelling.

    Raises:
        IllegalBet: it is none.
    """
    return parse_bet(bet_type, sel, rules.wheel)


def read_outcome(rules: MoneyWheelRules, outcome: Mapping[str, object]) -> MoneyWheelOutcome:
    """``{"stops": ["2x", "10"]}``.

    Raises:
        IllegalOutcome: not these, or not on this wheel.
    """
    stopped = read_model(MoneyWheelOutcome, outcome)
    check_stops(stopped.stops, rules.wheel)
    return stopped


MONEY_WHEEL = GameBook(
    game=Game.MONEY_WHEEL,
    rules=MoneyWheelRules,
    outcome=MoneyWheelOutcome,
    bet_types=frozenset([bet.value for bet in MoneyWheelBet]),
    profile=profile,
    best=best_profile,
    canonical=canonical,
    read_outcome=read_outcome,
    label=lambda outcome: " ".join(outcome.stops),
)
