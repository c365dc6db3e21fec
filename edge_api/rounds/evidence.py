"""Keeping a round's video until a named human lets it go: a hold on its evidence, whatever the round's own state. Moves no money, deletes nothing."""

from __future__ import annotations

import sqlite3

from edge_api.books.house import House
from edge_api.clock import Now
from edge_api.rounds.round import Round

_HOLD = "INSERT INTO evidence_holds (round_id, held_utc_ns, held_by, reason) VALUES (?, ?, ?, ?)"
_LIFT = (
    "UPDATE evidence_holds SET lifted_utc_ns = ?, lifted_by = ?, lift_reason = ?"
    " WHERE round_id = ? AND lifted_utc_ns IS NULL"
)


def hold_evidence(house: House, of: Round, by: str, reason: str, now: Now) -> bool:
    """Keep the video; False when it is kept already."""
    try:
        house.conn.execute(_HOLD, (of.round_id, now.utc_ns, by, reason))
    except sqlite3.IntegrityError:
        return False
    house.record.tell_staff(of.table_id, "evidence", {"round_id": of.round_id, "held": True, "by": by})
    return True


def lift_evidence(house: House, of: Round, by: str, reason: str, now: Now) -> bool:
    """Let it go when its time is over; False when nobody keeps it."""
    lifted = house.conn.execute(_LIFT, (now.utc_ns, by, reason, of.round_id)).rowcount
    if lifted:
        house.record.tell_staff(of.table_id, "evidence", {"round_id": of.round_id, "held": False, "by": by})
    return bool(lifted)
