"""Which pictures are here, missing or gone: ``stills.db`` in their folder, written by one thread of the books' process, read by the front. Knows no round."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from enum import Enum
from pathlib import Path
from typing import Any

NAME = "stills.db"
SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS stills (
  sha256      TEXT PRIMARY KEY,
  state       TEXT NOT NULL,               -- here | missing | gone
  bytes       INTEGER NOT NULL,
  changed_utc_ns INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS stills_here ON stills (changed_utc_ns) WHERE state = 'here';
PRAGMA user_version = 1;
"""
_MADE = "SELECT 1 FROM sqlite_master WHERE name = 'stills'"


class Kept(Enum):
    """MISSING: it never came. GONE: its time was over."""

    HERE = "here"
    MISSING = "missing"
    GONE = "gone"


class IndexIll(Exception):
    """The index is there and can't be read: of no picture is known whether it is here."""


def state_of(folder: Path, sha256: str) -> Kept | None:
    """For a process that does not write; None: nothing is known of it yet. As those below, it raises IndexIll."""
    said = _first(folder, "SELECT state FROM stills WHERE sha256 = ?", (sha256,))
    return None if said is None else Kept(said)


def states_of(folder: Path, hashes: Sequence[str]) -> dict[str, Kept]:
    """Of those pictures of which something is known."""
    query = "SELECT sha256, state FROM stills WHERE sha256 IN (SELECT value FROM json_each(?))"
    rows = _rows(folder, query, (json.dumps(hashes),))
    return {sha256: Kept(said) for sha256, said in rows}


def missing_in(folder: Path) -> int:
    """How many never came."""
    return int(_first(folder, "SELECT COUNT(*) FROM stills WHERE state = 'missing'", ()) or 0)


def _first(folder: Path, query: str, values: Sequence[str]) -> Any:
    rows = _rows(folder, query, values)
    return rows[0][0] if rows else None


def _rows(folder: Path, query: str, values: Sequence[str]) -> list[Any]:
    """Nothing also where there is no index yet, or it is being made. Raises IndexIll."""
    database = folder / NAME
    if not database.exists():
        return []
    try:
        with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True, timeout=5)) as conn:
            is_made = conn.execute(_MADE).fetchone() is not None
            return conn.execute(query, values).fetchall() if is_made else []
    except sqlite3.Error as ill:
        raise IndexIll(f"{database.name} can't be read: {ill}") from ill


class StillIndex:
    """The writer's side."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._conn = sqlite3.connect(folder / NAME, isolation_level=None, timeout=5)
        self._conn.executescript(SCHEMA)

    def close(self) -> None:
        self._conn.close()

    def get(self, sha256: str) -> Kept | None:
        row = self._conn.execute("SELECT state FROM stills WHERE sha256 = ?", (sha256,)).fetchone()
        return Kept(row[0]) if row else None

    def put(self, sha256: str, state: Kept, size: int, utc_ns: int) -> None:
        self._conn.execute(
            "INSERT OR REPLACE INTO stills VALUES (?, ?, ?, ?)", (sha256, state.value, size, utc_ns)
        )

    def here_since_before(self, utc_ns: int, after: tuple[int, str], most: int) -> list[tuple[int, str]]:
        """(since, sha256) of pictures that came before that time, the oldest first, from ``after`` on."""
        query = (
            "SELECT changed_utc_ns, sha256 FROM stills WHERE state = 'here' AND changed_utc_ns < ? AND (changed_utc_ns, sha256) > (?, ?)"
            " ORDER BY changed_utc_ns, sha256 LIMIT ?"
        )
        return self._conn.execute(query, (utc_ns, *after, most)).fetchall()
