"""Dragon tiger: one card each, ace low, king high. A result that does not follow from its two cards can't be built."""

from __future__ import annotations

from enum import Enum
from typing import Self

from pydantic import model_validator

from schemas.cards import DECK, CardCode, Rank, rank
from schemas.games.dealt import check_cards
from schemas.games.refusal import IllegalOutcome
from schemas.model import Message

DEFAULT_DECKS = 8


class DragonTigerWinner(Enum):
    """Whose card was higher."""

    DRAGON = "dragon"
    TIGER = "tiger"
    TIE = "tie"


_POINTS = {card: list(Rank).index(rank(card)) + 1 for card in DECK}


def points(card: str) -> int:
    """Ace 1, two to ten as printed, jack 11, queen 12, king 13."""
    return _POINTS[card]


def higher(dragon: str, tiger: str) -> DragonTigerWinner:
    """Whose card is higher; suits do not count."""
    difference = points(dragon) - points(tiger)
    if not difference:
        return DragonTigerWinner.TIE
    return DragonTigerWinner.DRAGON if difference > 0 else DragonTigerWinner.TIGER


class DragonTigerOutcome(Message):
    """The two cards of a round. ``winner`` is recomputed from them; a difference is refused."""

    dragon: CardCode
    tiger: CardCode
    winner: DragonTigerWinner

    @classmethod
    def from_cards(cls, dragon: object, tiger: object, decks: int = DEFAULT_DECKS) -> Self:
        """The result of two cards.

        Raises:
            IllegalOutcome: not a card, or the same one twice out of a single deck.
        """
        check_cards([dragon, tiger], decks)
        winner = higher(str(dragon), str(tiger))
        return cls.model_validate({"dragon": dragon, "tiger": tiger, "winner": winner})

    @model_validator(mode="after")
    def _follows_from_its_cards(self) -> Self:
        winner = higher(self.dragon, self.tiger)
        if self.winner is not winner:
            raise IllegalOutcome(f"winner does not follow from the cards: it must be {winner.value}")
        return self

    @property
    def suited_tie(self) -> bool:
        """Both cards are the same, rank and suit."""
        return self.dragon == self.tiger
