"""`edge-api verify`: every invariant of the books, recomputed from postings, placements and signed bytes. Reads only; believes no cache."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping

from edge_api.proof import audit, bets, draws, endings, ledger, play, questions, rounds, seats, sight, streams

Check = Callable[[sqlite3.Connection], Iterable[str]]


def sound(conn: sqlite3.Connection) -> Iterator[str]:
    """The file itself: its pages and indexes are in order, and hold what the schema demands (SQLite, PRAGMA integrity_check)."""
    found = conn.execute("PRAGMA integrity_check").fetchall()
    yield from (f"the database is damaged: {line}" for (line,) in found if line != "ok")


CHECKS: tuple[Check, ...] = (
    sound,
    ledger.balanced,
    ledger.complete,
    ledger.shapes,
    ledger.caches,
    ledger.never_overdrawn,
    ledger.transfers,
    bets.debited_once,
    bets.returned_once,
    bets.statuses_fit_rounds,
    bets.stakes_held,
    bets.in_time,
    bets.contents,
    bets.orphans,
    seats.one_player_a_seat,
    questions.in_listed_windows,
    questions.lists_every_choice,
    play.played_as_decided,
    endings.ended_by_one,
    endings.given_back_whole,
    endings.moved_as_ended,
    endings.carried_as_open,
    rounds.paid_as_due,
    rounds.void_returned_once,
    rounds.ended_once,
    audit.unbroken,
    audit.lists_every_bet_and_fact,
    audit.lists_every_transfer,
    audit.lists_every_commit,
    audit.windows_as_listed,
    draws.as_committed,
    sight.as_signed,
    sight.none_paid_undecided,
    streams.inbox,
)


def verify(conn: sqlite3.Connection, edge_keys: Mapping[str, str]) -> list[str]:
    """What is wrong with the books, one sentence each; empty when nothing is.

    ``edge_keys``: key id -> Ed25519 public key (base64url) of this edge. Sees one moment, also while an edge is writing.
    """
    conn.execute("BEGIN")
    try:
        return list(_findings(conn, edge_keys))
    finally:
        conn.execute("ROLLBACK")


def _findings(conn: sqlite3.Connection, edge_keys: Mapping[str, str]) -> Iterator[str]:
    for check in CHECKS:
        yield from check(conn)
    yield from streams.edge_log(conn, edge_keys)


def summary(conn: sqlite3.Connection) -> dict[str, int]:
    """How much there was to verify."""
    counted = ("transactions", "placements", "rounds", "inbox", "audit", "edge_log")
    return {name: conn.execute(f"SELECT COUNT(*) FROM {name}").fetchone()[0] for name in counted}  # noqa: S608
