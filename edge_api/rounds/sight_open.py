"""What a round's sensor and camera differ in and nobody has decided yet: opened by the table's words, told to people with a hold, decided by who releases that hold. Lets no word of a camera take one back."""

from __future__ import annotations

import json

from edge_api.books.house import House
from edge_api.rounds.round import Round
from schemas.games.deal import Readings, Spot
from schemas.sight import stands_alone

# ``seen.open_dispute``: [fact, sensor, camera], and a 1 behind them once a hold has told people of it; sensor null: it read nothing there.
_UNREAD = """
SELECT place, number, hand, camera, looks, votes FROM seen
WHERE round_id = ? AND mode = 'on' AND verdict = 'camera_only' AND decided_by IS NULL AND open_dispute IS NULL
"""
_OPEN = """
UPDATE seen SET open_dispute = json_array(fact, NULL, camera) WHERE round_id = ? AND place = ? AND number = ? AND hand = ?
"""
_OPENED = "SELECT place, number, hand, json_extract(open_dispute, '$[1]'), json_extract(open_dispute, '$[2]') FROM seen WHERE round_id = ? AND open_dispute IS NOT NULL"
_TELL = "UPDATE seen SET open_dispute = json_set(open_dispute, '$[3]', 1) WHERE round_id = ? AND open_dispute IS NOT NULL"
_DECIDE = "UPDATE seen SET decided_by = ?, open_dispute = NULL WHERE round_id = ? AND json_extract(open_dispute, '$[3]') = 1"

Opened = tuple[Spot, str | None, str]
"""(place, what the sensor read there, what the camera saw there)."""


def open_unread(house: House, of: Round) -> None:
    """A card that the camera, where its word counts, is sure of and no sensor read: open, whatever the camera says of it later."""
    if of.deal.reads is not Readings.CARDS:
        return
    for *at, camera, looks, votes in house.conn.execute(_UNREAD, (of.round_id,)).fetchall():
        if stands_alone(camera, looks, [vote["value"] for vote in json.loads(votes)]):
            open_at(house, of, Spot(*at))


def open_at(house: House, of: Round, spot: Spot) -> None:
    """What the camera says there alone waits for a human."""
    house.conn.execute(_OPEN, (of.round_id, spot.place, spot.index, spot.hand))


def unread(house: House, of: Round) -> list[tuple[Spot, str]]:
    """(place, value) that the camera, where its word counts, says alone, sure or not, and that nobody has decided or opened."""
    rows = house.conn.execute(_UNREAD, (of.round_id,)).fetchall()
    return [(Spot(*row[:3]), row[3]) for row in rows]


def opened(house: House, of: Round) -> list[Opened]:
    """All that is undecided."""
    rows = house.conn.execute(_OPENED, (of.round_id,)).fetchall()
    return [(Spot(*row[:3]), row[3], row[4]) for row in rows]


def tell(house: House, of: Round) -> None:
    """The round is held for what differs: people see what does until now, and nothing that comes later."""
    house.conn.execute(_TELL, (of.round_id,))


def decide(house: House, of: Round, by: str) -> None:
    """A human lets the round go on: what the hold has told of is decided for those values. What came since waits for another hold."""
    house.conn.execute(_DECIDE, (by, of.round_id))
