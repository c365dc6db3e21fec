"""Blackjack's bets that no play decides: perfect pairs, 21+3 and insurance. Settled by the first cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from fractions import Fraction

from schemas.cards import Suit, suit
from schemas.games.blackjack_rules import BlackjackRules, PairPays, PokerPays

_RED = frozenset({Suit.HEARTS, Suit.DIAMONDS})
_LADDER = "A23456789TJQKA"
"""Ranks in order: the ace is low and high, and no run goes round it."""


class Pair(Enum):
    """What two cards of one rank are."""

    PERFECT = "perfect"
    COLOURED = "coloured"
    MIXED = "mixed"


class Poker(Enum):
    """What a seat's two cards and the dealer's first make."""

    SUITED_TRIPS = "suited trips"
    STRAIGHT_FLUSH = "straight flush"
    TRIPS = "trips"
    STRAIGHT = "straight"
    FLUSH = "flush"


PAIR_ODDS: Mapping[PairPays, Mapping[Pair, Fraction]] = {
    PairPays.STANDARD: {
        Pair.PERFECT: Fraction(25),
        Pair.COLOURED: Fraction(12),
        Pair.MIXED: Fraction(6),
    },
    PairPays.RAISED: {
        Pair.PERFECT: Fraction(30),
        Pair.COLOURED: Fraction(10),
        Pair.MIXED: Fraction(5),
    },
}
POKER_ODDS: Mapping[PokerPays, Mapping[Poker, Fraction]] = {
    PokerPays.STEPPED: {
        Poker.SUITED_TRIPS: Fraction(100),
        Poker.STRAIGHT_FLUSH: Fraction(40),
        Poker.TRIPS: Fraction(30),
        Poker.STRAIGHT: Fraction(10),
        Poker.FLUSH: Fraction(5),
    },
    PokerPays.FLAT: dict.fromkeys(Poker, Fraction(9)),
}


def pair_of(first: str, second: str) -> Pair | None:
    """The pair that two cards are; ten to king are four ranks."""
    if first[0] != second[0]:
        return None
    if first == second:
        return Pair.PERFECT
    return Pair.COLOURED if (suit(first) in _RED) == (suit(second) in _RED) else Pair.MIXED


def poker_of(cards: Sequence[str]) -> Poker | None:
    """The best that three cards make; A-2-3 and Q-K-A are straights, K-A-2 is none."""
    flush, trips = len({card[1] for card in cards}) == 1, len({card[0] for card in cards}) == 1
    if trips:
        return Poker.SUITED_TRIPS if flush else Poker.TRIPS
    if _is_straight(cards):
        return Poker.STRAIGHT_FLUSH if flush else Poker.STRAIGHT
    return Poker.FLUSH if flush else None


def _is_straight(cards: Sequence[str]) -> bool:
    ranks = {card[0] for card in cards}
    return any(ranks == set(_LADDER[low : low + 3]) for low in range(len(_LADDER) - 2))


def pair_odds(rules: BlackjackRules, first: str, second: str) -> Fraction | None:
    """What perfect pairs pays on two cards; None: it is lost."""
    pair = pair_of(first, second)
    return None if pair is None else PAIR_ODDS[rules.perfect_pairs][pair]


def poker_odds(rules: BlackjackRules, cards: Sequence[str]) -> Fraction | None:
    """What 21+3 pays on three cards; None: it is lost."""
    poker = poker_of(cards)
    return None if poker is None else POKER_ODDS[rules.twenty_one_three][poker]
