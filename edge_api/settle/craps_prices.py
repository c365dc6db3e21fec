"""What craps bets pay: odds to one, and the commission of buy and lay bets. Says nothing of who wins."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from edge_api.settle.profile import NOTHING
from schemas.games.craps import CrapsBet
from schemas.games.craps_rules import CrapsRules

EVEN_MONEY = Fraction(1)
COMMISSION = Fraction(1, 20)
"""Of the stake of a buy bet, of the winnings of a lay bet."""
TRUE_ODDS = {
    4: Fraction(2),
    5: Fraction(3, 2),
    6: Fraction(6, 5),
    8: Fraction(6, 5),
    9: Fraction(3, 2),
    10: Fraction(2),
}
"""Each number against a seven, as the dice have it."""
PLACE_ODDS = {
    4: Fraction(9, 5),
    5: Fraction(7, 5),
    6: Fraction(7, 6),
    8: Fraction(7, 6),
    9: Fraction(7, 5),
    10: Fraction(9, 5),
}
HARD_ODDS = {4: Fraction(7), 6: Fraction(9), 8: Fraction(9), 10: Fraction(7)}
HOP_EASY, HOP_HARD = Fraction(15), Fraction(30)

_SEVEN = {7: Fraction(4)}
_CRAPS = dict.fromkeys((2, 3, 12), Fraction(7))
_TWO, _TWELVE = {2: Fraction(30)}, {12: Fraction(30)}
_THREE, _ELEVEN = {3: Fraction(15)}, {11: Fraction(15)}
_HORN = _TWO | _THREE | _ELEVEN | _TWELVE
_ON_TOTALS = {
    CrapsBet.ANY_SEVEN: _SEVEN,
    CrapsBet.ANY_CRAPS: _CRAPS,
    CrapsBet.TWO: _TWO,
    CrapsBet.THREE: _THREE,
    CrapsBet.ELEVEN: _ELEVEN,
    CrapsBet.TWELVE: _TWELVE,
    CrapsBet.HORN: _HORN,
    CrapsBet.WORLD: _HORN | _SEVEN,
    CrapsBet.C_AND_E: _CRAPS | _ELEVEN,
}
_FIELD = dict.fromkeys((3, 4, 9, 10, 11), EVEN_MONEY)
UNITS = {CrapsBet.HORN: 4, CrapsBet.WORLD: 5, CrapsBet.C_AND_E: 2}
"""Bets that are several: the stake is divided over them, and a roll wins one of them at most."""


def on_totals(rules: CrapsRules, bet: CrapsBet) -> Mapping[int, Fraction] | None:
    """Odds by the total that wins one unit of a bet on the next roll; None when the bet is no such bet."""
    if bet is CrapsBet.FIELD:
        return {**_FIELD, 2: Fraction(rules.field_2), 12: Fraction(rules.field_12)}
    return _ON_TOTALS.get(bet)


def hop_odds(dice: tuple[int, ...]) -> Fraction:
    """Odds of two dice named for the next roll."""
    return HOP_HARD if dice[0] == dice[1] else HOP_EASY


def odds_on(bet: CrapsBet, number: int | None) -> Fraction:
    """Odds of a bet that may stand for several rolls; ``number`` is what it is on, where it is on one."""
    match bet, number:
        case (CrapsBet.PASS_ODDS | CrapsBet.BUY, int()):
            return TRUE_ODDS[number]
        case (CrapsBet.DONT_PASS_ODDS | CrapsBet.LAY, int()):
            return 1 / TRUE_ODDS[number]
        case CrapsBet.PLACE, int():
            return PLACE_ODDS[number]
        case CrapsBet.HARDWAY, int():
            return HARD_ODDS[number]
    return EVEN_MONEY


def most_odds(rules: CrapsRules, bet: CrapsBet, point: int, line_stake: int) -> int:
    """The most odds behind a line bet, minor units. Pass odds are a multiple of it; don't pass odds may win that multiple.

    With the "3-4-5x odds" rule full pass odds win 6x the line bet on every point, and full don't pass odds lay 6x.
    """
    most = Fraction(rules.multiple_on(point) * line_stake)
    return int(most if bet is CrapsBet.PASS_ODDS else most * TRUE_ODDS[point])


def commission(bet: CrapsBet, number: int | None) -> Fraction:
    """The commission per unit of stake."""
    match bet:
        case CrapsBet.BUY:
            return COMMISSION
        case CrapsBet.LAY:
            return COMMISSION * odds_on(bet, number)
    return NOTHING
