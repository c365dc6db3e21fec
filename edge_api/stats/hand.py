"""A hand as the roads see it: who won, and which pairs there were. Knows no cards and no points."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Winner(Enum):
    """The winner of a hand. At a dragon tiger table the dragon stands in the banker's place (red), the tiger in the player's (blue)."""

    PLAYER = "P"
    BANKER = "B"
    TIE = "T"


@dataclass(frozen=True, slots=True)
class Hand:
    """One hand of a shoe."""

    winner: Winner
    player_pair: bool = False
    banker_pair: bool = False
