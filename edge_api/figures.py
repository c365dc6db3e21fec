"""The floor's figures from the books: one question a table, `(connection, table, round) -> Figures`. Reads only."""

from __future__ import annotations

import sqlite3

from edge_api.settle.results import label_of_text
from edge_api.tiles import Figures
from schemas.phases import Game

MOST_OPENINGS = 120
MOST_RESULTS = 84


def figures(connection: sqlite3.Connection, table_id: str, round_id: str | None) -> Figures:
    """Stakes and players of a round; when the table's last rounds opened and what they gave; what stays of earlier rounds."""
    row = connection.execute(
        "SELECT opened_utc_ns, staked, round_no FROM rounds WHERE round_id = ?", (round_id,)
    ).fetchone()
    openings = connection.execute(
        "SELECT opened_utc_ns FROM rounds WHERE table_id = ? ORDER BY round_no DESC LIMIT ?",
        (table_id, MOST_OPENINGS),
    ).fetchall()
    return Figures(
        opened_utc_ns=row[0] if row else None,
        staked=row[1] if row else 0,
        players=_players(connection, row[2]) if row else 0,
        openings_utc_ns=tuple(opening[0] for opening in openings),
        results=_results(connection, table_id),
        staying=_staying(connection, table_id),
    )


def _staying(connection: sqlite3.Connection, table_id: str) -> int:
    found = connection.execute(
        "SELECT COALESCE(SUM(b.stake + b.charge), 0) FROM carried_bets c JOIN bets b USING (placement_no, line)"
        " WHERE c.table_id = ?",
        (table_id,),
    ).fetchone()
    return int(found[0])


def _players(connection: sqlite3.Connection, round_no: int) -> int:
    found = connection.execute(
        "SELECT COUNT(DISTINCT player_no) FROM placements WHERE round_no = ? AND status IN ('accepted', 'settled')",
        (round_no,),
    ).fetchone()
    return int(found[0])


def _results(connection: sqlite3.Connection, table_id: str) -> tuple[str, ...]:
    outcomes = connection.execute(
        "SELECT game, outcome FROM rounds WHERE table_id = ? AND phase = 'settled' ORDER BY round_no DESC LIMIT ?",
        (table_id, MOST_RESULTS),
    ).fetchall()
    return tuple(label_of_text(Game(game), outcome) for game, outcome in outcomes)
