"""Lets clips go whose time is over, by what the books say at that moment. Never one that is held, that the books don't know, or that is still owed."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace
from functools import partial
from typing import Any

from edge_api.reader import Reader
from edge_api.video.clips.entry import ClipRow, State
from edge_api.video.clips.index import ClipIndex
from edge_api.video.clips.policy import Class, Keeping, RoundRow, class_of, expires_ns
from edge_api.video.clips.rounds import round_of
from edge_api.video.clips.shelf import Shelf

log = logging.getLogger(__name__)

Work = Callable[[Callable[[], Any]], Awaitable[Any]]
"""Runs what blocks in the clips' own thread."""


class Retention:
    """Decides afresh for each clip: what is stored of its class may be old."""

    def __init__(self, index: ClipIndex, shelf: Shelf, keeping: Keeping) -> None:
        self._index, self._shelf, self._keeping = index, shelf, keeping
        self._has_begun = False

    def begin(self, tables: Collection[str], now_ns: int) -> None:
        """After a start: remove what a crash left half made, or made and not entered; expect nothing of tables that have no video any more."""
        rows = self._index.in_state(State.READY, State.PARTIAL)
        for name in self._shelf.sweep(row.folder_name for row in rows):
            log.info("clips: %s was never finished: removed, it is made again", name)
        for row in self._index.in_state(State.BEING_MADE):
            if row.table_id not in tables:
                why = "its table has no video any more"
                self._index.put(replace(row, state=State.GONE, why=why, changed_utc_ns=now_ns))

    async def pass_(self, reader: Reader, work: Work, now_ns: int) -> None:
        """Look at every clip once after a start (the configuration may say other days now), later at those that may have to go."""
        rows = await work(lambda: self._candidates(now_ns))
        self._has_begun = True
        for row in rows:
            of = await reader.read(partial(_named, row.round_id))
            if of is not None:
                await work(partial(self._decide, row, of, now_ns))

    def _candidates(self, now_ns: int) -> list[ClipRow]:
        if not self._has_begun:
            return self._index.in_state(State.READY, State.PARTIAL)
        held = [
            row for row in self._index.in_state(State.READY, State.PARTIAL) if row.kind == Class.HELD.value
        ]
        return [*held, *self._index.over(now_ns)]

    def _decide(self, row: ClipRow, of: RoundRow, now_ns: int) -> None:
        kind, over_ns = class_of(of.standing), expires_ns(of.standing, self._keeping)
        known = replace(row, kind=kind.value, expires_utc_ns=over_ns)
        if row.state.is_there and over_ns is not None and over_ns <= now_ns:
            self._let_go(known, now_ns)
        elif known != row:
            self._index.put(known)

    def _let_go(self, row: ClipRow, now_ns: int) -> None:
        """The index first: a folder that is not entered is removed at the next start."""
        why = f"its time as {row.kind} was over"
        self._index.put(replace(row, state=State.GONE, why=why, size=0, changed_utc_ns=now_ns))
        self._shelf.remove(row.folder_name)
        log.info("clips: %s is gone: %s", row.round_id, why)

    def tidy(self, before: ClipRow, after: ClipRow) -> None:
        """Remove the clip that a better one has replaced."""
        if before.state.is_there and before.folder_name != after.folder_name:
            self._shelf.remove(before.folder_name)


def _named(round_id: str, conn: sqlite3.Connection) -> RoundRow | None:
    return round_of(conn, round_id)
