"""The books' database file: opened durable, migrated by number, written by one process at a time. Never repairs, never downgrades."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

WRITER_PRAGMAS = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
PRAGMA busy_timeout = 5000;
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -65536;
PRAGMA wal_autocheckpoint = 4000;
PRAGMA journal_size_limit = 67108864;
"""
READER_PRAGMAS = "PRAGMA query_only = ON; PRAGMA busy_timeout = 5000;"


class StoreError(Exception):
    """The database can't be used; says what and what to do."""


@contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Hold ``folder/books.lock`` for the block: one writer per store.

    Raises:
        StoreError: another process holds it.
    """
    handle = os.open(folder / "books.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise StoreError(
            f"{folder}/books.lock is held: stop the edge that writes these books first"
        ) from None
    try:
        yield
    finally:
        os.close(handle)


def open_writer(database: Path) -> sqlite3.Connection:
    """Open for writing (made when absent) and bring the schema up to date. Transactions are the caller's: BEGIN IMMEDIATE.

    Raises:
        StoreError: the file is not a database, or was written by a newer release.
    """
    database.parent.mkdir(parents=True, exist_ok=True)
    database.touch(
        mode=0o600
    )  # players' money is nobody else's to read; SQLite's own files take the same mode
    conn = sqlite3.connect(database, isolation_level=None, cached_statements=256)
    try:
        conn.executescript(WRITER_PRAGMAS)
        migrate(conn)
    except sqlite3.DatabaseError as bad:
        conn.close()
        raise StoreError(f"{database}: {bad}: move it away or restore a backup") from bad
    except StoreError:
        conn.close()
        raise
    return conn


def open_reader(database: Path) -> sqlite3.Connection:
    """Open for reading only.

    Raises:
        StoreError: there is no such database, it can't be read, or it was written by another release.
    """
    try:
        conn = sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
    except sqlite3.OperationalError as bad:
        raise StoreError(f"{database}: {bad}: start the edge once, or correct store.folder") from bad
    try:
        conn.executescript(READER_PRAGMAS)
        _check_release(conn)
    except (sqlite3.DatabaseError, StoreError) as bad:
        conn.close()
        raise StoreError(f"{database}: {bad}") from bad
    return conn


def _check_release(conn: sqlite3.Connection) -> None:
    version, newest = schema_version(conn), migrations()[-1][0]
    if version > newest:
        raise _too_new(version, newest)
    if version < newest:
        raise StoreError(f"schema {version}, this release reads {newest}: start the edge once")


def _too_new(version: int, newest: int) -> StoreError:
    return StoreError(
        f"the database has schema {version}, this release knows {newest}: install the newer release"
    )


def migrations() -> list[tuple[int, str]]:
    """(number, SQL) of each migration that this release knows, in order from 1 without holes."""
    folder = resources.files("edge_api.books") / "migrations"
    return sorted(
        (int(file.name[:4]), file.read_text("utf-8"))
        for file in folder.iterdir()
        if file.name.endswith(".sql")
    )


def schema_version(conn: sqlite3.Connection) -> int:
    """Number of the last migration that this database has seen; 0 when it is new."""
    version: int = conn.execute("PRAGMA user_version").fetchone()[0]
    return version


def migrate(conn: sqlite3.Connection) -> None:
    """Apply the migrations that are missing, each in a transaction of its own.

    Raises:
        StoreError: the database is newer than this release.
    """
    known = migrations()
    version = schema_version(conn)
    if version > known[-1][0]:
        raise _too_new(version, known[-1][0])
    for number, sql in known:
        if number > version:
            conn.executescript(f"BEGIN IMMEDIATE;\n{sql}\nPRAGMA user_version = {number};\nCOMMIT;")
