"""Books of the first schema are brought up to date: what they hold keeps its meaning, and is proved by the newest `verify`."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from edge_api.books.store import migrations, open_writer, schema_version
from edge_api.replay import replay
from edge_api.verify import verify
from tests.edge_api.books.studio import Studio
from tests.edge_api.books.tampering import KEYS
from tests.edge_api.books.test_verify import RED, evening


def columns(conn: sqlite3.Connection, schema: str, table: str) -> list[str]:
    return [row[1] for row in conn.execute(f"PRAGMA {schema}.table_info({table})")]


def written_by_the_first_release(new: Path, old: Path) -> None:
    """The same evening as the first release would have written it: its tables, and of each row what it knew."""
    conn = sqlite3.connect(old, isolation_level=None)
    conn.executescript(migrations()[0][1])
    conn.execute("PRAGMA user_version = 1")
    conn.execute("ATTACH DATABASE ? AS new", (str(new),))
    for (table,) in conn.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall():
        known = ", ".join(columns(conn, "main", table))
        conn.execute(f"INSERT INTO main.{table} ({known}) SELECT {known} FROM new.{table}")
    conn.close()


def test_books_of_the_first_schema_are_proved_after_the_migrations(folder: Path) -> None:
    studio = Studio(folder)
    evening(studio)
    studio.crash()
    (folder / "old").mkdir()
    written_by_the_first_release(folder / "books.db", folder / "old" / "books.db")
    conn = open_writer(folder / "old" / "books.db")
    assert schema_version(conn) == migrations()[-1][0]
    assert verify(conn, KEYS) == []
    assert replay(conn).differences == []
    fresh = sqlite3.connect(folder / "books.db")
    ended = "SELECT placement_no, line, returned, ended_tx, charge FROM bets ORDER BY 1, 2"
    assert conn.execute(ended).fetchall() == fresh.execute(ended).fetchall()
    rounds = "SELECT round_id, decided, returned, carried FROM rounds ORDER BY round_no"
    assert conn.execute(rounds).fetchall() == fresh.execute(rounds).fetchall()
    fresh.close()
    conn.close()


def test_an_edge_goes_on_with_books_of_the_first_schema(folder: Path) -> None:
    studio = Studio(folder)
    evening(studio)
    studio.crash()
    (folder / "old").mkdir()
    written_by_the_first_release(folder / "books.db", folder / "old" / "books.db")
    studio.folder = folder / "old"
    studio.start()
    round_id = studio.open()
    studio.bet(1, round_id, RED)
    studio.close(round_id)
    assert studio.spin(round_id, "18") == "settled"
    assert verify(studio.conn, KEYS) == []
    studio.crash()
