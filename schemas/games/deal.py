"""What lies on a table in one round, laid reading by reading as the rules of its game allow. The board asks it whose card is next,
the edge recomputes the result from it. Refuses a reading that has no place, and a result that does not follow."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

from schemas.games.outcomes import GameOutcome
from schemas.games.refusal import IllegalOutcome


class Readings(Enum):
    """What a game is dealt with."""

    CARDS = "cards"
    DICE = "dice"
    SEGMENTS = "segments"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a reading belongs: ``place`` in the game's words, ``index`` from 1 within it, ``hand`` from 1 where a seat may split."""

    place: str
    index: int
    hand: int = 1

    def __str__(self) -> str:
        hand = f", hand {self.hand}" if self.hand > 1 else ""
        return f"{self.place} {self.index}{hand}"


class Deal(ABC):
    """One round on the layout. Values are text: a card "TD", dice "346" in the order of reading, a segment "10"."""

    reads: ClassVar[Readings]
    shuffled_each_round: ClassVar[bool] = False
    """Each round is dealt from a whole, freshly shuffled deck."""

    @property
    @abstractmethod
    def due(self) -> Spot | None:
        """Where the next reading goes; None when no reading is wanted now."""

    @property
    @abstractmethod
    def complete(self) -> bool:
        """The result is decided."""

    @abstractmethod
    def lay(self, spot: Spot, value: str) -> None:
        """Lay the reading that is due.

        Raises:
            IllegalOutcome: it is not due there, or no such thing.
        """

    @abstractmethod
    def outcome(self) -> GameOutcome:
        """The result that follows from what lies.

        Raises:
            IllegalOutcome: the round is not complete.
        """

    @abstractmethod
    def standing(self) -> Mapping[str, Sequence[str]]:
        """What lies, for people: place -> values in order."""

    def check(self, outcome: GameOutcome) -> None:
        """Whether ``outcome`` is the result of this round.

        Raises:
            IllegalOutcome: it is not.
        """
        if self.outcome() != outcome:
            raise IllegalOutcome("the outcome is not of what was dealt in this round")

    @property
    def carried(self) -> str | None:
        """What the table's next round begins with (a point in craps)."""
        return None

    def refuse_unless_due(self, spot: Spot, value: str) -> None:
        """Raise IllegalOutcome unless ``spot`` is where the next reading goes."""
        if spot != self.due:
            wanted = f"{self.due} is next" if self.due else "no reading is due"
            raise IllegalOutcome(f"{value} at {spot}: {wanted}")
