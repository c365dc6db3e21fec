"""The store: durable settings, numbered migrations, one writer."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from edge_api.books.store import StoreError, migrations, open_reader, open_writer, schema_version, writer_lock


def test_a_new_store_is_durable_and_up_to_date(tmp_path: Path) -> None:
    conn = open_writer(tmp_path / "deep" / "books.db")
    pragmas = {
        name: conn.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys")
    }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    assert schema_version(conn) == migrations()[-1][0] >= 1
    conn.close()


def test_migrations_are_numbered_without_holes() -> None:
    assert [number for number, _ in migrations()] == list(range(1, len(migrations()) + 1))


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    open_writer(tmp_path / "books.db").close()
    conn = open_writer(tmp_path / "books.db")
    assert schema_version(conn) == migrations()[-1][0]
    conn.close()


def test_a_newer_store_is_refused(tmp_path: Path) -> None:
    conn = open_writer(tmp_path / "books.db")
    conn.execute("PRAGMA user_version = 999")
    conn.close()
    with pytest.raises(StoreError, match="install the newer release"):
        open_writer(tmp_path / "books.db")


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "books.db").write_bytes(b"not a database at all, but long enough to look at" * 20)
    with pytest.raises(StoreError, match="restore a backup"):
        open_writer(tmp_path / "books.db")


def test_there_is_one_writer(tmp_path: Path) -> None:
    with writer_lock(tmp_path), pytest.raises(StoreError, match="stop the edge"), writer_lock(tmp_path):
        pass
    with writer_lock(tmp_path):
        pass


def test_a_reader_can_not_write(tmp_path: Path) -> None:
    writer = open_writer(tmp_path / "books.db")
    reader = open_reader(tmp_path / "books.db")
    with pytest.raises(sqlite3.OperationalError):
        reader.execute("INSERT INTO meta VALUES ('a', 'b')")
    reader.close()
    writer.close()


def test_a_reader_of_nothing_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="start the edge once"):
        open_reader(tmp_path / "books.db")


def test_only_the_owner_reads_the_books(tmp_path: Path) -> None:
    database = tmp_path / "books.db"
    connection = open_writer(database)
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    connection.close()
    assert modes["books.db"] == 0o600
    assert set(modes.values()) == {0o600}
