"""Shuffled decks in a shoe with a cut card. The same seed gives the same cards."""

from __future__ import annotations

from random import Random

from schemas.cards import DECK

CUT_FROM_END = 14


class CardStack:
    """``decks`` packs of 52, shuffled; the cut card lies before the last ``cut_from_end`` cards, 0 for no cut card."""

    def __init__(self, rng: Random, decks: int = 8, cut_from_end: int = CUT_FROM_END) -> None:
        self._cards = list(DECK) * decks
        rng.shuffle(self._cards)
        self._cut_from_end = cut_from_end
        self._cut_told = cut_from_end == 0

    def __len__(self) -> int:
        return len(self._cards)

    def draw(self) -> str:
        """The next card.

        Raises:
            ValueError: the shoe is empty.
        """
        if not self._cards:
            raise ValueError("the shoe is empty: order new_shoe")
        return self._cards.pop()

    def cut_card_comes(self) -> bool:
        """True once, when the next thing to leave the shoe is the cut card."""
        if self._cut_told or len(self._cards) > self._cut_from_end:
            return False
        self._cut_told = True
        return True
