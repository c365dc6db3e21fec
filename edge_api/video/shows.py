"""The showings of all tables, and the second hand that watches over those who watch: tickets that are over, lines that stand still, pictures that stop."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Protocol

from edge_api.clock import Clock
from edge_api.video.frames import Track
from edge_api.video.showing import Showing
from edge_api.video.table_state import TableState
from edge_api.video.vital import vital

DARK_AFTER_NS = 2_000_000_000
TRACKS = {"main": Track.MAIN, "lobby": Track.LOBBY}


class Watching(Protocol):
    """One who is looked after."""

    def second(self) -> None:
        """Another second has passed."""


class Shows:
    """The showings of all tables, and the second hand that watches over their viewers."""

    def __init__(self, tables: Mapping[str, TableState], clock: Clock) -> None:
        self._tables, self._clock = tables, clock
        self._showings = {
            (table, name): Showing(state.stream, track)
            for table, state in tables.items()
            for name, track in TRACKS.items()
        }
        self._dark: set[str] = set()
        self._sessions: set[Watching] = set()

    def of(self, table: str, track: str) -> Showing | None:
        """That picture; None when there is none."""
        return self._showings.get((table, track))

    def waiting(self, table: str) -> int:
        """Frames that wait for the lines of the table's viewers."""
        return sum(viewer.waiting for name in TRACKS for viewer in self._showings[table, name].viewers)

    @contextlib.contextmanager
    def watched(self, session: Watching) -> Iterator[None]:
        """The session is looked after while this lasts."""
        self._sessions.add(session)
        try:
            yield
        finally:
            self._sessions.discard(session)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The second hand moves while this lasts."""
        task = vital(self._seconds(), "the second hand")
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _seconds(self) -> None:
        while True:
            await asyncio.sleep(1)
            for session in tuple(self._sessions):
                session.second()
            self._tell_dark()

    def _tell_dark(self) -> None:
        """Once when a picture stops."""
        now = self._clock.now()
        for table, state in self._tables.items():
            age_ns = state.age_ns(now)
            is_dark = age_ns is not None and age_ns > DARK_AFTER_NS
            if is_dark and table not in self._dark:
                for name in TRACKS:
                    self._showings[table, name].tell_dark()
            (self._dark.add if is_dark else self._dark.discard)(table)
