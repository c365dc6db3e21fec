"""Facts that a board numbered again after its disk was rolled back: what is held under the first number has had its effect already."""

from __future__ import annotations

import re
import sqlite3

from edge_api.books.received import ReceivedFact
from schemas.envelope import Event

POSITION = re.compile(r"^(0|[1-9][0-9]{0,17}):(0|[1-9][0-9]{0,17})$")


def held_already(conn: sqlite3.Connection, received: ReceivedFact) -> bool:
    """Whether this very fact is in the inbox under the position that it names as its first."""
    position = POSITION.match(received.event.reissue or "")
    if position is None:
        return False
    query = "SELECT payload FROM inbox WHERE table_id = ? AND epoch = ? AND seq = ?"
    row = conn.execute(query, (received.table_id, int(position[1]), int(position[2]))).fetchone()
    if row is None:
        return False
    return _said(Event.consume(row[0])) == _said(received.event)


def _said(event: Event) -> tuple[object, ...]:
    """What makes a fact the same: a rolled-back board may have given the old number to another that reads alike."""
    return event.bootid, event.monons, event.type, event.data
