"""Andar bahar: one deck, a joker, then cards in turn to both sides until the joker's rank shows. A result that breaks off early, goes on
too long or shows a card twice can't be built."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Annotated, Self

from pydantic import Field, model_validator

from schemas.cards import CardCode
from schemas.games.dealt import check_cards
from schemas.games.refusal import IllegalOutcome
from schemas.model import Message

DECKS = 1
MOST_CARDS = 49
"""48 cards of other ranks, then one that must match."""


class Side(Enum):
    """A side of the layout."""

    ANDAR = "andar"
    BAHAR = "bahar"

    @property
    def other(self) -> Side:
        """The side across."""
        return Side.BAHAR if self is Side.ANDAR else Side.ANDAR


class Colour(Enum):
    """Colour of a card's suit."""

    RED = "red"
    BLACK = "black"


def colour(card: str) -> Colour:
    """Hearts and diamonds are red."""
    return Colour.RED if card[1] in "HD" else Colour.BLACK


def matches(joker: str, card: str) -> bool:
    """Whether the card ends the round: of the joker's rank."""
    return card[0] == joker[0]


def side_of(number: int, first: Side) -> Side:
    """Where the card with this number lies; numbers from 1, the joker not counted."""
    return first if number % 2 else first.other


Dealt = Annotated[tuple[CardCode, ...], Field(min_length=1, max_length=MOST_CARDS, strict=False)]


class AndarBaharOutcome(Message):
    """A complete round. ``winner`` is recomputed from the cards and ``first_side``; a difference is refused.

    ``cards`` are in the order of dealing, the matching one last; ``first_side`` got the first of them.
    """

    joker: CardCode
    cards: Dealt
    first_side: Side
    winner: Side

    @classmethod
    def from_cards(cls, joker: object, cards: Sequence[object], first_side: Side) -> Self:
        """The result of a joker and the cards after it.

        Raises:
            IllegalOutcome: not a card, a card twice, no match at the end, or one before it.
        """
        _check_round(joker, cards)
        winner = side_of(len(cards), first_side)
        return cls.model_validate(
            {"joker": joker, "cards": cards, "first_side": first_side, "winner": winner}
        )

    @model_validator(mode="after")
    def _follows_from_its_cards(self) -> Self:
        _check_round(self.joker, self.cards)
        winner = side_of(len(self.cards), self.first_side)
        if self.winner is not winner:
            raise IllegalOutcome(f"winner does not follow from the cards: it must be {winner.value}")
        return self


def _check_round(joker: object, cards: Sequence[object]) -> None:
    check_cards([joker, *cards], DECKS)
    hits = [number for number, card in enumerate(cards, start=1) if matches(str(joker), str(card))]
    if not hits:
        raise IllegalOutcome(f"the round is not finished: no card has the rank of the joker {joker}")
    if hits[0] != len(cards):
        raise IllegalOutcome(f"card {hits[0]} has the rank of the joker {joker}: the round ends there")
