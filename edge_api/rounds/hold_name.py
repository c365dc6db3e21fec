"""The name of the hold that a round is under: pages show it, orders bring it back, and what answers another hold than this one is refused."""

from __future__ import annotations

import sqlite3

from edge_api.rounds.round import Round
from schemas.phases import Phase

PATTERN = r"^[1-9][0-9]{0,18}-[1-9][0-9]{0,8}$"
_HELD = "SELECT round_no, held_no FROM rounds WHERE round_id = ? AND phase = ?"


def name_of(held: Round) -> str | None:
    """None: nobody holds it."""
    return _name(held.round_no, held.held_no) if held.phase is Phase.HELD else None


def hold_name(conn: sqlite3.Connection, round_id: str | None) -> str | None:
    """For a process that does not keep the round warm."""
    row = conn.execute(_HELD, (round_id, Phase.HELD.value)).fetchone() if round_id else None
    return _name(*row) if row else None


def _name(round_no: int, held_no: int) -> str:
    return f"{round_no}-{max(held_no, 1)}"
