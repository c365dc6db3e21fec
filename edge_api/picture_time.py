"""When an event is to be seen in its table's picture: the sensed moment, less the sensor's latency, plus what it takes to become visible. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from schemas.phases import Game

SENSED = frozenset({
    "round.card", "shoe.card_burned", "shoe.cut_card", "round.dice", "round.segment", "round.step", "round.respun", "round.outcome",
})  # fmt: skip
"""Kinds of facts that end with a sensor's reading."""

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
"""The device by which a game's table senses, as ``sync.latency_ms`` names it."""

SEEN = frozenset({
    "betsopen", "betsclosed", "multipliers", "step", "seats", "insurance", "insurance_closed", "turn", "decided", "card", "reading", "respin",
    "gameresult", "winners", "player", "roads", "statistics", "seed", "follow", "early", "late", "lost", "held", "released", "void", "shoe", "table",
})  # fmt: skip
"""What a fact makes known to players, and so can be seen in the picture: what ``sync.visible_offset_ms`` may name."""

RESULT = "gameresult"
TELLS_RESULT = frozenset({"winners", "player", "roads", "statistics", "seed"})
"""What gives the result away, and so is seen no earlier than it."""


CARD = "card"
FOLLOWS_CARD = frozenset({"step", RESULT})
"""What a sensed card brings about, and so is seen no earlier than it at a table of cards."""


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
    """How far a table's events are from its picture, in ms: by device (that of OF_GAME counts), and by event (of SEEN)."""

    game: Game
    latency_ms: Mapping[str, int]
    visible_offset_ms: Mapping[str, int]

    def shift_ms(self, event: str, fact: str) -> int:
        """How much later than the board's time this event of such a fact is to be seen."""
        latency_ms = self.latency_ms.get(OF_GAME[self.game], 0) if fact in SENSED else 0
        return self.visible_offset_ms.get(self._named(event), 0) - latency_ms

    def _named(self, event: str) -> str:
        """Under which name its offset is to be found."""
        named = RESULT if event in TELLS_RESULT and event not in self.visible_offset_ms else event
        waits = OF_GAME[self.game] == "shoe" and named in FOLLOWS_CARD
        return CARD if waits and named not in self.visible_offset_ms else named


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
