"""Which segments of the boards' recordings are here, in ``segments.db``: each with the statement that its board signed. Moves no bytes of video."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas.video.segment import SegmentStatement

SEGMENTS_PER_FOLDER = 1000
LONGEST_NS = 3600 * 10**9
LATEST_NS = (1 << 63) - 1
SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS segments (
  table_id  TEXT NOT NULL,
  number    INTEGER NOT NULL,
  start_ns  INTEGER NOT NULL,
  end_ns    INTEGER NOT NULL,
  hash      TEXT NOT NULL,                 -- of the statement: what the next one names as prev
  statement TEXT NOT NULL,                 -- JSON
  wrapper   TEXT NOT NULL,                 -- as the board signed it
  origin    TEXT NOT NULL,                 -- live | pulled; '' while the bytes are not here
  PRIMARY KEY (table_id, number)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS segments_by_time ON segments (table_id, end_ns);
CREATE TABLE IF NOT EXISTS lacking (       -- numbers whose bytes are not here
  table_id  TEXT NOT NULL,
  number    INTEGER NOT NULL,
  gone      INTEGER NOT NULL,              -- 1: the board has it no longer
  PRIMARY KEY (table_id, number)
) WITHOUT ROWID;
PRAGMA user_version = 1;
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A stated segment. ``origin`` empty: its bytes are not here."""

    statement: SegmentStatement
    wrapper: str
    hash: str
    origin: str

    @property
    def number(self) -> int:
        return int(self.statement.number)

    @property
    def is_here(self) -> bool:
        return self.origin != ""


class SegmentIndex:
    """May be asked from any thread; each call is one short transaction, and who reads does not wait for who writes."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._conn, self._writing = _opened(folder), threading.Lock()
        self._conn.executescript(SCHEMA)
        self._reads, self._reading = _opened(folder), threading.Lock()

    def close(self) -> None:
        """Nothing more is asked."""
        with self._writing, self._reading:
            self._conn.close()
            self._reads.close()

    def path(self, table: str, number: int) -> Path:
        """Where a segment's bytes are, or would be."""
        return self._folder / table / str(number // SEGMENTS_PER_FOLDER) / f"{number}.seg"

    def put(self, table: str, entry: Entry) -> None:
        """Enter or exchange; what is not here is lacking from now on, what is here is not."""
        said = entry.statement
        row = (table, entry.number, int(said.start_utc_ns), int(said.end_utc_ns), entry.hash)
        with self._writing, self._conn:
            self._conn.execute("BEGIN")
            self._conn.execute(
                "INSERT OR REPLACE INTO segments VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (*row, said.model_dump_json(), entry.wrapper, entry.origin),
            )
            if entry.is_here:
                self._conn.execute("DELETE FROM lacking WHERE table_id = ? AND number = ?", row[:2])
            else:
                self._conn.execute("INSERT OR IGNORE INTO lacking VALUES (?, ?, 0)", row[:2])

    def get(self, table: str, number: int) -> Entry | None:
        """A stated segment."""
        return next(iter(self._entries("", "table_id = ? AND number = ?", table, number)), None)

    def between(self, table: str, start_ns: int, end_ns: int) -> Sequence[Entry]:
        """Stated segments that overlap the span, by number. None is longer than LONGEST_NS, so that only its surroundings are looked at."""
        where = "table_id = ? AND end_ns > ? AND end_ns < ? AND start_ns < ?"
        values = (table, start_ns, min(end_ns + LONGEST_NS, LATEST_NS), end_ns)
        found = self._entries("INDEXED BY segments_by_time", where, *values)
        return sorted(found, key=lambda entry: entry.number)

    def last_before(self, table: str, number: int) -> int | None:
        """The largest known number below that one."""
        found = self._rows(
            "SELECT MAX(number) FROM segments WHERE table_id = ? AND number < ?", table, number
        )
        return None if found[0][0] is None else int(found[0][0])

    def lack(self, table: str, numbers: Iterable[int]) -> None:
        """These exist, and nothing of them is here."""
        with self._writing, self._conn:
            self._conn.execute("BEGIN")
            self._conn.executemany(
                "INSERT OR IGNORE INTO lacking VALUES (?, ?, 0)", ((table, number) for number in numbers)
            )

    def lacking(self, table: str, first: int = 0, last: int = LATEST_NS) -> list[int]:
        """Numbers from the first to the last one that the board may still have, the oldest first."""
        query = "SELECT number FROM lacking WHERE table_id = ? AND number BETWEEN ? AND ? AND gone = 0 ORDER BY number"
        return [int(row[0]) for row in self._rows(query, table, first, last)]

    def is_missed(self, table: str, number: int) -> bool:
        """It is known to be lacking, whether the board may still have it or not."""
        return bool(self._rows("SELECT 1 FROM lacking WHERE table_id = ? AND number = ?", table, number))

    def count_missed(self, table: str) -> int:
        """How many are known to be lacking."""
        return int(self._rows("SELECT COUNT(*) FROM lacking WHERE table_id = ?", table)[0][0])

    def gone(self, table: str, number: int) -> None:
        """The board has it no longer."""
        self._run("UPDATE lacking SET gone = 1 WHERE table_id = ? AND number = ?", table, number)

    def newest_end_ns(self, table: str) -> int | None:
        """When the latest segment ended."""
        found = self._rows("SELECT MAX(end_ns) FROM segments WHERE table_id = ?", table)[0][0]
        return None if found is None else int(found)

    def ended_before(self, table: str, utc_ns: int) -> list[int]:
        """Numbers of segments that ended before that moment, the oldest first."""
        rows = self._rows(
            "SELECT number FROM segments WHERE table_id = ? AND end_ns < ? ORDER BY end_ns", table, utc_ns
        )
        return [int(row[0]) for row in rows]

    def lacking_outside(self, table: str, since_ns: int) -> list[int]:
        """Numbers that lack and lie before, or behind, all of the segments that ended since then: nobody can still want them."""
        rows = self._rows(
            "SELECT MIN(number), MAX(number) FROM segments WHERE table_id = ? AND end_ns >= ?",
            table,
            since_ns,
        )
        first, last = rows[0]
        if first is None:
            return []
        found = self._rows(
            "SELECT number FROM lacking WHERE table_id = ? AND (number < ? OR number > ?)", table, first, last
        )
        return [int(row[0]) for row in found]

    def forget(self, table: str, number: int) -> None:
        """It is not kept any more."""
        for name in ("segments", "lacking"):
            self._run(f"DELETE FROM {name} WHERE table_id = ? AND number = ?", table, number)  # noqa: S608

    def forget_lacking(self, table: str, numbers: Iterable[int]) -> None:
        """Nobody wants these any more."""
        with self._writing, self._conn:
            self._conn.execute("BEGIN")
            self._conn.executemany(
                "DELETE FROM lacking WHERE table_id = ? AND number = ?",
                ((table, number) for number in numbers),
            )

    def _entries(self, by: str, where: str, *values: object) -> list[Entry]:
        query = f"SELECT statement, wrapper, hash, origin FROM segments {by} WHERE {where}"  # noqa: S608
        rows = self._rows(query, *values)
        return [Entry(SegmentStatement.consume(row[0]), *row[1:]) for row in rows]

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with self._reading:
            return self._reads.execute(query, values).fetchall()

    def _run(self, statement: str, *values: object) -> None:
        with self._writing:
            self._conn.execute(statement, values)


def _opened(folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(folder / "segments.db", isolation_level=None, check_same_thread=False, timeout=5)
