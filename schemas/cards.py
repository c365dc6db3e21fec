"""Playing cards as codes, rank then suit ("TD" is the ten of diamonds). Refuses any other spelling, and more copies than decks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field


class Suit(StrEnum):
    """Suits, by the letter on the wire."""

    SPADES = "S"
    HEARTS = "H"
    DIAMONDS = "D"
    CLUBS = "C"


class Rank(StrEnum):
    """Ranks, by the letter on the wire, ace first."""

    ACE = "A"
    TWO = "2"
    THREE = "3"
    FOUR = "4"
    FIVE = "5"
    SIX = "6"
    SEVEN = "7"
    EIGHT = "8"
    NINE = "9"
    TEN = "T"
    JACK = "J"
    QUEEN = "Q"
    KING = "K"


CARD_PATTERN = "^[A23456789TJQK][SHDC]$"
DECK = tuple(f"{rank}{suit}" for suit in Suit for rank in Rank)
BACCARAT_VALUES = {
    card: (list(Rank).index(Rank(card[0])) + 1) % 10 if card[0] not in "JQK" else 0 for card in DECK
}


def parse_card(code: object) -> str:
    """The card code itself.

    Raises:
        ValueError: ``code`` is not rank + suit.
    """
    if isinstance(code, str) and code in BACCARAT_VALUES:
        return code
    raise ValueError(
        f"{code!r:.40} is not a card: rank {''.join(Rank)} (T is ten) then suit {''.join(Suit)}, as in 'TD'"
    )


CardCode = Annotated[str, Field(strict=True, pattern=CARD_PATTERN), AfterValidator(parse_card)]


def rank(card: str) -> Rank:
    """Rank of a card code."""
    return Rank(card[0])


def suit(card: str) -> Suit:
    """Suit of a card code."""
    return Suit(card[1])


def baccarat_value(card: str) -> int:
    """Points in punto banco: ace 1, 2-9 as printed, ten to king 0."""
    return BACCARAT_VALUES[card]


def deck_counts(decks: int) -> Counter[str]:
    """How many of each card a full shoe of ``decks`` decks holds."""
    return Counter(dict.fromkeys(DECK, decks))


def too_many(cards: Iterable[str], decks: int) -> str | None:
    """The first card that shows more often than ``decks`` decks allow, or None."""
    listed = list(cards)
    if len(set(listed)) == len(listed) and decks >= 1:
        return None
    counts = Counter(listed)
    return next((card for card, copies in counts.items() if copies > decks), None)
