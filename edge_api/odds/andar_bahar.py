"""Andar bahar's odds: every bet over every joker and every number of cards that one deck can deal after it."""

from __future__ import annotations

from collections.abc import Iterator
from math import comb

from edge_api.odds.odds import BetOdds, weigh
from edge_api.settle.andar_bahar import SELECTIONS, AndarBaharBet, profile
from schemas.cards import DECK
from schemas.games.andar_bahar import MOST_CARDS, AndarBaharOutcome, matches
from schemas.games.andar_bahar_rules import AndarBaharRules

REST = len(DECK) - 1
"""Cards after the joker; three of them match."""

Space = list[tuple[AndarBaharOutcome, int]]


def andar_bahar_odds(rules: AndarBaharRules) -> list[BetOdds]:
    """Every bet of the table: one entry for all selections of a bet that have the same odds."""
    space = list(rounds(rules))
    return [odds for bet in AndarBaharBet for odds in _of_bet(rules, bet, space)]


def rounds(rules: AndarBaharRules) -> Iterator[tuple[AndarBaharOutcome, int]]:
    """A round of each length for each joker; those alike differ only in cards that decide nothing.

    The first match is card n in C(51 - n, 2) of the C(51, 3) places that three matching cards may take among 51.
    """
    for joker in DECK:
        others = [card for card in DECK if not matches(joker, card)]
        match = next(card for card in DECK if matches(joker, card) and card != joker)
        for number in range(1, MOST_CARDS + 1):
            cards = [*others[: number - 1], match]
            yield (
                AndarBaharOutcome.from_cards(joker, cards, rules.first(joker)),
                comb(REST - number, 2),
            )


def _of_bet(rules: AndarBaharRules, bet: AndarBaharBet, space: Space) -> list[BetOdds]:
    """Equal odds once, under their first selection."""
    alike: dict[object, list[BetOdds]] = {}
    for sel in SELECTIONS.get(bet, (None,)):
        found = _of_selection(rules, bet, sel, space)
        alike.setdefault(found.branches, []).append(found)
    name = bet.value.replace("_", " ")
    return [
        BetOdds(bet.value, group[0].sel, _label(name, group, len(alike)), group[0].branches)
        for group in alike.values()
    ]


def _of_selection(rules: AndarBaharRules, bet: AndarBaharBet, sel: object, space: Space) -> BetOdds:
    return weigh(bet.value, sel, bet.value, space, lambda outcome: profile(rules, outcome, bet.value, sel))


def _label(name: str, group: list[BetOdds], groups: int) -> str:
    """The bet's name, and which selections are meant when they are not all alike."""
    return name if groups == 1 else f"{name} {', '.join(str(odds.sel) for odds in group)}"
