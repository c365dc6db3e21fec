"""What each game is played with, as a camera sees it: one list for the board, whose camera reads it, and for the edge's pages about that camera. Total: a game that is not in it is a fault."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from schemas.phases import Game
from schemas.sight import SightKind

PLAYED_WITH: Mapping[Game, SightKind] = MappingProxyType(
    {
        Game.ROULETTE: SightKind.WHEEL,
        Game.BACCARAT: SightKind.CARDS,
        Game.DRAGON_TIGER: SightKind.CARDS,
        Game.ANDAR_BAHAR: SightKind.CARDS,
        Game.BLACKJACK: SightKind.CARDS,
        Game.SIC_BO: SightKind.DICE,
        Game.CRAPS: SightKind.DICE,
        Game.MONEY_WHEEL: SightKind.SEGMENTS,
    }
)
