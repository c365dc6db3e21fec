"""The summary of a shoe: wins, pairs, naturals, streaks, and how far it is dealt. Counts from one shoe change to the next."""

from __future__ import annotations

from collections import Counter
from typing import Any

from edge_api.stats.streaks import Streaks

CARDS_IN_DECK = 52
TIE = "tie"


class ShoeSummary:
    """One shoe of ``decks`` decks. ``number`` and ``cards_out`` are None when nobody saw the shoe begin."""

    def __init__(self, decks: int, number: int | None = None, cards_out: int | None = None) -> None:
        self.decks = decks
        self.number = number
        self.cards_out = cards_out
        self.hands = 0
        self._winners: Counter[str] = Counter()
        self._marks: Counter[str] = Counter()
        self._sides, self._ties = Streaks(), Streaks()

    def add(self, winner: str, marks: tuple[str, ...] = ()) -> None:
        """A finished hand: who won, and what else it showed (player_pair, natural ...). Ties do not end a side's streak."""
        self.hands += 1
        self._winners[winner] += 1
        self._marks.update(marks)
        if winner != TIE:
            self._sides.add(winner)
        self._ties.add(winner if winner == TIE else None)

    def card(self) -> None:
        """A card left the shoe, dealt or burned."""
        if self.cards_out is not None:
            self.cards_out += 1

    @property
    def penetration(self) -> float | None:
        """The share of the shoe that is out."""
        return None if self.cards_out is None else self.cards_out / (self.decks * CARDS_IN_DECK)

    def to_json(self, winners: tuple[str, ...], marks: tuple[str, ...]) -> dict[str, Any]:
        """With a count for each of ``winners`` and ``marks``."""
        share = self.penetration
        return {
            "shoe": self.number,
            "decks": self.decks,
            "cards_out": self.cards_out,
            "penetration": None if share is None else round(share, 4),
            "hands": self.hands,
            "winners": {winner: self._winners[winner] for winner in winners},
            "marks": {mark: self._marks[mark] for mark in marks},
            "streak": {"now": self._sides.now, "length": self._sides.length},
            "longest": {winner: self._longest(winner) for winner in winners},
        }

    def _longest(self, winner: str) -> int:
        return (self._ties if winner == TIE else self._sides).longest.get(winner, 0)
