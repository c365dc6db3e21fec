"""What pages and the API read of rounds that are played: a player's seats, and the decision that a placement is."""

from __future__ import annotations

import sqlite3
from typing import Any


def seats_of(connection: sqlite3.Connection, player_no: int, round_id: str | None) -> list[int]:
    """The seats that a player has taken in a round, from the dealer's left."""
    rows = connection.execute(
        "SELECT DISTINCT b.sel ->> '$.seat' AS seat FROM rounds r JOIN placements l USING (round_no) JOIN bets b USING (placement_no)"
        " WHERE r.round_id = ? AND r.game = 'blackjack' AND l.player_no = ? AND l.status IN ('accepted', 'settled') AND b.type = 'main'"
        " ORDER BY seat",
        (round_id, player_no),
    )
    return [row[0] for row in rows.fetchall()]


def decision_of(connection: sqlite3.Connection, placement_no: int) -> dict[str, Any] | None:
    """What a placement decided, if it is a decision: seat, hand, action, and whether it was chosen early."""
    row = connection.execute(
        "SELECT seat, hand, action, early_no FROM decisions WHERE placement_no = ?", (placement_no,)
    ).fetchone()
    if row is None:
        return None
    return {"seat": row[0], "hand": row[1], "action": row[2], "early": row[3] is not None}
