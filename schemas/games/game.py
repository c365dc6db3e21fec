"""The games this release can settle. Anything else is refused by name."""

from __future__ import annotations

from enum import StrEnum


class Game(StrEnum):
    """A game, by its name on the wire."""

    ROULETTE = "roulette"
    BACCARAT = "baccarat"
