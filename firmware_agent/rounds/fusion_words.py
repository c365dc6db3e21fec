"""What the camera has said of a round's places: its latest words, and what it can't take back by itself: cards that it was sure of once, and words that differed. Compares nothing."""

from __future__ import annotations

from collections.abc import Container

from firmware_agent.rounds.fusion import advice, spot_of, stands_alone, value_of
from hardware.sight_signals import CameraSaw
from schemas.games.deal import Spot
from schemas.sight import SightKind


class Words:
    """By place. ``sees``: what lies in a wheel or dome is played again, a card that lay somewhere has lain there."""

    def __init__(self, sees: SightKind) -> None:
        self._sees = sees
        self._latest: dict[Spot, CameraSaw] = {}
        self._sure: dict[Spot, CameraSaw] = {}
        self._open: dict[Spot, CameraSaw] = {}

    def take(self, word: CameraSaw) -> None:
        """The next word; an older picture replaces nothing, and neither does silence."""
        spot = spot_of(word)
        known = self._latest.get(spot)
        if known is not None and (word.at_ns < known.at_ns or _takes_back(known, word)):
            return
        self._latest[spot] = word
        if self._sees is SightKind.CARDS and stands_alone(word):
            self._sure[spot] = word

    def latest(self, spot: Spot) -> CameraSaw | None:
        """Its newest word."""
        return self._latest.get(spot)

    def read(self, spot: Spot) -> CameraSaw | None:
        """Its word where something was read or entered: one that differed stays until it is let go."""
        return self._open.get(spot) or self._latest.get(spot)

    def keep(self, spot: Spot) -> None:
        """Its newest word there differs."""
        self._open[spot] = self._latest[spot]

    def let_go(self, spot: Spot, against: str | None = None) -> None:
        """A person has decided, of this value or of any: the newest word counts again."""
        if spot in self._open and against in (None, self._open[spot].value):
            del self._open[spot]

    def unread(self, spot: Spot) -> CameraSaw | None:
        """Its word where no sensor has read: a card that it was sure of stays until it is as sure of another."""
        return self._sure.get(spot) or self._latest.get(spot)

    @property
    def spots(self) -> list[Spot]:
        """Where it has said anything."""
        return list(self._latest)

    def silence(self) -> None:
        """What was said so far is advice; a card that it was sure of and what differed still wait for a person."""
        self._latest = {spot: advice(word) for spot, word in self._latest.items()}

    def afresh(self, at_ns: int, read: Container[Spot]) -> None:
        """Drop what pictures from before ``at_ns`` say, but for what was ``read`` by then."""
        self._latest = {
            spot: word for spot, word in self._latest.items() if spot in read or word.at_ns >= at_ns
        }

    def forget(self, spot: Spot) -> None:
        """Nothing was said there."""
        for known in (self._latest, self._sure, self._open):
            known.pop(spot, None)

    def move(self, old: Spot, new: Spot) -> None:
        """What lay at ``old`` lies at ``new``."""
        for known in (self._latest, self._sure, self._open):
            if old in known:
                known[new] = known.pop(old)


def _takes_back(known: CameraSaw, word: CameraSaw) -> bool:
    """Silence after a value: what was read once stays until another value is read, or a person decides. A hand over a card says nothing about it."""
    return value_of(known) is not None and value_of(word) is None
