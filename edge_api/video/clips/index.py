"""Which clips there are, in ``clips.db`` of the clips' folder: one row a round, also when its clip is gone. Knows no video."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import fields
from pathlib import Path

from edge_api.video.clips.entry import ClipRow, State

SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TABLE IF NOT EXISTS clips (
  round_id    TEXT PRIMARY KEY,
  table_id    TEXT NOT NULL,
  state       TEXT NOT NULL,               -- being_made | ready | partial | gone
  why         TEXT NOT NULL,               -- what is lacking, or why it is gone
  class       TEXT NOT NULL,               -- ordinary | disputed | held
  ended       INTEGER NOT NULL,            -- 0: made while the round was held and had not ended
  from_utc_ns INTEGER NOT NULL,
  to_utc_ns   INTEGER NOT NULL,
  seen_utc_ns INTEGER NOT NULL,            -- when the round was first seen here
  attempt     INTEGER NOT NULL,            -- counts the clips that were made of it; part of the folder's name
  size        INTEGER NOT NULL,
  frames      INTEGER NOT NULL,
  had         INTEGER NOT NULL,            -- segments that were here when it was made
  digest      TEXT NOT NULL,               -- of clip.mp4
  expires_utc_ns INTEGER,                  -- NULL: not before something changes
  changed_utc_ns INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS clips_by_expiry ON clips (expires_utc_ns) WHERE state <> 'gone';
CREATE INDEX IF NOT EXISTS clips_not_ready ON clips (to_utc_ns) WHERE state <> 'ready' OR ended = 0;
PRAGMA user_version = 1;
"""


_COLUMNS = (
    "round_id, table_id, state, why, class, ended, from_utc_ns, to_utc_ns, seen_utc_ns, attempt, size, frames, had, digest,"
    " expires_utc_ns, changed_utc_ns"
)


def read_clip(folder: Path, round_id: str) -> ClipRow | None:
    """A round's row, for a process that does not write; None also when there is no index yet."""
    database = folder / "clips.db"
    if not database.exists():
        return None
    with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True, timeout=5)) as conn:
        return _first(conn, round_id)


class ClipIndex:
    """The writer's side; one process, one thread at a time."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._conn = sqlite3.connect(
            folder / "clips.db", isolation_level=None, check_same_thread=False, timeout=5
        )
        self._conn.executescript(SCHEMA)

    def close(self) -> None:
        self._conn.close()

    def get(self, round_id: str) -> ClipRow | None:
        """A round's row."""
        return _first(self._conn, round_id)

    def put(self, row: ClipRow) -> None:
        """Enter or exchange a row; on disk when this returns."""
        values = [row.state.value if name == "state" else getattr(row, name) for name in _names()]
        places = ", ".join("?" for _ in values)
        self._conn.execute(f"INSERT OR REPLACE INTO clips ({_COLUMNS}) VALUES ({places})", values)  # noqa: S608

    def in_state(self, *states: State) -> list[ClipRow]:
        """All rows in one of these states."""
        marks = ", ".join("?" for _ in states)
        query = f"SELECT {_COLUMNS} FROM clips WHERE state IN ({marks})"  # noqa: S608
        return list(_rows(self._conn.execute(query, [state.value for state in states])))

    def of_rounds(self, round_ids: Sequence[str]) -> dict[str, ClipRow]:
        """The rows that there are of these rounds."""
        query = f"SELECT {_COLUMNS} FROM clips WHERE round_id IN (SELECT value FROM json_each(?))"  # noqa: S608
        return {row.round_id: row for row in _rows(self._conn.execute(query, (json.dumps(round_ids),)))}

    def unfinished(self, since_ns: int) -> list[str]:
        """Rounds whose clip is being made, was made before the round had ended, or lacks what may still come: those that ended since then."""
        query = "SELECT round_id FROM clips WHERE state = 'being_made' OR (ended = 0 AND state <> 'gone') OR (state <> 'ready' AND to_utc_ns > ?)"
        return [row[0] for row in self._conn.execute(query, (since_ns,)).fetchall()]

    def over(self, utc_ns: int) -> list[ClipRow]:
        """Clips that may have to go: their time, as it was known when they were entered, is over."""
        query = f"SELECT {_COLUMNS} FROM clips WHERE state <> 'gone' AND expires_utc_ns <= ?"  # noqa: S608
        return list(_rows(self._conn.execute(query, (utc_ns,))))

    def oldest(self, kind: str, before_ns: int, most: int) -> list[ClipRow]:
        """Clips of that class that are there, of rounds that ended before that moment, the oldest first."""
        query = (
            f"SELECT {_COLUMNS} FROM clips WHERE state IN ('ready', 'partial') AND ended = 1 AND class = ? AND to_utc_ns < ?"  # noqa: S608
            " ORDER BY to_utc_ns LIMIT ?"
        )
        return list(_rows(self._conn.execute(query, (kind, before_ns, most))))


def _names() -> list[str]:
    return [field.name for field in fields(ClipRow)]


def _first(conn: sqlite3.Connection, round_id: str) -> ClipRow | None:
    query = f"SELECT {_COLUMNS} FROM clips WHERE round_id = ?"  # noqa: S608
    return next(_rows(conn.execute(query, (round_id,))), None)


def _rows(cursor: sqlite3.Cursor) -> Iterator[ClipRow]:
    for row in cursor.fetchall():
        values = dict(zip(_names(), row, strict=True))
        yield ClipRow(**{**values, "state": State(values["state"]), "ended": bool(values["ended"])})
