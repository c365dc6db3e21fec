"""Dragon tiger's odds: every bet over every pair of cards that a full shoe can deal."""

from __future__ import annotations

from collections.abc import Iterator

from edge_api.odds.odds import BetOdds, weigh
from edge_api.settle.dragon_tiger import SUIT_BETS, SUITS, DragonTigerBet, profile
from schemas.cards import DECK
from schemas.games.dragon_tiger import DragonTigerOutcome
from schemas.games.dragon_tiger_rules import DragonTigerRules

Space = list[tuple[DragonTigerOutcome, int]]


def dragon_tiger_odds(rules: DragonTigerRules) -> list[BetOdds]:
    """Every bet of the table. Suits are alike, so the first stands for all four."""
    space = list(pairs(rules.decks))
    return [_of_bet(rules, bet, space) for bet in DragonTigerBet if _is_taken(rules, bet)]


def pairs(decks: int) -> Iterator[tuple[DragonTigerOutcome, int]]:
    """The ordered pairs of cards, each with the number of ways to draw it."""
    for dragon in DECK:
        for tiger in DECK:
            ways = decks * (decks - (dragon == tiger))
            if ways:
                yield DragonTigerOutcome.from_cards(dragon, tiger, decks), ways


def _is_taken(rules: DragonTigerRules, bet: DragonTigerBet) -> bool:
    return bet is not DragonTigerBet.SUITED_TIE or rules.decks > 1


def _of_bet(rules: DragonTigerRules, bet: DragonTigerBet, space: Space) -> BetOdds:
    sel = SUITS[0] if bet in SUIT_BETS else None
    label = bet.value.replace("_", " ")
    return weigh(bet.value, sel, label, space, lambda outcome: profile(rules, outcome, bet.value, sel))
