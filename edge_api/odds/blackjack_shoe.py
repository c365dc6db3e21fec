"""Cards left in a shoe of blackjack, by what they count. Suits and faces play no part in the odds of a hand."""

from __future__ import annotations

from typing import NamedTuple

from schemas.games.blackjack_hand import TWENTY_ONE, VALUES

ACE, TEN = 1, 10
PIPS = range(ACE, TEN + 1)
"""What a card counts, an ace as one."""
FACES = ("", *(f"{rank}S" for rank in "A23456789T"))
"""A card for each of them."""
_SHARE = {pip: sum(value == pip for value in VALUES.values()) for pip in PIPS}
_BITS = 6
_MASK = (1 << _BITS) - 1
"""The cards that are gone are one number, with so many bits for each pip: a hand takes less than 2^6 of any."""


class Shoe:
    """How many cards of each pip are left; ``gone`` is one number for all that were taken, in whatever order."""

    __slots__ = ("gone", "left", "size")

    def __init__(self, decks: int) -> None:
        self.left = [0, *(decks * _SHARE[pip] for pip in PIPS)]
        self.size = sum(self.left)
        self.gone = 0

    def take(self, pip: int, cards: int = 1) -> None:
        """Cards leave the shoe."""
        self.left[pip] -= cards
        self.size -= cards
        self.gone += cards << (_BITS * pip)

    def put_back(self, pip: int, cards: int = 1) -> None:
        """Cards are as if they had never left."""
        self.take(pip, -cards)

    def rewind(self, gone: int) -> None:
        """Exactly these cards are gone."""
        was, self.gone = self.gone, gone
        for pip in PIPS:
            shift = _BITS * pip
            more = (gone >> shift & _MASK) - (was >> shift & _MASK)
            self.left[pip] -= more
            self.size -= more

    def chance(self, pip: int) -> float:
        """That the next card is such a one."""
        return self.left[pip] / self.size


class Hand(NamedTuple):
    """A player's hand as far as its odds go: its count with aces as one, whether it has an ace, how many cards."""

    hard: int
    ace: bool
    cards: int

    @property
    def total(self) -> int:
        """What it counts, an ace as eleven where that does not bust."""
        return self.hard + 10 if self.ace and self.hard <= TWENTY_ONE - 10 else self.hard

    def plus(self, pip: int) -> Hand:
        """With another card."""
        return Hand(self.hard + pip, self.ace or pip == ACE, self.cards + 1)


def hand_of(*pips: int) -> Hand:
    """The hand of these cards."""
    return Hand(sum(pips), ACE in pips, len(pips))
