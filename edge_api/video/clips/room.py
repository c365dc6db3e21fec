"""The clips of a video process: looks at the books once a second, has due clips made one after another, and lets those go whose time is over."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TypeVar

from edge_api.clock import Clock
from edge_api.picture_time import Sync
from edge_api.reader import Reader
from edge_api.video.clips.cut import Span
from edge_api.video.clips.index import ClipIndex, ClipRow, State
from edge_api.video.clips.maker import Maker, Order, SegmentVanished
from edge_api.video.clips.policy import Clips, Keeping, class_of, expires_ns
from edge_api.video.clips.recording import Kept, Recording, lost_between
from edge_api.video.clips.retention import Retention
from edge_api.video.clips.rounds import RoundRow, bets_placed, facts_of, rounds_to_look_at
from edge_api.video.clips.steps import (
    MARGIN_NS,
    NO_PICTURE,
    PATIENCE_NS,
    Step,
    is_whole,
    next_step,
    span_of,
)

log = logging.getLogger(__name__)

LOOK_S = 1.0
RETAIN_NS = 60 * 10**9
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ClipPolicy:
    """``tables``: those with video. ``window_ns``: how long segments are kept."""

    tables: Mapping[str, Sync]
    clips: Clips
    keeping: Keeping
    window_ns: int


class ClipRoom:
    """``run`` it on the event loop. What blocks has one thread of its own; the recording is asked on the loop."""

    def __init__(
        self, policy: ClipPolicy, maker: Maker, recording: Recording, reader: Reader, clock: Clock
    ) -> None:
        self._policy, self._maker, self._recording = policy, maker, recording
        self._reader, self._clock = reader, clock
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="clips")
        self._index = ClipIndex(maker.shelf.root)
        self._retention = Retention(self._index, maker.shelf, policy.keeping)
        self._known: dict[str, ClipRow] = {}
        self._pinned: dict[str, tuple[str, frozenset[int]]] = {}
        self._retained_ns: int | None = None
        self._is_blind = False

    async def run(self) -> None:
        """Until cancelled."""
        await self._work(self._retention.begin)
        while True:
            try:
                await self.look()
                await self._retain_in_time()
                self._is_blind = False
            except sqlite3.Error as bad:
                if not self._is_blind:
                    log.warning("clips: the books can't be read: %s", bad)
                self._is_blind = True
            await asyncio.sleep(LOOK_S)

    def close(self) -> None:
        """Wait for what is being made."""
        self._thread.shutdown(wait=True)
        self._index.close()

    async def look(self) -> None:
        """Do what is due now."""
        now_ns, tables = self._clock.utc_ns(), self._policy.tables
        since_ns = now_ns - self._policy.window_ns
        also = await self._work(self._index.unfinished)
        rounds = await self._reader.read(lambda db: rounds_to_look_at(db, since_ns, tables.keys(), also))
        rows = await self._work(lambda: {of.round_id: self._row(of.round_id) for of in rounds})
        self._known = {round_id: row for round_id, row in rows.items() if row is not None}
        waiting = {of.round_id for of in rounds if await self._serve(of, rows[of.round_id], now_ns)}
        for round_id in self._pinned.keys() - waiting:
            self._recording.unpin(*self._pinned.pop(round_id))

    async def retain(self) -> None:
        """Let go what is over."""
        await self._retention.pass_(self._reader, self._work, self._clock.utc_ns())
        self._known.clear()

    async def _retain_in_time(self) -> None:
        now_ns = self._clock.utc_ns()
        if self._retained_ns is None or abs(now_ns - self._retained_ns) >= RETAIN_NS:
            self._retained_ns = now_ns
            await self.retain()

    def _row(self, round_id: str) -> ClipRow | None:
        return self._known.get(round_id) or self._index.get(round_id)

    async def _serve(self, of: RoundRow, row: ClipRow | None, now_ns: int) -> bool:
        """Whether it waits for segments, which must be kept until they are all there."""
        step = next_step(of, row, self._policy.clips, now_ns, self._policy.window_ns)
        if step is Step.ENTER:
            await self._put(self._entered(of, now_ns))
        elif row is not None and step in (Step.MAKE, Step.REMAKE):
            return await self._make(of, row, now_ns)
        elif row is not None and row.state.is_there:
            await self._reclassify(of, row)
        return False

    def _entered(self, of: RoundRow, now_ns: int) -> ClipRow:
        span, standing = span_of(of, now_ns), of.standing
        return ClipRow(
            of.round_id, of.table, State.BEING_MADE, "", class_of(standing).value, standing.ended_ns is not None,
            span.start_ns, span.end_ns, now_ns,
            expires_utc_ns=expires_ns(standing, self._policy.keeping), changed_utc_ns=now_ns,
        )  # fmt: skip

    async def _make(self, of: RoundRow, row: ClipRow, now_ns: int) -> bool:
        ended = of.standing.ended_ns is not None
        span = span_of(of, now_ns) if ended else Span(row.from_utc_ns, row.to_utc_ns)
        kept = self._recording.between(of.table, span.start_ns - MARGIN_NS, span.end_ns)
        here, whole = sum(each.path is not None for each in kept), is_whole(kept, span)
        if not whole:
            self._pin(of, kept)
        is_new = row.state is State.BEING_MADE or ended is not row.ended
        waits = not whole and now_ns < span.end_ns + PATIENCE_NS
        if waits if is_new else here == row.had:
            return not whole
        made = await self._made(of, span, kept, replace(row, ended=ended), now_ns)
        if made is not None:
            await self._put(replace(made, had=here))
            await self._work(lambda: self._retention.tidy(row, made))
        return not whole

    async def _made(
        self, of: RoundRow, span: Span, kept: Sequence[Kept], row: ClipRow, now_ns: int
    ) -> ClipRow | None:
        facts = await self._reader.read(lambda db: facts_of(db, of.round_id))
        bets = await self._reader.read(lambda db: bets_placed(db, of.round_id))
        fresh = replace(
            row, attempt=row.attempt + 1, from_utc_ns=span.start_ns, to_utc_ns=span.end_ns, changed_utc_ns=now_ns,
            kind=class_of(of.standing).value, expires_utc_ns=expires_ns(of.standing, self._policy.keeping),
        )  # fmt: skip
        order = Order(of, span, kept, facts, bets, self._policy.tables[of.table], fresh.folder_name)
        try:
            made = await self._work(lambda: self._maker.make(order, now_ns))
        except SegmentVanished as vanished:
            log.warning("clips: %s: %s: beginning again", of.round_id, vanished)
            return None
        if made is None:
            return replace(fresh, attempt=row.attempt, state=State.GONE, why=NO_PICTURE)
        state = State.PARTIAL if made.lacks else State.READY
        return replace(
            fresh, state=state, why=made.lacks, size=made.size, frames=made.frames, digest=made.digest
        )

    async def _reclassify(self, of: RoundRow, row: ClipRow) -> None:
        kind, over_ns = class_of(of.standing).value, expires_ns(of.standing, self._policy.keeping)
        if (row.kind, row.expires_utc_ns) != (kind, over_ns):
            await self._put(replace(row, kind=kind, expires_utc_ns=over_ns))

    async def _put(self, row: ClipRow) -> None:
        await self._work(lambda: self._index.put(row))
        self._known[row.round_id] = row

    def _pin(self, of: RoundRow, kept: Sequence[Kept]) -> None:
        numbers = frozenset((*(each.number for each in kept), *lost_between(kept)))
        known = self._pinned.get(of.round_id)
        if known is None or numbers - known[1]:
            self._pinned[of.round_id] = of.table, numbers
            self._recording.pin(of.table, numbers)

    async def _work(self, blocking: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, blocking)
