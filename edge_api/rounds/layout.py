"""Playing again what a table has shown in a round: from the facts as they were signed. Refuses what the rules of the game have no place for."""

from __future__ import annotations

import json
import sqlite3

from schemas.facts import FACT_BY_KIND
from schemas.games.deal import Deal
from schemas.playing import Move, play

CARD, READING, MOVE = "card", "reading", "move"
"""Effects of facts in the inbox that have changed the layout."""

_MOVES = "SELECT kind, payload FROM inbox WHERE round_id = ? AND effect IN ('card', 'reading', 'move') ORDER BY epoch, seq"


def lay_again(conn: sqlite3.Connection, round_id: str, deal: Deal) -> Deal:
    """``deal`` after every fact that was accepted for the round; the same object.

    Raises:
        IllegalOutcome: they are not of one round of this game.
    """
    for kind, payload in conn.execute(_MOVES, (round_id,)).fetchall():
        fact = FACT_BY_KIND[kind].consume(json.dumps(json.loads(payload)["data"]))
        assert isinstance(fact, Move), "only moves have these effects"
        play(deal, fact)
    return deal
