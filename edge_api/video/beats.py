"""Keeps what each player's screen showed, for when a bet is disputed: beats.db, written once a second on a thread of its own, and forgotten after its time."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from edge_api.clock import Clock
from edge_api.video.beat import Beat, Sync
from edge_api.video.pace import Pace
from edge_api.video.reserve import Reserve
from edge_api.video.vital import vital
from edge_api.video_ticket import Ticket

log = logging.getLogger(__name__)

MOST_UNWRITTEN = 50_000
PLAYERS, STAFF = (4.0, 20), (200.0, 400)
"""Beats a second, and at once: of one player on all his screens, and of the staff together."""

FORGET_EVERY_S = 3600
DAY_NS = 86_400 * 10**9
SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS beats (
  table_id TEXT NOT NULL, player_no INTEGER NOT NULL, received_utc_ns INTEGER NOT NULL, path TEXT NOT NULL,
  shown_utc_ms REAL NOT NULL, lag_ms REAL NOT NULL, stalls INTEGER NOT NULL, released_late INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS beats_of_player ON beats (player_no, table_id, received_utc_ns);
CREATE INDEX IF NOT EXISTS beats_by_time ON beats (received_utc_ns);
"""
ADDED = {"events": "INTEGER NOT NULL DEFAULT 0", "event_off_ms": "REAL"}
"""Columns that files of earlier versions lack."""

INSERT = (
    "INSERT INTO beats (table_id, player_no, received_utc_ns, path, shown_utc_ms, lag_ms, stalls, released_late, events, event_off_ms)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)

Row = tuple[str, int, int, str, float, float, int, int, int, float | None]


class Beats:
    """``take`` is called on the event loop; ``keeping`` writes. ``sync``: by table, what the viewers say together. ``lost``: beats that were not kept."""

    def __init__(self, database: Path, clock: Clock, keep_days: int, reserve: Reserve) -> None:
        self._database, self._clock, self._keep_days = database, clock, keep_days
        self._reserve = reserve
        self._players, self._staff = Pace(*PLAYERS), Pace(*STAFF)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="beats")
        self._conn: sqlite3.Connection | None = None
        self._is_failing = False
        self._rows: list[Row] = []
        self.sync: dict[str, Sync] = {}
        self.lost = 0

    def take(self, table: str, ticket: Ticket, viewer: str, beat: Beat) -> bool:
        """A beat of the ticket's holder; False when it comes too soon, and counts for nothing.

        A player is one viewer, whatever his pages call themselves; ``viewer`` tells the staff's apart.
        """
        now, number = self._clock.now(), ticket.player_no
        if not (self._players if number else self._staff).allows(number, now.mono_ns):
            return False
        name = f"{number}" if number else viewer
        self.sync.setdefault(table, Sync()).take(beat, name, number, now.mono_ns)
        self._keep_row(table, number, now.utc_ns, beat)
        return True

    def _keep_row(self, table: str, number: int, utc_ns: int, beat: Beat) -> None:
        if len(self._rows) >= MOST_UNWRITTEN:
            self.lost += 1
            return
        shown = (beat.shown_utc_ms, beat.lag_ms, beat.stalls, beat.released_late)
        off = (beat.events, beat.event_off_ms)
        self._rows.append((table, number, utc_ns, beat.path, *shown, *off))

    @contextlib.asynccontextmanager
    async def keeping(self) -> AsyncIterator[None]:
        """Writes while it lasts, and at its end."""
        task = vital(self._keep(), "the keeping of beats")
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await self._write()
            await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
            self._thread.shutdown()

    async def _keep(self) -> None:
        seconds = 0
        while True:
            await self._write()
            if seconds % FORGET_EVERY_S == 0 and self._keep_days:
                await self._run(
                    "DELETE FROM beats WHERE received_utc_ns < ?",
                    [(self._clock.utc_ns() - self._keep_days * DAY_NS,)],
                )
            seconds += 1
            await asyncio.sleep(1)

    async def _write(self) -> None:
        rows, self._rows = self._rows, []
        if rows and not await self._run(INSERT, rows):
            self.lost += len(rows)

    async def _run(self, sql: str, rows: list[Row] | list[tuple[int]]) -> bool:
        """False when the disk does not take it: viewers are not troubled with that."""
        try:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._execute, sql, rows)
        except (sqlite3.Error, OSError) as failed:
            if not self._is_failing:
                log.error("%s: beats are not kept: %s", self._database, failed)
            self._is_failing = True
            return False
        self._is_failing = False
        return True

    def _execute(self, sql: str, rows: list[Row] | list[tuple[int]]) -> None:
        """On the thread, which has the connection."""
        if self._conn is None:
            self._database.parent.mkdir(parents=True, exist_ok=True)
            self._conn = _opened(self._database)
        if sql is INSERT:
            self._reserve.need(self._database.parent)
        with self._conn:
            self._conn.executemany(sql, rows)

    def _close(self) -> None:
        if self._conn is not None:
            self._conn.close()


def _opened(database: Path) -> sqlite3.Connection:
    """A file of an earlier version gets what it lacks."""
    conn = sqlite3.connect(database)
    conn.executescript(SCHEMA)
    there = {name for _, name, *_ in conn.execute("PRAGMA table_info(beats)")}
    for name, kind in ADDED.items():
        if name not in there:
            conn.execute(f"ALTER TABLE beats ADD COLUMN {name} {kind}")
    return conn
