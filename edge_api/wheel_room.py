"""Examinations of wheels for the floor: worked out on a reader thread, and kept until the wheel has been spun again."""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from edge_api.reader import Reader
from edge_api.stats.wheel.examination import examine
from edge_api.stats.wheel.history import Wanted, count
from edge_api.stats.wheel.report import to_json
from edge_api.wheel_history import KnownWheel, known_wheel, last_round, looks, newest_spins
from edge_api.wheel_limits import shipped_limits
from edge_api.wheel_told import about, narrowed

MOST_SCANNED = 100_000
"""Spins of a wheel that the floor looks through, from the newest on; `edge-api wheel-stats` takes all of them."""

ARCHIVE = 37_000
MOST_KEPT = 64
MOST_LOOKS = 30


@dataclass(frozen=True, slots=True)
class Asked:
    """A wheel, which of its spins, and the bias asked about."""

    serial: str
    wanted: Wanted
    last: int
    lift: float


@dataclass(slots=True)
class WheelRoom:
    """Answers by (question, newest round of the wheel)."""

    _kept: OrderedDict[tuple[Asked, int], dict[str, Any]] = field(default_factory=OrderedDict)

    async def examined(self, reader: Reader, asked: Asked) -> dict[str, Any] | None:
        """``{wheel, table, ball, wheel_type, history, only, ... , looks}``; None for a wheel that the books do not know.

        A wheel that has not been spun yet has no statistics.
        """
        known = await reader.read(lambda db: known_wheel(db, asked.serial))
        if known is None:
            return None
        newest = await reader.read(lambda db: last_round(db, asked.serial))
        found = self._kept.get((asked, newest))
        if found is None:
            found = await reader.read(lambda db: _examine(db, known, asked))
            self._keep((asked, newest), found)
        seen = await reader.read(lambda db: looks(db, asked.serial, MOST_LOOKS))
        return {**about(known), "only": narrowed(asked.wanted, asked.last), **found, "looks": seen}

    def _keep(self, key: tuple[Asked, int], found: dict[str, Any]) -> None:
        self._kept[key] = found
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)


def _examine(db: sqlite3.Connection, known: KnownWheel, asked: Asked) -> dict[str, Any]:
    if known.wheel is None:
        return {}
    spins = newest_spins(db, asked.serial, MOST_SCANNED)
    return to_json(examine(count(known.wheel, spins, asked.wanted, asked.last), shipped_limits(), asked.lift))
