"""What the books hold of wheels: which are where, their spins, and the looks at them. Each function is one question; nothing is written."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from edge_api.stats.wheel.history import Spin
from schemas.games.wheels import RotorDirection, Wheel
from schemas.times import rfc3339

NO_ROUND = 0


@dataclass(frozen=True, slots=True)
class KnownWheel:
    """A wheel that rounds were spun on, or that stands at a table. ``table_id`` is None when it stands at none now."""

    serial: str
    table_id: str | None
    ball: str | None
    wheel: Wheel | None
    """None before its first settled round."""
    spins: int


def known_wheels(conn: sqlite3.Connection) -> list[KnownWheel]:
    """Every wheel of the register, by serial."""
    serials = conn.execute(
        "SELECT DISTINCT serial FROM wheels WHERE serial IS NOT NULL ORDER BY serial"
    ).fetchall()
    return [_known(conn, serial) for (serial,) in serials]


def known_wheel(conn: sqlite3.Connection, serial: str) -> KnownWheel | None:
    """One wheel of the register."""
    row = conn.execute("SELECT 1 FROM wheels WHERE serial = ? LIMIT 1", (serial,)).fetchone()
    return _known(conn, serial) if row else None


def _known(conn: sqlite3.Connection, serial: str) -> KnownWheel:
    place = conn.execute(
        "SELECT table_id, ball FROM wheels WHERE serial = ?"
        " AND wheel_no IN (SELECT MAX(wheel_no) FROM wheels GROUP BY table_id)",
        (serial,),
    ).fetchone()
    spins = conn.execute(
        "SELECT COUNT(*) FROM rounds WHERE wheel_serial = ? AND phase = 'settled'", (serial,)
    ).fetchone()[0]
    table_id, ball = place or (None, None)
    return KnownWheel(serial, table_id, ball, wheel_type(conn, serial), spins)


def fitted(conn: sqlite3.Connection, table_id: str) -> tuple[str | None, str | None]:
    """(serial, ball) of the wheel at a table; None where nobody has said."""
    row = conn.execute(
        "SELECT serial, ball FROM wheels WHERE table_id = ? ORDER BY wheel_no DESC LIMIT 1", (table_id,)
    ).fetchone()
    return (row[0], row[1]) if row else (None, None)


def wheel_type(conn: sqlite3.Connection, serial: str) -> Wheel | None:
    """The wheel that the rules of its newest settled round name."""
    row = conn.execute(
        "SELECT s.body FROM rounds r JOIN rule_sets s ON s.hash = r.rules_hash"
        " WHERE r.wheel_serial = ? AND r.phase = 'settled' ORDER BY r.round_no DESC LIMIT 1",
        (serial,),
    ).fetchone()
    return Wheel(json.loads(row[0])["wheel"]) if row else None


def spins_of(
    conn: sqlite3.Connection, serial: str, after_no: int = NO_ROUND, besides: int = NO_ROUND
) -> Iterator[Spin]:
    """The settled spins of a wheel in the order of their rounds: those above a round number, but for one round."""
    rows = conn.execute(
        "SELECT outcome, ended_utc_ns, ball, dealer, direction FROM rounds WHERE wheel_serial = ? AND phase = 'settled'"
        " AND round_no > ? AND round_no <> ? ORDER BY round_no",
        (serial, after_no, besides),
    )
    for outcome, at_utc_ns, ball, dealer, direction in rows:
        way = RotorDirection(direction) if direction else None
        for pocket in pockets_of(json.loads(outcome)):
            yield Spin(pocket, at_utc_ns, ball, dealer, way)


def newest_spins(conn: sqlite3.Connection, serial: str, most: int) -> list[Spin]:
    """The last ``most`` settled spins of a wheel, oldest first."""
    row = conn.execute(
        "SELECT MIN(round_no) FROM (SELECT round_no FROM rounds WHERE wheel_serial = ? AND phase = 'settled'"
        " ORDER BY round_no DESC LIMIT ?)",
        (serial, most),
    ).fetchone()
    return list(spins_of(conn, serial, row[0] - 1))[-most:] if row[0] is not None else []


def last_round(conn: sqlite3.Connection, serial: str) -> int:
    """The number of the wheel's newest settled round; NO_ROUND before its first."""
    row = conn.execute(
        "SELECT MAX(round_no) FROM rounds WHERE wheel_serial = ? AND phase = 'settled'", (serial,)
    ).fetchone()
    return row[0] or NO_ROUND


def pockets_of(outcome: dict[str, Any]) -> tuple[str, ...]:
    """The spins of a round's outcome, as it is stored."""
    pocket = outcome.get("pocket")
    return (pocket,) if pocket is not None else tuple(outcome["pockets"])


def looks(conn: sqlite3.Connection, serial: str, limit: int) -> list[dict[str, Any]]:
    """The looks at a wheel, newest first: ``edge_api.stats.wheel.looks.Look`` as JSON values, and ``at``."""
    rows = conn.execute(
        "SELECT at_utc_ns, body FROM wheel_looks WHERE serial = ? ORDER BY at_utc_ns DESC, block DESC LIMIT ?",
        (serial, limit),
    ).fetchall()
    return [{"at": rfc3339(row[0]), **json.loads(row[1])} for row in rows]
