"""What the books know of the seats of a round that is played: insured stakes, bets behind, what each hand did last. Reads only."""

from __future__ import annotations

import json
import sqlite3

from edge_api.dealer_console import SeatFigures
from schemas.facts import HandDecided

_STAKES = """
SELECT json_extract(b.sel, '$.seat'), SUM(CASE b.type WHEN 'insurance' THEN b.stake ELSE 0 END),
 COUNT(DISTINCT CASE b.type WHEN 'bet_behind' THEN p.player_no END)
FROM rounds r JOIN placements p USING (round_no) JOIN bets b USING (placement_no)
WHERE r.round_id = ? AND p.status IN ('accepted', 'settled') AND b.type IN ('insurance', 'bet_behind') GROUP BY 1
"""
_DECIDED = "SELECT payload FROM inbox WHERE round_id = ? AND kind = ? AND effect = 'move' ORDER BY epoch, seq"


def seat_figures(connection: sqlite3.Connection, round_id: str | None) -> SeatFigures:
    """The seats of a round; nothing where no round is."""
    stakes = connection.execute(_STAKES, (round_id,)).fetchall()
    decided = connection.execute(_DECIDED, (round_id, HandDecided.kind)).fetchall()
    said = [json.loads(row[0])["data"] for row in decided]
    return SeatFigures(
        insured={row[0]: row[1] for row in stakes if row[1]},
        behind={row[0]: row[2] for row in stakes if row[2]},
        played={f"{each['seat']}/{each['hand']}": each["action"] for each in said},
    )
