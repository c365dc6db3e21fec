"""When an event is to be seen in its table's picture: the sensed moment, less the sensor's latency, plus what it takes to become visible. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from schemas.phases import Game

SENSORS = {
    "round.card": "shoe",
    "shoe.card_burned": "shoe",
    "shoe.cut_card": "shoe",
    "round.dice": "dice",
    "round.segment": "wheel",
    "round.step": "wheel",
    "round.respun": "wheel",
}
"""Kind of fact -> the device that senses it, as ``sync.latency_ms`` names it."""

OF_GAME = {
    Game.ROULETTE: "wheel",
    Game.MONEY_WHEEL: "wheel",
    Game.SIC_BO: "dice",
    Game.CRAPS: "dice",
    Game.BACCARAT: "shoe",
    Game.DRAGON_TIGER: "shoe",
    Game.ANDAR_BAHAR: "shoe",
    Game.BLACKJACK: "shoe",
}
"""Whose reading an outcome ends with."""

OUTCOME = "round.outcome"
RESULT = "gameresult"
TELLS_RESULT = frozenset({"winners", "player", "roads", "statistics", "seed"})
"""What gives the result away, and so is seen no earlier than it."""


class Happened(Protocol):
    """A notice (``edge_api.books.messages.Notice``)."""

    @property
    def table_id(self) -> str | None: ...

    @property
    def event(self) -> str: ...

    @property
    def utc_ns(self) -> int: ...

    @property
    def fact(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Sync:
    """How far a table's events are from its picture, in ms: by device, and by event."""

    game: Game
    latency_ms: Mapping[str, int]
    visible_offset_ms: Mapping[str, int]

    def shift_ms(self, event: str, fact: str) -> int:
        """How much later than the board's time this event of such a fact is to be seen."""
        sensor = OF_GAME[self.game] if fact == OUTCOME else SENSORS.get(fact, "")
        named = RESULT if event in TELLS_RESULT and event not in self.visible_offset_ms else event
        return self.visible_offset_ms.get(named, 0) - self.latency_ms.get(sensor, 0)


@dataclass(frozen=True, slots=True)
class PictureTimes:
    """All tables of this edge."""

    tables: Mapping[str, Sync]

    def of(self, notice: Happened) -> float:
        """Unix milliseconds, to the microsecond. What the edge does by itself is seen nowhere, and so is not shifted."""
        known = self.tables.get(notice.table_id or "")
        shift_ms = known.shift_ms(notice.event, notice.fact) if known and notice.fact else 0
        return unix_ms(notice.utc_ns) + shift_ms


def unix_ms(utc_ns: int) -> float:
    """Unix milliseconds, to the microsecond."""
    return utc_ns // 1000 / 1000
