"""What pages and the API read from the books: each function is one question, `(connection, ...) -> plain values`."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from edge_api.play_queries import decision_of
from edge_api.routes.callers import Operator, Player
from schemas.times import rfc3339

Query = Callable[[sqlite3.Connection], Any]


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A staff session as stored."""

    user: str
    role: str
    created_utc_ns: int
    seen_utc_ns: int


@dataclass(frozen=True, slots=True)
class UserRow:
    """What a sign-in needs to know of a user."""

    name: str
    password: str
    locked_until_utc_ns: int | None
    disabled: bool


def player_of_token(connection: sqlite3.Connection, token_hash: str) -> tuple[Player, int] | None:
    """The player and the token's expiry (UTC ns); None when unknown or the player is blocked."""
    row = connection.execute(
        "SELECT p.player_no, p.player_id, p.operator, p.currency, t.expires_utc_ns FROM player_tokens t"
        " JOIN players p USING (player_no) WHERE t.token_hash = ?",
        (token_hash,),
    ).fetchone()
    return (Player(row[0], row[1], row[2], row[3]), row[4]) if row else None


def operator_of_key(connection: sqlite3.Connection, key_hash: str) -> Operator | None:
    """Whose key this is; None when unknown or revoked."""
    row = connection.execute(
        "SELECT operator, scope FROM operator_keys WHERE key_hash = ? AND revoked_utc_ns IS NULL", (key_hash,)
    ).fetchone()
    return Operator(row[0], row[1]) if row else None


def session(connection: sqlite3.Connection, session_hash: str) -> SessionRow | None:
    """A session of a user who is not disabled."""
    row = connection.execute(
        "SELECT s.user, u.role, s.created_utc_ns, s.seen_utc_ns FROM sessions s JOIN users u ON u.name = s.user"
        " WHERE s.session_hash = ? AND u.disabled = 0",
        (session_hash,),
    ).fetchone()
    return SessionRow(*row) if row else None


def user(connection: sqlite3.Connection, name: str) -> UserRow | None:
    """A user by name."""
    row = connection.execute(
        "SELECT name, password, locked_until_utc_ns, disabled FROM users WHERE name = ?", (name,)
    ).fetchone()
    return UserRow(row[0], row[1], row[2], bool(row[3])) if row else None


def balance(connection: sqlite3.Connection, player_no: int) -> tuple[int, bool]:
    """(balance in minor units, blocked)."""
    row = connection.execute(
        "SELECT a.balance, p.blocked FROM players p JOIN accounts a USING (account_no) WHERE p.player_no = ?",
        (player_no,),
    ).fetchone()
    return row[0], bool(row[1])


def player_of_operator(
    connection: sqlite3.Connection, operator: str, player_id: str
) -> dict[str, Any] | None:
    """An operator's own player with the balance."""
    row = connection.execute(
        "SELECT p.player_id, p.currency, p.blocked, a.balance FROM players p JOIN accounts a USING (account_no)"
        " WHERE p.player_id = ? AND p.operator = ?",
        (player_id, operator),
    ).fetchone()
    return {"player": row[0], "currency": row[1], "blocked": bool(row[2]), "balance": row[3]} if row else None


_PLACEMENT = (
    "SELECT pl.placement_no, pl.bet_id, r.table_id, r.round_id, pl.status, pl.staked, pl.returned, r.currency,"
    " pl.accepted_utc_ns, r.outcome, r.phase FROM placements pl JOIN rounds r USING (round_no) WHERE pl.player_no = ? "
)


def placement(connection: sqlite3.Connection, player_no: int, bet_id: str) -> dict[str, Any] | None:
    """One of the player's placements with its bets."""
    row = connection.execute(_PLACEMENT + "AND pl.bet_id = ?", (player_no, bet_id)).fetchone()
    return _placement(connection, row) if row else None


def placements(
    connection: sqlite3.Connection, player_no: int, before: int | None, limit: int
) -> list[dict[str, Any]]:
    """The player's placements, newest first, below the cursor ``before``."""
    rows = connection.execute(
        _PLACEMENT + "AND pl.placement_no < ? ORDER BY pl.placement_no DESC LIMIT ?",
        (player_no, before or 2**62, limit),
    ).fetchall()
    return [_placement(connection, row) for row in rows]


def placements_of_round(connection: sqlite3.Connection, round_id: str, limit: int) -> list[dict[str, Any]]:
    """Placements of a round for the floor: who, what, when, how it ended."""
    rows = connection.execute(
        "SELECT p.player_id, pl.bet_id, pl.status, pl.staked, pl.returned, pl.accepted_utc_ns, pl.placement_no"
        " FROM placements pl JOIN players p USING (player_no) JOIN rounds r USING (round_no)"
        " WHERE r.round_id = ? ORDER BY pl.placement_no LIMIT ?",
        (round_id, limit),
    ).fetchall()
    return [
        {
            "number": row[6],
            "player": row[0],
            "bet_id": row[1],
            "status": row[2],
            "staked": row[3],
            "returned": row[4],
            "accepted_at": rfc3339(row[5]),
            "bets": _bets(connection, row[6]),
            "decision": decision_of(connection, row[6]),
        }
        for row in rows
    ]


_ROUND = (
    "SELECT round_no, round_id, table_id, game, phase, currency, dealer, opened_utc_ns, closed_utc_ns, close_cause,"
    " held_cause, outcome, ended_utc_ns, placements, staked, decided, returned, rules_hash,"
    " commitment, salt, drawn, CASE WHEN revealed THEN lower(hex(seed)) END AS seed FROM rounds LEFT JOIN seeds USING (round_id) "
)


def round_(connection: sqlite3.Connection, round_id: str) -> dict[str, Any] | None:
    """One round."""
    row = connection.execute(_ROUND + "WHERE round_id = ?", (round_id,)).fetchone()
    return _round(row) if row else None


def rounds(
    connection: sqlite3.Connection, table_id: str, before: int | None, limit: int
) -> list[dict[str, Any]]:
    """A table's rounds, newest first, below the cursor ``before`` (``number`` of the last one seen)."""
    rows = connection.execute(
        _ROUND + "WHERE table_id = ? AND round_no < ? ORDER BY round_no DESC LIMIT ?",
        (table_id, before or 2**62, limit),
    ).fetchall()
    return [_round(row) for row in rows]


def facts_of_round(connection: sqlite3.Connection, round_id: str) -> list[dict[str, Any]]:
    """What the table asserted of a round, in order, with the board's key and what each fact did here."""
    rows = connection.execute(
        "SELECT table_id, epoch, seq, kind, payload, key_id, received_utc_ns, effect FROM inbox WHERE round_id = ?"
        " ORDER BY epoch, seq",
        (round_id,),
    ).fetchall()
    return [_fact(row) for row in rows]


def alerts(connection: sqlite3.Connection, open_only: bool, limit: int) -> list[dict[str, Any]]:
    """Alerts, newest first."""
    rows = connection.execute(
        "SELECT alert_no, at_utc_ns, table_id, code, text, severity, acked_utc_ns, acked_by, link FROM alerts"
        " WHERE acked_utc_ns IS NULL OR NOT ? ORDER BY alert_no DESC LIMIT ?",
        (open_only, limit),
    ).fetchall()
    return [
        {
            "number": row[0],
            "at": rfc3339(row[1]),
            "table": row[2],
            "code": row[3],
            "text": row[4],
            "severity": row[5],
            "acked_at": rfc3339(row[6]) if row[6] else None,
            "acked_by": row[7],
            "link": row[8],
        }
        for row in rows
    ]


def audit(connection: sqlite3.Connection, before: int | None, limit: int) -> list[dict[str, Any]]:
    """Audit rows, newest first, below the cursor."""
    rows = connection.execute(
        "SELECT audit_no, at_utc_ns, kind, actor, table_id, round_id, body, hash FROM audit WHERE audit_no < ?"
        " ORDER BY audit_no DESC LIMIT ?",
        (before or 2**62, limit),
    ).fetchall()
    names = ("number", "at", "kind", "actor", "table", "round", "body", "hash")
    return [dict(zip(names, (row[0], rfc3339(row[1]), *row[2:]), strict=True)) for row in rows]


def stream_events(
    connection: sqlite3.Connection, epoch: int, from_seq: int, limit: int
) -> list[dict[str, Any]]:
    """The edge's own signed stream from ``from_seq`` on, as published."""
    rows = connection.execute(
        "SELECT epoch, seq, wire FROM edge_log WHERE epoch = ? AND seq >= ? ORDER BY seq LIMIT ?",
        (epoch, from_seq, limit),
    ).fetchall()
    return [{"epoch": str(row[0]), "seq": str(row[1]), "event": json.loads(row[2])} for row in rows]


def stream_epochs(connection: sqlite3.Connection) -> list[dict[str, str]]:
    """Epochs of the edge's stream with their last sequence number."""
    rows = connection.execute("SELECT epoch, MAX(seq) FROM edge_log GROUP BY epoch ORDER BY epoch").fetchall()
    return [{"epoch": str(row[0]), "head": str(row[1])} for row in rows]


def _placement(connection: sqlite3.Connection, row: sqlite3.Row) -> dict[str, Any]:
    ended = row["status"] in ("settled", "voided")
    return {
        "number": row["placement_no"],
        "bet_id": row["bet_id"],
        "table": row["table_id"],
        "round_id": row["round_id"],
        "status": row["status"],
        "staked": row["staked"],
        "returned": row["returned"],
        "currency": row["currency"],
        "accepted_at": rfc3339(row["accepted_utc_ns"]),
        "outcome": json.loads(row["outcome"]) if ended and row["outcome"] else None,
        "bets": _bets(connection, row["placement_no"]),
        "decision": decision_of(connection, row["placement_no"]),
    }


def _bets(connection: sqlite3.Connection, placement_no: int) -> list[dict[str, Any]]:
    rows = connection.execute(
        "SELECT b.type, b.sel, b.stake, b.returned, r.round_id FROM bets b LEFT JOIN transactions t ON t.tx_no = b.ended_tx"
        " LEFT JOIN rounds r ON r.round_no = t.round_no WHERE b.placement_no = ? ORDER BY b.line",
        (placement_no,),
    ).fetchall()
    names = ("type", "sel", "stake", "returned", "ended_round")
    return [dict(zip(names, (row[0], json.loads(row[1]), *row[2:]), strict=True)) for row in rows]


def _round(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "number": row["round_no"],
        "round_id": row["round_id"],
        "table": row["table_id"],
        "game": row["game"],
        "phase": row["phase"],
        "currency": row["currency"],
        "dealer": row["dealer"],
        "opened_at": rfc3339(row["opened_utc_ns"]),
        "closed_at": rfc3339(row["closed_utc_ns"]) if row["closed_utc_ns"] else None,
        "close_cause": row["close_cause"],
        "held_cause": row["held_cause"],
        "outcome": json.loads(row["outcome"]) if row["outcome"] else None,
        "draw": _draw(row) if row["commitment"] else None,
        "ended_at": rfc3339(row["ended_utc_ns"]) if row["ended_utc_ns"] else None,
        "placements": row["placements"],
        "staked": row["staked"],
        "decided": row["decided"],
        "returned": row["returned"],
        "rules_hash": row["rules_hash"],
    }


def _draw(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "commitment": row["commitment"],
        "salt": row["salt"],
        "multipliers": json.loads(row["drawn"]) if row["drawn"] else None,
        "seed": row["seed"],
    }


def _fact(row: sqlite3.Row) -> dict[str, Any]:
    event = json.loads(row["payload"])
    return {
        "fact_id": f"{row['table_id']}:{row['epoch']}:{row['seq']}",
        "kind": row["kind"],
        "time": event["time"],
        "data": event["data"],
        "key": row["key_id"],
        "received_at": rfc3339(row["received_utc_ns"]),
        "effect": row["effect"],
    }
