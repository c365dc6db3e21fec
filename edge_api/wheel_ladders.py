"""The looks of each wheel, warm: taken up at the start where the books leave them, then fed spin by spin. Writes nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

import msgspec

from edge_api.books.settings import TableSetup
from edge_api.stats.wheel.looks import LADDERS, Ladder, Look
from edge_api.wheel_history import NO_ROUND, fitted, spins_of, wheel_type
from edge_api.wheel_limits import shipped_limits
from schemas.games.roulette_rules import RouletteRules
from schemas.games.wheels import Wheel, wheel_order


class WheelLadders:
    """The ladders of one wheel: from its last looks, and the spins since then but for the round ``besides``."""

    def __init__(self, conn: sqlite3.Connection, serial: str, wheel: Wheel, besides: int = NO_ROUND) -> None:
        self.wheel = wheel
        self._ladders = [_taken_up(conn, serial, wheel, size, besides) for size in LADDERS]

    def add(self, pocket: str) -> list[Look]:
        """The next spin; the looks that it completes."""
        return [look for ladder in self._ladders if (look := ladder.add(pocket)) is not None]


def at_tables(conn: sqlite3.Connection, setups: Iterable[TableSetup]) -> dict[str, WheelLadders]:
    """The ladders of the wheels that stand at these tables, by serial; of none that has spun as another kind of wheel."""
    wheels = {
        fitted(conn, setup.table_id)[0]: setup.rules.wheel
        for setup in setups
        if isinstance(setup.rules, RouletteRules)
    }
    return {
        serial: WheelLadders(conn, serial, wheel)
        for serial, wheel in wheels.items()
        if serial is not None and same_kind(conn, serial, wheel)
    }


def same_kind(conn: sqlite3.Connection, serial: str, wheel: Wheel) -> bool:
    """Whether a wheel has spun with this order of pockets, or not at all."""
    known = wheel_type(conn, serial)
    return known is None or wheel_order(known) == wheel_order(wheel)


def _taken_up(conn: sqlite3.Connection, serial: str, wheel: Wheel, size: int, besides: int) -> Ladder:
    """A round that settles after a later one had completed a look counts only until the next start: that is one spin."""
    block = size * len(wheel_order(wheel))
    row = conn.execute(
        "SELECT body, last_round_no FROM wheel_looks WHERE serial = ? AND block = ? ORDER BY number DESC LIMIT 1",
        (serial, block),
    ).fetchone()
    last = msgspec.json.decode(row[0], type=Look) if row else None
    ladder = Ladder(wheel, size, shipped_limits(), last)
    for spin in spins_of(conn, serial, row[1] if row else NO_ROUND, besides):
        ladder.add(spin.pocket)
    return ladder
