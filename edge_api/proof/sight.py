"""What cameras saw against the signed facts: the books say what the table signed last, and nothing was paid that sensor and camera differed in unless a human had decided."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

from pydantic import ValidationError

from edge_api.rounds.sight_doubt import PERSONS
from schemas.sight import SightMode
from schemas.sight_facts import RoundSeen

_SIGNED = "SELECT payload, table_id || ':' || epoch || ':' || seq, effect FROM inbox WHERE kind = ? AND effect IN ('seen', 'noted') ORDER BY table_id, epoch, seq"
_KEPT = "SELECT round_id, place, number, hand, verdict, sensor, camera, still, mode, fact FROM seen"
_PAID = """
SELECT s.round_id, s.place, s.number, COALESCE(json_extract(s.open_dispute, '$[0]'), s.fact), r.outcome_fact,
 s.open_dispute IS NOT NULL AND s.open_dispute ->> 1 IS NULL
FROM seen s JOIN rounds r USING (round_id)
WHERE r.phase = 'settled' AND (s.open_dispute IS NOT NULL OR (s.mode = 'on' AND s.verdict = 'dispute' AND s.decided_by IS NULL))
"""
_SAID = "SELECT payload FROM inbox WHERE table_id = ? AND epoch = ? AND seq = ?"
Word = tuple[str | None, ...]


def as_signed(conn: sqlite3.Connection) -> Iterator[str]:
    """Each position's last word, and no other."""
    signed = _signed(conn)
    for row in conn.execute(_KEPT).fetchall():
        if signed.pop(tuple(row[:4]), None) != tuple(row[4:]):
            yield f"round {row[0]}: what the camera saw at {row[1]} {row[2]} is not kept as it was signed"
    yield from (f"round {spot[0]}: what the camera saw at {spot[1]} {spot[2]} is not kept" for spot in signed)


def none_paid_undecided(conn: sqlite3.Connection) -> Iterator[str]:
    """No round was settled while a dispute of it was undecided; what the camera saw alone, people may have answered by what they entered."""
    for round_id, place, number, fact, outcome, alone in conn.execute(_PAID).fetchall():
        if _position(fact) < _position(outcome) and not (alone and _by_people(conn, outcome)):
            yield f"round {round_id}: it was paid, where nobody had decided what lies at {place} {number}"


def _by_people(conn: sqlite3.Connection, fact_id: str) -> bool:
    row = conn.execute(_SAID, fact_id.split(":")).fetchone()
    return row is not None and bool(PERSONS & set(json.loads(row[0])["data"].get("sources", ())))


def _position(fact_id: str) -> tuple[int, int]:
    """(epoch, seq)."""
    _, epoch, seq = fact_id.split(":")
    return int(epoch), int(seq)


def _signed(conn: sqlite3.Connection) -> dict[tuple[object, ...], Word]:
    found: dict[tuple[object, ...], Word] = {}
    counted: set[str] = (
        set()
    )  # rounds in which the camera counts: until their end, whatever mode a word names
    for payload, fact_id, effect in conn.execute(_SIGNED, (RoundSeen.kind,)).fetchall():
        try:
            fact = RoundSeen.consume(json.dumps(json.loads(payload)["data"]))
        except (ValidationError, ValueError, KeyError):
            continue  # another check tells what is wrong with the signed bytes
        if fact.mode is SightMode.ON:
            counted.add(fact.round_id)
        mode = SightMode.ON if effect == "seen" and fact.round_id in counted else fact.mode
        for at in fact.positions:
            spot = (fact.round_id, at.place, at.index, at.hand)
            found[spot] = (at.verdict.value, at.sensor, at.camera, at.still, mode.value, fact_id)
    return found
