"""The register of wheels: which wheel and ball each table spins from now on. Rows are dated and never changed; running rounds keep theirs."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection

import msgspec

from edge_api.clock import Now, rfc3339
from edge_api.not_possible import NotPossible

SERIAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", re.ASCII)
"""Serials and balls: they stand in addresses, logs and pages."""


class SetWheel(msgspec.Struct, frozen=True, tag="wheel.set"):
    """Every round that opens at ``table`` from now on is spun on this wheel with this ball; ``serial`` None: on none that is known."""

    table: str
    serial: str | None
    ball: str | None = None


class ListWheels(msgspec.Struct, frozen=True, tag="wheel.list"):
    """Show the whole register."""


def set_wheel(
    conn: sqlite3.Connection, tables: Collection[str], act: SetWheel, by: str, now: Now
) -> list[str]:
    """Enter a row.

    Raises:
        NotPossible: no such table, no name for a wheel, or a wheel that stands at another table.
    """
    if act.table not in tables:
        raise NotPossible(f"there is no table {act.table!r} in the configuration")
    for what, name in (("--serial", act.serial), ("--ball", act.ball)):
        if name is not None and SERIAL.fullmatch(name) is None:
            raise NotPossible(
                f"{what} {name!r:.60}: 1 to 40 letters, digits and . _ -, the first a letter or digit"
            )
    if act.serial is None and act.ball is not None:
        raise NotPossible("a ball without a wheel: give --serial too")
    _elsewhere(conn, act)
    conn.execute(
        "INSERT INTO wheels (table_id, serial, ball, since_utc_ns, by) VALUES (?, ?, ?, ?, ?)",
        (act.table, act.serial, act.ball, now.utc_ns, by),
    )
    if act.serial is None:
        return [f"{act.table} has no known wheel from its next round on"]
    ball = f" with ball {act.ball}" if act.ball else ""
    return [f"{act.table} spins wheel {act.serial}{ball} from its next round on"]


def _elsewhere(conn: sqlite3.Connection, act: SetWheel) -> None:
    row = conn.execute(
        "SELECT table_id FROM wheels WHERE wheel_no IN (SELECT MAX(wheel_no) FROM wheels GROUP BY table_id)"
        " AND serial = ? AND table_id <> ?",
        (act.serial, act.table),
    ).fetchone()
    if row is not None:
        raise NotPossible(f"wheel {act.serial} stands at {row[0]}: take it away there first (--none)")


def list_wheels(conn: sqlite3.Connection) -> list[str]:
    """A line for each row, oldest first."""
    rows = conn.execute("SELECT table_id, serial, ball, since_utc_ns, by FROM wheels ORDER BY wheel_no")
    return [
        f"{row[0]:<24} {row[1] or 'no wheel':<24} {row[2] or '-':<16} since {rfc3339(row[3])} by {row[4]}"
        for row in rows
    ] or ["no wheel is registered"]
