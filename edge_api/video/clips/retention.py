"""Lets clips go whose time is over, by what the books say at that moment, and the oldest ordinary ones before it where the disk runs short.

Never one that is held, that the books don't know, or that is still owed.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from edge_api.reader import Reader
from edge_api.video.clips.entry import ClipRow, State
from edge_api.video.clips.index import ClipIndex
from edge_api.video.clips.policy import DAY_NS, Class, Keeping, RoundRow, class_of, expires_ns
from edge_api.video.clips.rounds import round_of
from edge_api.video.clips.shelf import Shelf

log = logging.getLogger(__name__)

MOST_AT_ONCE = 200
"""Clips that go for their age in one pass: a clock that jumps far ahead takes few of them before somebody sees the alarm."""

LEAST_NS = DAY_NS
"""So old an ordinary clip gets even where the disk runs short."""

Work = Callable[[Callable[[], Any]], Awaitable[Any]]
"""Runs what blocks in the clips' own thread."""


class Retention:
    """Decides afresh for each clip: what is stored of its class may be old."""

    def __init__(self, index: ClipIndex, shelf: Shelf, keeping: Keeping) -> None:
        self._index, self._shelf, self._keeping = index, shelf, keeping
        self._has_begun = False

    def begin(self, tables: Collection[str], now_ns: int) -> None:
        """After a start: remove what a crash left half made, or made and not entered; expect nothing of tables that have no video any more."""
        self._shelf.clear_corner()
        entered = {row.folder_name for row in self._index.in_state(State.READY, State.PARTIAL)}
        self._sweep([name for name in self._shelf.names() if name not in entered])
        for row in self._index.in_state(State.BEING_MADE):
            if row.table_id not in tables:
                why = "its table has no video any more"
                self._index.put(replace(row, state=State.GONE, why=why, changed_utc_ns=now_ns))

    def _sweep(self, orphans: Sequence[str]) -> None:
        """What nobody has entered goes, if its round is entered: it will be made again. Where the index knows nothing of it (it was lost), the clip stays."""
        known = self._index.of_rounds([_round_of(name) for name in orphans])
        for name in orphans:
            if _round_of(name) in known:
                self._shelf.remove(name)
                log.info("clips: %s was never finished: removed, it is made again", name)
            else:
                log.warning("clips: %s is not in the index: it is left alone, and never removed", name)

    async def pass_(self, reader: Reader, work: Work, now_ns: int) -> int:
        """Look at every clip once after a start (the configuration may say other days now), later at those that may have to go. How many went."""
        rows = await work(lambda: self._candidates(now_ns))
        gone = 0
        for row in rows:
            of = await reader.read(partial(_named, row.round_id))
            if of is not None:
                gone += await work(partial(self._decide, row, of, now_ns))
            if gone == MOST_AT_ONCE:
                return gone
        self._has_begun = True
        return gone

    async def relieve(self, reader: Reader, work: Work, now_ns: int) -> int:
        """Where less than twice the reserve is free, the oldest ordinary clips go, but none of the last day. How many went."""
        if not await work(self._is_short):
            return 0
        gone, kind = 0, Class.ORDINARY.value
        for row in await work(lambda: self._index.oldest(kind, now_ns - LEAST_NS, MOST_AT_ONCE)):
            of = await reader.read(partial(_named, row.round_id))
            if of is not None and await work(partial(self._relieve, row, of, now_ns)):
                gone += 1
            if not await work(self._is_short):
                break
        return gone

    def _is_short(self) -> bool:
        return self._shelf.is_short

    def _relieve(self, row: ClipRow, of: RoundRow, now_ns: int) -> bool:
        if class_of(of.standing) is not Class.ORDINARY:
            return False
        self._let_go(row, "the disk was short", now_ns)
        return True

    def _candidates(self, now_ns: int) -> list[ClipRow]:
        if not self._has_begun:
            return self._index.in_state(State.READY, State.PARTIAL)
        held = [
            row for row in self._index.in_state(State.READY, State.PARTIAL) if row.kind == Class.HELD.value
        ]
        return [*held, *self._index.over(now_ns)]

    def _decide(self, row: ClipRow, of: RoundRow, now_ns: int) -> bool:
        """Whether it went."""
        kind, over_ns = class_of(of.standing), expires_ns(of.standing, self._keeping)
        known = replace(row, kind=kind.value, expires_utc_ns=over_ns)
        if row.state.is_there and over_ns is not None and over_ns <= now_ns:
            self._let_go(known, f"its time as {kind.value} was over", now_ns)
            return True
        if known != row:
            self._index.put(known)
        return False

    def _let_go(self, row: ClipRow, why: str, now_ns: int) -> None:
        """The index first: a folder that is not entered is removed at the next start."""
        self._index.put(replace(row, state=State.GONE, why=why, size=0, changed_utc_ns=now_ns))
        self._shelf.remove(row.folder_name)
        log.info("clips: %s is gone: %s", row.round_id, why)

    def tidy(self, before: ClipRow, after: ClipRow) -> None:
        """Remove the clip that a better one has replaced."""
        if before.state.is_there and before.folder_name != after.folder_name:
            self._shelf.remove(before.folder_name)


def _round_of(folder_name: str) -> str:
    return folder_name.partition("/")[2].rpartition(".")[0]


def _named(round_id: str, conn: sqlite3.Connection) -> RoundRow | None:
    return round_of(conn, round_id)
