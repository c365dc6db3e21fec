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
from edge_api.video.clips.entry import ClipRow, State
from edge_api.video.clips.index import ClipIndex
from edge_api.video.clips.maker import Maker, NotMade, Order
from edge_api.video.clips.policy import Clips, Keeping, RoundRow, class_of, expires_ns
from edge_api.video.clips.recording import Recording
from edge_api.video.clips.retention import MOST_AT_ONCE, Retention
from edge_api.video.clips.rounds import bets_placed, facts_of, first_since, rounds_to_look_at
from edge_api.video.clips.steps import (
    NO_PICTURE,
    PATIENCE_NS,
    TAIL_NS,
    Step,
    beginning_of,
    next_step,
    spans_of,
)
from edge_api.video.clips.wanting import Found, Wanting

log = logging.getLogger(__name__)

LOOK_S = 1.0
RETAIN_NS = 60 * 10**9
AGAIN_NS = 10 * 10**9
"""So long after a clip could not be made it is tried again."""

KEEP_EVERY_NS = 10 * 10**9
"""So often it is seen to that what a round will need is kept, while it goes on."""

Alarm = Callable[[str, str, str], None]
"""Tell people: table, code, sentence."""

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
        self,
        policy: ClipPolicy,
        maker: Maker,
        recording: Recording,
        reader: Reader,
        clock: Clock,
        alarm: Alarm,
    ) -> None:
        self._policy, self._maker = policy, maker
        self._recording, self._wanting = recording, Wanting(recording)
        self._reader, self._clock, self._alarm = reader, clock, alarm
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="clips")
        self._index = ClipIndex(maker.shelf.root)
        self._retention = Retention(self._index, maker.shelf, policy.keeping)
        self._first: int | None = None
        self._done: dict[str, RoundRow] = {}
        self._tried: dict[str, int] = {}
        self._kept: dict[str, tuple[int, int]] = {}
        self._retained_ns: int | None = None
        self._is_blind = False

    async def run(self) -> None:
        """Until cancelled. A disk or a database that fails is waited for: it must not end the live picture."""
        has_begun = False
        while True:
            try:
                if not has_begun:
                    await self.begin()
                    has_begun = True
                await self.look()
                await self._retain_in_time()
                self._is_blind = False
            except (sqlite3.Error, OSError) as bad:
                self._fail_to_see(bad)
            await asyncio.sleep(LOOK_S)

    def _fail_to_see(self, bad: Exception) -> None:
        if not self._is_blind:
            log.warning("clips: the books, the index or the folder can't be used: %s", bad)
            self._warn("clips_blind", f"no clips are made, and none go: {bad}")
        self._is_blind = True

    async def begin(self) -> None:
        """Once, before anything else: put right what a crash left."""
        await self._work(lambda: self._retention.begin(self._policy.tables.keys(), self._clock.utc_ns()))

    def close(self) -> None:
        """Wait for what is being made."""
        self._thread.shutdown(wait=True)
        self._index.close()

    async def look(self) -> None:
        """Do what is due now."""
        now_ns, tables = self._clock.utc_ns(), self._policy.tables
        since_ns = now_ns - self._policy.window_ns
        unfinished = await self._work(lambda: self._index.unfinished(since_ns))
        idle = self._wanting.idle(unfinished)
        also = [round_id for round_id in unfinished if round_id not in idle]
        first = self._first if self._first is not None else await self._from(since_ns)
        rounds, following = await self._reader.read(
            lambda db: rounds_to_look_at(db, first, tables.keys(), also, self._done)
        )
        rows = await self._work(lambda: self._index.of_rounds([of.round_id for of in rounds]))
        waiting = {
            of.round_id for of in rounds if await self._serve_or_tell(of, rows.get(of.round_id), now_ns)
        }
        self._remember(rounds, waiting, since_ns)
        self._forget_all_but(waiting | idle)
        self._recording.all_pinned()
        self._first = following

    def _remember(self, rounds: Sequence[RoundRow], waiting: set[str], since_ns: int) -> None:
        """About these nothing is to be done until the books say something else of them."""
        self._done |= {of.round_id: of for of in rounds}
        for round_id in waiting:
            self._done.pop(round_id, None)
        if self._first is None:
            self._done = {
                name: of for name, of in self._done.items() if (of.standing.ended_ns or since_ns) >= since_ns
            }

    def _forget_all_but(self, needed: set[str]) -> None:
        self._wanting.let_go(but=needed)
        self._kept = {round_id: kept for round_id, kept in self._kept.items() if round_id in needed}
        self._tried = {round_id: tried for round_id, tried in self._tried.items() if round_id in needed}

    async def _from(self, since_ns: int) -> int:
        """Now and then every round of the kept time is looked at: its result may have been corrected."""
        return await self._reader.read(lambda db: first_since(db, since_ns))

    async def retain(self) -> None:
        """Let go what is over, and where the disk runs short what is ordinary and old."""
        now_ns = self._clock.utc_ns()
        if await self._retention.pass_(self._reader, self._work, now_ns) >= MOST_AT_ONCE:
            self._warn(
                "clips_ageing", f"{MOST_AT_ONCE} clips were too old at once: is this machine's clock right?"
            )
        gone = await self._retention.relieve(self._reader, self._work, now_ns)
        if gone:
            self._warn("clips_dropped", f"{gone} ordinary clips went before their time: the disk is short")
        self._first = None

    def _warn(self, code: str, text: str) -> None:
        for table in self._policy.tables:
            self._alarm(table, code, text)

    async def _retain_in_time(self) -> None:
        now_ns = self._clock.utc_ns()
        if self._retained_ns is None or abs(now_ns - self._retained_ns) >= RETAIN_NS:
            self._retained_ns = now_ns
            await self.retain()

    async def _serve_or_tell(self, of: RoundRow, row: ClipRow | None, now_ns: int) -> bool:
        """``_serve``, unless it went wrong a moment ago."""
        tried_ns = self._tried.get(of.round_id)
        if tried_ns is not None and self._clock.monotonic_ns() - tried_ns < AGAIN_NS:
            return True
        try:
            needed = await self._serve(of, row, now_ns)
        except sqlite3.Error:
            raise
        except NotMade as bad:
            await self._not_made(of, row, str(bad))
            return True
        except Exception as unforeseen:  # noqa: BLE001 one round must not keep the others, or the live picture, from going on
            await self._not_made(of, row, repr(unforeseen))
            return True
        return needed

    async def _serve(self, of: RoundRow, row: ClipRow | None, now_ns: int) -> bool:
        """Whether its segments are needed still: until they are all there, and until the round has ended."""
        step = next_step(of, row, self._policy.clips, now_ns, self._policy.window_ns)
        if step is Step.ENTER:
            await self._put(self._entered(of, now_ns))
        if row is None:
            return step is Step.ENTER
        is_last = row.state is not State.BEING_MADE and row.ended
        if not is_last:
            await self._keep_beginning(of, now_ns)
        if step in (Step.MAKE, Step.REMAKE) and not (is_last and self._wanting.is_idle(of.round_id)):
            return await self._make(of, row, now_ns)
        if row.state.is_there:
            await self._reclassify(of, row)
        return not is_last

    async def _keep_beginning(self, of: RoundRow, now_ns: int) -> None:
        """However long a round is held and its last clip can't be made: what that will show of it is kept, and fetched if it lacks."""
        looked_ns, until_ns = self._kept.get(of.round_id, (None, 0))
        span, mono_ns = beginning_of(of, now_ns), self._clock.monotonic_ns()
        if looked_ns is not None and (until_ns == span.end_ns or mono_ns - looked_ns < KEEP_EVERY_NS):
            return
        found = await self._wanting.found(of.table, (span,))
        self._wanting.keep(of, found)
        self._kept[of.round_id] = mono_ns, span.end_ns if found.whole else 0

    def _entered(self, of: RoundRow, now_ns: int) -> ClipRow:
        spans, standing = spans_of(of, now_ns + TAIL_NS), of.standing
        return ClipRow(
            of.round_id, of.table, State.BEING_MADE, "", class_of(standing).value, standing.ended_ns is not None,
            spans[0].start_ns, spans[-1].end_ns, now_ns,
            expires_utc_ns=expires_ns(standing, self._policy.keeping), changed_utc_ns=now_ns,
        )  # fmt: skip

    async def _make(self, of: RoundRow, row: ClipRow, now_ns: int) -> bool:
        spans, ended = spans_of(of, row.to_utc_ns), of.standing.ended_ns is not None
        watch = self._wanting.watch(of, spans)
        found = await self._wanting.found(of.table, spans)
        needed = not found.whole or not ended
        if needed:
            self._wanting.keep(of, found)
        is_new = row.state is State.BEING_MADE or ended is not row.ended
        waits = not found.whole and now_ns < spans[-1].end_ns + PATIENCE_NS
        if is_new and waits:
            return needed
        if not is_new and found.here <= row.had:
            watch.rest()
            return needed
        made = await self._made(of, row, spans, found, now_ns)
        await self._put(replace(made, ended=ended, had=found.here))
        await self._work(lambda: self._retention.tidy(row, made))
        self._tried.pop(of.round_id, None)
        watch.rest()
        return needed

    async def _made(
        self, of: RoundRow, row: ClipRow, spans: Sequence[Span], found: Found, now_ns: int
    ) -> ClipRow:
        """The row of a clip that was made, or of a round without any. Raises NotMade."""
        facts = await self._reader.read(lambda db: facts_of(db, of.round_id))
        bets = await self._reader.read(lambda db: bets_placed(db, of.round_id))
        fresh = replace(
            row, attempt=row.attempt + 1, from_utc_ns=spans[0].start_ns, to_utc_ns=spans[-1].end_ns, changed_utc_ns=now_ns,
            kind=class_of(of.standing).value, expires_utc_ns=expires_ns(of.standing, self._policy.keeping),
        )  # fmt: skip
        earlier = row.folder_name if row.state.is_there else ""
        order = Order(
            of, spans, found, facts, bets, self._policy.tables[of.table], fresh.folder_name, earlier
        )
        made = await self._work(lambda: self._maker.make(order, now_ns))
        if made is None:
            return replace(row, changed_utc_ns=now_ns) if row.state.is_there else replace(
                fresh, attempt=row.attempt, state=State.GONE, why=NO_PICTURE
            )  # fmt: skip
        state = State.PARTIAL if made.lacks else State.READY
        return replace(
            fresh, state=state, why=made.lacks, size=made.size, frames=made.frames, digest=made.digest
        )

    async def _not_made(self, of: RoundRow, row: ClipRow | None, why: str) -> None:
        self._tried[of.round_id] = self._clock.monotonic_ns()
        self._alarm(of.table, "clip_not_made", f"the clip of round {of.round_id} can't be made now: {why}")
        if row is not None and row.state is State.BEING_MADE and row.why != why:
            log.warning("clips: %s can't be made now: %s", of.round_id, why)
            await self._put(replace(row, why=why))

    async def _reclassify(self, of: RoundRow, row: ClipRow) -> None:
        kind, over_ns = class_of(of.standing).value, expires_ns(of.standing, self._policy.keeping)
        if (row.kind, row.expires_utc_ns) != (kind, over_ns):
            await self._put(replace(row, kind=kind, expires_utc_ns=over_ns))

    async def _put(self, row: ClipRow) -> None:
        await self._work(lambda: self._index.put(row))

    async def _work(self, blocking: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, blocking)
