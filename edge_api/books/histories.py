"""What each table has given, as the books know it at their start: the first input of the scoreboard."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from edge_api.books.house import House
from edge_api.rounds.layout import CARD
from edge_api.rounds.register import Table
from edge_api.stats.scores import MOST_HANDS
from edge_api.stats.window import WINDOWS
from schemas.facts import CardBurned, CardDealt, ShoeChanged
from schemas.games.baccarat_rules import BaccaratRules
from schemas.games.dragon_tiger_rules import DragonTigerRules

SHOE = "shoe"
"""Effect of an accepted fact about the shoe in the inbox."""
Position = tuple[int, int]


def of_table(house: House, table: Table) -> dict[str, Any]:
    """``{table, shoe, cards_out, outcomes}`` as in ``edge_api.stats.scoreboard``."""
    name, game = table.setup.table_id, table.setup.game.value
    if not isinstance(table.setup.rules, BaccaratRules | DragonTigerRules):
        outcomes = [outcome for _, outcome in _outcomes(house.conn, name, game, WINDOWS[-1])]
        return {"table": name, "shoe": None, "cards_out": None, "outcomes": outcomes}
    begun = _shoe(house.conn, name)
    since, number = begun or ((0, 0), None)
    hands = _outcomes(house.conn, name, game, MOST_HANDS)
    return {
        "table": name,
        "shoe": number,
        "cards_out": _cards_out(house.conn, name, since) if begun else None,
        "outcomes": [outcome for at, outcome in hands if at > since],
    }


def _shoe(conn: sqlite3.Connection, table: str) -> tuple[Position, int] | None:
    """Where the present shoe began in the table's stream, and its number."""
    row = conn.execute(
        "SELECT epoch, seq, payload FROM inbox WHERE table_id = ? AND kind = ? AND effect = ?"
        " ORDER BY epoch DESC, seq DESC LIMIT 1",
        (table, ShoeChanged.kind, SHOE),
    ).fetchone()
    if row is None:
        return None
    return (row[0], row[1]), json.loads(row[2])["data"]["shoe_number"]


def _cards_out(conn: sqlite3.Connection, table: str, since: Position) -> int:
    count: int = conn.execute(
        "SELECT COUNT(*) FROM inbox WHERE table_id = ? AND (epoch, seq) > (?, ?)"
        " AND ((kind = ? AND effect = ?) OR (kind = ? AND effect = ?))",
        (table, *since, CardDealt.kind, CARD, CardBurned.kind, SHOE),
    ).fetchone()[0]
    return count


def _outcomes(
    conn: sqlite3.Connection, table: str, game: str, most: int
) -> list[tuple[Position, dict[str, Any]]]:
    """The last settled outcomes, oldest first, each with the place of its fact in the table's stream."""
    rows = conn.execute(
        "SELECT outcome_fact, outcome FROM rounds WHERE table_id = ? AND game = ? AND phase = 'settled'"
        " ORDER BY round_no DESC LIMIT ?",
        (table, game, most),
    ).fetchall()
    return [(_position(row[0]), json.loads(row[1])) for row in reversed(rows)]


def _position(fact_id: str) -> Position:
    _, epoch, seq = fact_id.rsplit(":", 2)
    return int(epoch), int(seq)
