"""What was on the players' screens when they placed their bets, as their pages said it: the last beat before each placement. Reads only; guesses nothing.

A page speaks every few seconds while it can be seen. What it says is its own word: it explains a dispute, it decides none.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas.times import rfc3339

MOST_BEFORE_NS = 60 * 10**9
"""What a page said longer ago tells nothing of that moment."""

MOST_SHOWN = 500
_CLICKS = (
    "SELECT l.placement_no, l.player_no, p.player_id, l.accepted_utc_ns FROM placements l JOIN players p USING (player_no)"
    " JOIN rounds r USING (round_no) WHERE r.round_id = ? ORDER BY l.placement_no LIMIT ?"
)
_TABLE = "SELECT table_id FROM rounds WHERE round_id = ?"
_BEAT = (
    "SELECT received_utc_ns, path, shown_utc_ms, lag_ms, stalls, released_late FROM beats"
    " WHERE player_no = ? AND table_id = ? AND received_utc_ns BETWEEN ? AND ? ORDER BY received_utc_ns DESC LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class Click:
    """A placement: its number, whose, and when the edge accepted it (UTC)."""

    number: int
    player_no: int
    player: str
    utc_ns: int


def clicks_of(conn: sqlite3.Connection, round_id: str) -> tuple[str, list[Click]] | None:
    """The round's table, and its placements in their order, MOST_SHOWN of them; None: there is no such round."""
    found = conn.execute(_TABLE, (round_id,)).fetchone()
    if found is None:
        return None
    return found[0], [Click(*row) for row in conn.execute(_CLICKS, (round_id, MOST_SHOWN)).fetchall()]


def screens(beats: Path, table: str, clicks: Sequence[Click]) -> list[dict[str, Any]]:
    """One entry a placement; ``screen`` None: no page of that player had said anything within a minute. ``beats``: the database. Blocks."""
    if not clicks or not beats.exists():
        return [_entry(click, None) for click in clicks]
    try:
        with closing(sqlite3.connect(f"{beats.resolve().as_uri()}?mode=ro", uri=True, timeout=5)) as conn:
            return [_entry(click, _before(conn, table, click)) for click in clicks]
    except sqlite3.Error:  # it is being made, or its disk is ill: the round's page is needed all the same
        return [_entry(click, None) for click in clicks]


def _before(conn: sqlite3.Connection, table: str, click: Click) -> dict[str, Any] | None:
    span = (click.utc_ns - MOST_BEFORE_NS, click.utc_ns)
    row = conn.execute(_BEAT, (click.player_no, table, *span)).fetchone()
    if row is None:
        return None
    said_ns, path, shown_utc_ms, lag_ms, stalls, late = row
    return {
        "said_at": rfc3339(said_ns),
        "before_ms": (click.utc_ns - said_ns) // 1_000_000,
        "path": path,
        "lag_ms": lag_ms,
        "shown_utc_ms": shown_utc_ms,
        "stalls": stalls,
        "released_late": late,
    }


def _entry(click: Click, screen: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "number": click.number,
        "player": click.player,
        "accepted_at": rfc3339(click.utc_ns),
        "screen": screen,
    }
