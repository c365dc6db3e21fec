"""The outbox's SQLite file: opened for one process alone, checked, and moved aside (never deleted) when it is damaged.

WAL with synchronous=FULL: a commit is on the disk when it returns. Pages of 1 KiB and rows that are written over in place keep the wear
of a memory card low: one fact costs about one page.
"""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from firmware_agent.config_file import ConfigError
from schemas.envelope import event_hash

log = logging.getLogger(__name__)

FILE = "outbox.db"
PAGE_BYTES = 1024
RING = 512
"""Places laid out in advance and written over again and again; the file grows only while more facts than these wait."""

USUAL_PAYLOAD_BYTES = 700
CHECKPOINT_PAGES = 4096

SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS fact (
    slot INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL,
    key_id TEXT NOT NULL,
    payload BLOB NOT NULL,
    signature BLOB NOT NULL,
    memory TEXT NOT NULL,      -- what the round machine must remember, as of this fact
    receipted INTEGER NOT NULL -- highest sequence number known to be receipted when this was written
);
CREATE TABLE IF NOT EXISTS command (command_id TEXT PRIMARY KEY, at_s INTEGER NOT NULL) WITHOUT ROWID;
"""

Connect = Callable[[Path], sqlite3.Connection]


class Damaged(Exception):
    """The file is not a sound outbox."""


class AgentRuns(ConfigError):
    """Another process has the file open."""


def connect(path: Path) -> sqlite3.Connection:
    """Open or make the file, for this process alone."""
    connection = sqlite3.connect(path, timeout=1.0, isolation_level=None, check_same_thread=False)
    for setting in (
        f"page_size={PAGE_BYTES}",
        "locking_mode=EXCLUSIVE",
        "journal_mode=WAL",
        "synchronous=FULL",
        f"wal_autocheckpoint={CHECKPOINT_PAGES}",
    ):
        connection.execute(f"PRAGMA {setting}").fetchall()
    return connection


def owner(folder: Path, open_file: Connect = connect) -> str | None:
    """``site/table`` whose facts the folder holds; None when it holds none. Changes nothing.

    Raises:
        AgentRuns: another process has the file open.
        ConfigError: it can't be read.
        Damaged: it is not a sound outbox.
    """
    path = folder / FILE
    if not path.exists():
        return None
    try:
        with closing(open_file(path)) as connection:
            found = connection.execute("SELECT value FROM meta WHERE name = 'table'").fetchone()
    except sqlite3.DatabaseError as fault:
        raise _meaning(path, fault) from fault
    return None if found is None else str(found[0])


def open_checked(folder: Path, open_file: Connect, utc_s: int) -> tuple[sqlite3.Connection, Path | None]:
    """The file, sound or fresh; where a damaged one was moved to, if it was.

    Raises:
        ConfigError: another process has it open, or the folder can't be used.
    """
    path = folder / FILE
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return _open_sound(path, open_file), None
    except Damaged as damage:
        aside = _move_aside(path, utc_s)
        log.error("%s is damaged (%s): kept as %s; a new epoch begins", path, damage, aside)
        return _open_sound(path, open_file), aside
    except OSError as fault:
        raise ConfigError(
            f"{folder}: {fault.strerror}: the agent's user must be able to write there"
        ) from fault


def _open_sound(path: Path, open_file: Connect) -> sqlite3.Connection:
    connection: sqlite3.Connection | None = None
    try:
        connection = open_file(path)
        connection.executescript(SCHEMA)
        _check(connection)
        lay_out(connection)
    except (sqlite3.DatabaseError, Damaged) as fault:
        if connection is not None:
            connection.close()
        raise _meaning(path, fault) from fault
    return connection


def lay_out(connection: sqlite3.Connection) -> None:
    """Fill an empty outbox with places (seq 0): a later fact then costs its own page and no other."""
    if connection.execute("SELECT count(*) FROM fact").fetchone()[0]:
        return
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(
        "INSERT INTO fact VALUES (?, 0, '', zeroblob(?), zeroblob(64), '', 0)",
        ((slot, USUAL_PAYLOAD_BYTES) for slot in range(RING)),
    )
    connection.execute("COMMIT")


def _meaning(path: Path, fault: Exception) -> Exception:
    name = getattr(fault, "sqlite_errorname", "") or ""
    if isinstance(fault, Damaged) or name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return Damaged(str(fault))
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return AgentRuns(
            f"{path}: another agent runs with this folder; stop it, or give each table its own [store] folder"
        )
    if name.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_PERM")):
        return ConfigError(f"{path}: {fault}: the agent's user must be able to write there")
    return fault


def _check(connection: sqlite3.Connection) -> None:
    verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if verdict != "ok":
        raise Damaged(verdict)
    before: tuple[int, str] | None = None
    for seq, payload in connection.execute("SELECT seq, payload FROM fact WHERE seq > 0 ORDER BY seq"):
        if before is not None and (seq != before[0] + 1 or _prevhash(payload) != before[1]):
            raise Damaged(f"the chain breaks at fact {seq}")
        before = seq, event_hash(payload)


def _prevhash(payload: bytes) -> str:
    try:
        return str(json.loads(payload)["prevhash"])
    except (ValueError, KeyError, TypeError) as fault:
        raise Damaged(f"a stored event can't be read: {fault}") from fault


def _move_aside(path: Path, utc_s: int) -> Path:
    aside = path.with_name(f"{path.name}.damaged-{utc_s}")
    for suffix in ("", "-wal", "-shm"):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(aside.with_name(aside.name + suffix))
    return aside
