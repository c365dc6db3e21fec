"""`edge-api replay`: every round again, from the facts as they were signed. Says where the books differ; writes nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field

from edge_api.proof.resettle import Resettlement, paid_rounds
from edge_api.proof.rounds import void_returned_once
from schemas.facts import RoundOutcome


@dataclass(slots=True)
class Replayed:
    """How many rounds were settled again or found void, and what differs, one sentence each."""

    settled: int = 0
    void: int = 0
    differences: list[str] = field(default_factory=list)


def replay(conn: sqlite3.Connection) -> Replayed:
    """Settle again; sees one moment, also while an edge is writing."""
    found, again = Replayed(), Resettlement(conn)
    conn.execute("BEGIN")
    try:
        for paid in paid_rounds(conn):
            found.settled += 1
            found.differences += again.differences(paid)
        found.void = conn.execute("SELECT COUNT(*) FROM rounds WHERE phase = 'cancelled'").fetchone()[0]
        found.differences += [*void_returned_once(conn), *_unpaid(conn)]
    finally:
        conn.execute("ROLLBACK")
    return found


def _unpaid(conn: sqlite3.Connection) -> Iterator[str]:
    """An outcome that settled a round, and a round that knows nothing of it."""
    rows = conn.execute(
        "SELECT i.table_id || ':' || i.epoch || ':' || i.seq, i.round_id FROM inbox i LEFT JOIN rounds r ON r.round_id = i.round_id"
        " WHERE i.kind = ? AND i.effect = 'settled' AND (r.phase IS NOT 'settled'"
        "   OR r.outcome_fact <> i.table_id || ':' || i.epoch || ':' || i.seq)",
        (RoundOutcome.kind,),
    )
    yield from (
        f"round {round_id}: outcome {fact_id} was taken, but the round is not paid by it"
        for fact_id, round_id in rows
    )
