"""Warming up what is counted of each table's camera: its last positions, as the books have them. What they had raised is not raised again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from edge_api.books.settings import TableSetup
from edge_api.stats.sight_rates import SightLimits, SightRates
from schemas.sight import Compared

_LAST = "SELECT round_id, place, number, hand, verdict FROM seen WHERE table_id = ? ORDER BY at_utc_ns DESC LIMIT ?"


def rates_at(conn: sqlite3.Connection, tables: Iterable[TableSetup]) -> dict[str, SightRates]:
    """By table."""
    return {table.table_id: rates_of(conn, table.table_id, table.sight) for table in tables}


def rates_of(conn: sqlite3.Connection, table_id: str, limits: SightLimits) -> SightRates:
    """One table's."""
    rates = SightRates(limits)
    rows = conn.execute(_LAST, (table_id, limits.window)).fetchall()
    for round_id, place, number, hand, verdict in reversed(rows):
        rates.take((round_id, place, number, hand), Compared(verdict))
    return rates
