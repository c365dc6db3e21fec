"""The shoe of a baccarat table: which cards have left it, and whether another coup may be dealt from it. Decides nothing about a round.

Membership is counted by card, from one shoe change to the next, over restarts. The cut card allows this coup and one more; if it
comes between two coups it came instead of the next one's first card, so that coup and one more (punto banco house rules).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from firmware_agent.rounds.machine import Memory

COUPS_AFTER_CUT_CARD = 2

ERRORS = {
    1: "a card can't be read",
    2: "too many cards were drawn",
    3: "a button was mishandled",
    4: "a card was drawn in reverse at the exit",
    5: "a card was drawn in reverse midway",
    6: "a card code is wrong",
    7: "a card was drawn too slowly",
}


class Shoe:
    """One shoe of ``decks`` decks after the other."""

    def __init__(self, decks: int, memory: Memory) -> None:
        self._decks = decks
        self.number = memory.shoe_number
        self.coups_left = memory.coups_left
        self._gone = Counter(dict(memory.shoe_cards))
        self.up = False
        self.locked = False
        self.errors: set[int] = set()

    def leave(self, card: str) -> bool:
        """``card`` has left the shoe; False if the shoe never held so many of it."""
        self._gone[card] += 1
        return self._gone[card] <= self._decks

    def holds(self, cards: Iterable[str]) -> bool:
        """Whether it can still hold all of ``cards``."""
        return all(count <= self._decks for count in (self._gone + Counter(cards)).values())

    def cut_card(self) -> None:
        """The cut card is out."""
        if self.coups_left is None:
            self.coups_left = COUPS_AFTER_CUT_CARD

    def coup_ended(self) -> None:
        """A coup from this shoe is over."""
        if self.coups_left:
            self.coups_left -= 1

    def change(self) -> None:
        """A fresh shoe is in."""
        self.number += 1
        self.coups_left = None
        self._gone.clear()

    @property
    def fresh(self) -> bool:
        """No card has left it yet."""
        return not self._gone

    @property
    def spent(self) -> bool:
        """No further coup may be dealt from it."""
        return self.coups_left == 0

    @property
    def cards(self) -> tuple[tuple[str, int], ...]:
        """What has left it, for the memory."""
        return tuple(sorted(self._gone.items()))

    @property
    def trouble(self) -> str | None:
        """Why it can't deal now, as a sentence."""
        if not self.up:
            return "the shoe is not heard"
        if self.errors:
            return f"the shoe reports: {self.errors_in_words}"
        return "the shoe is locked" if self.locked else None

    @property
    def errors_in_words(self) -> str:
        """The errors that are set, for people."""
        return ", ".join(error_in_words(code) for code in sorted(self.errors))


def error_in_words(code: int) -> str:
    """Angel Eye II-EX error ``code`` as a phrase."""
    return ERRORS.get(code, f"error {code}")
