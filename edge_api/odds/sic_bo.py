"""Sic bo's odds: every selection of every bet over all 216 rolls. Leaves out what the table does not take."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from edge_api.odds.classes import classes
from edge_api.odds.multipliers import fates
from edge_api.odds.odds import BetOdds, weigh
from edge_api.settle.sic_bo import profile
from schemas.games.dice import FACES
from schemas.games.sic_bo import OPTIONAL, SicBoBet, SicBoOutcome, numbers_of, position, selections
from schemas.games.sic_bo_rules import SicBoRules

Rolls = list[tuple[SicBoOutcome, int]]


def sic_bo_odds(rules: SicBoRules) -> list[BetOdds]:
    """Every bet of the table: one entry for all selections of a bet that have the same odds."""
    rolls = [(SicBoOutcome(dice=dice), 1) for dice in product(FACES, repeat=3)]
    taken = (bet for bet in SicBoBet if rules.optional_bets or bet not in OPTIONAL)
    return [odds for bet in taken for odds in classes(_name(bet), _of_bet(rules, bet, rolls))]


def _of_bet(rules: SicBoRules, bet: SicBoBet, rolls: Rolls) -> Iterator[tuple[str, BetOdds]]:
    for sel in selections(bet):
        said = "-".join(map(str, sel)) if isinstance(sel, list) else str(sel)
        yield said, _of_selection(rules, bet, sel, rolls)


def _of_selection(rules: SicBoRules, bet: SicBoBet, sel: object, rolls: Rolls) -> BetOdds:
    space = list(_with_luck(rules, position(bet, numbers_of(bet, sel)), rolls))
    return weigh(bet.value, sel, _name(bet), space, lambda roll: profile(rules, roll, bet.value, sel))


def _with_luck(rules: SicBoRules, key: str, rolls: Rolls) -> Iterator[tuple[SicBoOutcome, int]]:
    """Every roll, with whatever may be drawn for the position where multipliers are."""
    if rules.lottery is None:
        yield from rolls
        return
    for lucky, ways in fates(rules.lottery, key):
        yield from ((roll.with_multipliers(lucky), ways * weight) for roll, weight in rolls)


def _name(bet: SicBoBet) -> str:
    return bet.value.replace("_", " ")
