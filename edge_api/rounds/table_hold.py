"""Under which of its table's own holds a round is, as the table said last. Knows nothing of what the edge holds."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from schemas.facts import RoundHeld, RoundReleased

_LAST_SAID = """
SELECT kind, payload FROM inbox
WHERE round_id = ?1 AND kind IN (?2, ?3) AND (effect NOT LIKE 'ignored:%' OR effect = 'ignored:held_by_edge')
AND table_id = (SELECT table_id FROM rounds WHERE round_id = ?1)
ORDER BY epoch DESC, seq DESC LIMIT 1
"""
"""Of the round's own table, and only what counted; a release during a hold of the edge counts for the table's."""


@dataclass(frozen=True, slots=True)
class TableHold:
    """``since_ns``: the board's own monotonic time, by which its table knows the hold."""

    since_ns: str
    cause: str
    detail: str


def table_hold(conn: sqlite3.Connection, round_id: str) -> TableHold | None:
    """None: the table holds it not, or has let go of it."""
    row = conn.execute(_LAST_SAID, (round_id, RoundHeld.kind, RoundReleased.kind)).fetchone()
    if row is None or row[0] != RoundHeld.kind:
        return None
    event = json.loads(row[1])
    return TableHold(event["monons"], event["data"]["cause"], event["data"].get("detail", ""))


def held_since(conn: sqlite3.Connection, round_id: str) -> str | None:
    """By what its table knows the hold that the round is under; None as above."""
    found = table_hold(conn, round_id)
    return found.since_ns if found else None
