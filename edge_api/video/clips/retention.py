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
        self._shelf.clear_corners()
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
        gone = 0
        for row in await work(lambda: self._candidates(now_ns)):
            of = await reader.read(partial(_named, row.round_id))
            if of is None:
                continue
            if self._why_over(of, now_ns):
                gone += await self._let_go(row, reader, work, now_ns, partial(self._why_over, now_ns=now_ns))
            else:
                await work(partial(self._reclassify, row, of))
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
            gone += await self._let_go(row, reader, work, now_ns, _why_ordinary)
            if not await work(self._is_short):
                break
        return gone

    def _is_short(self) -> bool:
        return self._shelf.is_short

    def _candidates(self, now_ns: int) -> list[ClipRow]:
        if not self._has_begun:
            return self._index.in_state(State.READY, State.PARTIAL)
        held = [
            row for row in self._index.in_state(State.READY, State.PARTIAL) if row.kind == Class.HELD.value
        ]
        return [*held, *(row for row in self._index.over(now_ns) if row.state.is_there)]

    def _why_over(self, of: RoundRow, now_ns: int) -> str:
        """Why its clip goes now; empty when it stays."""
        over_ns = expires_ns(of.standing, self._keeping)
        is_over = over_ns is not None and over_ns <= now_ns
        return f"its time as {class_of(of.standing).value} was over" if is_over else ""

    def _reclassify(self, row: ClipRow, of: RoundRow) -> None:
        known = self._known(row, of)
        if known != row:
            self._index.put(known)

    def _known(self, row: ClipRow, of: RoundRow) -> ClipRow:
        over_ns = expires_ns(of.standing, self._keeping)
        return replace(row, kind=class_of(of.standing).value, expires_utc_ns=over_ns)

    async def _let_go(
        self, row: ClipRow, reader: Reader, work: Work, now_ns: int, why: Callable[[RoundRow], str]
    ) -> bool:
        """Whether it went. Somebody may ask to keep it at this very moment: it is set aside first, and the books are asked once more."""
        try:
            await work(partial(self._shelf.set_aside, row.folder_name))
        except OSError as failed:
            log.warning("clips: %s can't go: %s", row.round_id, failed)
            return False
        of = await reader.read(partial(_named, row.round_id))
        if of is None or not why(of):
            await work(partial(self._shelf.put_back, row.folder_name))
            return False
        await work(partial(self._remove, self._known(row, of), why(of), now_ns))
        return True

    def _remove(self, row: ClipRow, why: str, now_ns: int) -> None:
        """The index first: a folder that is not entered is removed at the next start."""
        self._index.put(replace(row, state=State.GONE, why=why, size=0, changed_utc_ns=now_ns))
        self._shelf.finish_leaving()
        log.info("clips: %s is gone: %s", row.round_id, why)

    def tidy(self, before: ClipRow, after: ClipRow) -> None:
        """Remove the clip that a better one has replaced."""
        if before.state.is_there and before.folder_name != after.folder_name:
            self._shelf.remove(before.folder_name)


def _round_of(folder_name: str) -> str:
    return folder_name.partition("/")[2].rpartition(".")[0]


def _why_ordinary(of: RoundRow) -> str:
    return "the disk was short" if class_of(of.standing) is Class.ORDINARY else ""


def _named(round_id: str, conn: sqlite3.Connection) -> RoundRow | None:
    return round_of(conn, round_id)
