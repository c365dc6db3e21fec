"""Records what the boards send and sign, and has them fill what did not come. Its calls return at once: one thread does what waits for the disk."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any

from pydantic import ValidationError

from edge_api.clock import Clock
from edge_api.config_video import Video
from edge_api.video.board_keys import BoardKeys
from edge_api.video.clips.recording import Heard, Kept
from edge_api.video.frames import Record
from edge_api.video.keeping import Ask
from edge_api.video.refill import Refill
from edge_api.video.segment_book import SegmentBook
from edge_api.video.segment_index import Entry, SegmentIndex
from edge_api.video.segment_news import Lacking, News, Outdated, Right, Settled, Unusable, Wrong
from edge_api.video.table_state import TableState
from edge_api.video.vital import vital
from schemas.envelope import BadEnvelope
from schemas.video.segment import opened

log = logging.getLogger(__name__)

MOST_UNWRITTEN_BYTES = 64 * 1024 * 1024
TURN_S = 1.0
RETAIN_NS = 60 * 10**9
END_NS = 10**9
"""For what is not written yet at the end; the rest is fetched after the next start."""

JOIN_S = 3.0
HOUR_NS = 3600 * 10**9

Work = Callable[[SegmentBook], None]


class Recorder:
    """``edge_api.video.keeping.Keeping`` for the uplinks, ``edge_api.video.clips.recording.Recording`` for clips. Called on the event loop."""

    def __init__(
        self, folder: Path, video: Video, tables: Mapping[str, TableState], keys: BoardKeys, clock: Clock
    ) -> None:
        self._video, self._tables, self._keys, self._clock = video, tables, keys, clock
        self._index = SegmentIndex(folder)
        self._book = SegmentBook(folder, self._index, video.reserve_mib << 20, self._tell)
        self._work: SimpleQueue[tuple[str, Work, int] | None] = SimpleQueue()
        self._unwritten = 0
        self._refill = Refill()
        self._pins: dict[str, Counter[int]] = {table: Counter() for table in tables}
        self._may_forget = False
        self._listeners: list[Heard] = []
        self._awaited: dict[str, Entry] = {}
        self._stored_ns: dict[str, int] = {}
        self._until_ns: int | None = None
        self.stored: Counter[tuple[str, str]] = Counter()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Records while this lasts."""
        self._loop = asyncio.get_running_loop()
        thread = Thread(target=self._write, name="recorder", daemon=True)
        thread.start()
        turning = vital(self._turn(thread), "the recorder")
        for table in self._tables:
            self._begin(table)
        try:
            yield
        finally:
            turning.cancel()
            await asyncio.gather(turning, return_exceptions=True)
            self._until_ns = self._clock.monotonic_ns() + END_NS
            self._work.put(None)
            await asyncio.to_thread(thread.join, JOIN_S)
            if not thread.is_alive():  # it hangs on the disk; so would this
                self._index.close()

    def frame(self, table: str, record: Record, message: bytes) -> None:
        """A record of a KEPT track. What the disk is too slow for is left out, and asked for later."""
        if self._has_room(table, len(message)):
            self._do(table, lambda book: book.frame(table, record.segment, message), len(message))

    def stated(self, table: str, wrapper: str, filled: bool) -> None:
        """A statement; one that is not signed right is alarmed and left out."""
        check = self._keys.check_ever if filled else self._keys.check
        try:
            statement, _, own_hash = opened(wrapper.encode(), check)
        except (BadEnvelope, ValidationError) as bad:
            self._tables[table].happened("bad_statement", f"no statement of a segment: {str(bad)[:200]}")
            return
        if statement.table != table:
            self._tables[table].happened("bad_statement", f"a statement of table {statement.table}")
            return
        entry = Entry(statement, wrapper, own_hash, "")
        if filled:
            self._awaited[table] = entry
        elif self._has_room(table, len(wrapper)):
            self._do(table, lambda book: book.stated(table, entry), len(wrapper))

    def filled(self, table: str, number: int, content: bytes) -> None:
        """A whole segment, after its statement."""
        entry = self._awaited.pop(table, None)
        if entry is None or entry.number != number or self._refill.asked(table) != number:
            self._tables[table].happened("unasked", f"segment {number} came, and nobody had asked for it")
        elif self._has_room(table, len(content)):
            self._do(table, self._fetched(table, entry, content), len(content))

    def gone(self, table: str, number: int) -> None:
        """The board no longer has what it was asked for."""
        if self._refill.asked(table) == number:
            self._do(table, lambda book: book.gone(table, number))

    def joined(self, table: str, ask: Ask) -> None:
        """A board can be asked."""
        self._refill.joined(table, ask)

    def left(self, table: str) -> None:
        """It can't."""
        self._refill.left(table)
        self._awaited.pop(table, None)

    async def between(self, table: str, start_ns: int, end_ns: int) -> Sequence[Kept]:
        """Stated segments that overlap the span, by number."""
        found = await asyncio.to_thread(self._index.between, table, start_ns, end_ns)
        return [self._kept(table, entry) for entry in found]

    def listen(self, heard: Heard) -> None:
        """Call it with each segment that comes."""
        self._listeners.append(heard)

    def all_pinned(self) -> None:
        """From now on what is not pinned may go."""
        self._may_forget = True

    def pin(self, table: str, numbers: Iterable[int]) -> None:
        """Keep these until ``unpin``, however often it was said; what is not here is asked for."""
        wanted = frozenset(numbers)
        self._pins[table].update(wanted)
        self._refill.pin(table, wanted)
        self._do(table, lambda book: book.need(table, wanted))

    def unpin(self, table: str, numbers: Iterable[int]) -> None:
        """These may go when their time is over."""
        given_back = frozenset(numbers)
        self._pins[table].subtract(given_back)
        self._pins[table] = +self._pins[table]
        self._refill.unpin(table, given_back - self._pins[table].keys())

    def said(self, table: str) -> dict[str, Any]:
        """For status: what was recorded since the start and how long ago the last of it, and what is lacking."""
        stored_ns = self._stored_ns.get(table)
        age_ns = None if stored_ns is None else self._clock.monotonic_ns() - stored_ns
        return {
            "age_ms": None if age_ns is None else age_ns // 1_000_000,
            "live": self.stored[table, "live"],
            "pulled": self.stored[table, "pulled"],
            "gone": self.stored[table, ""],
            "lacking": self._refill.count(table),
        }

    def _kept(self, table: str, entry: Entry) -> Kept:
        path = self._index.path(table, entry.number) if entry.is_here else None
        return Kept(entry.statement, entry.wrapper, path)

    def _fetched(self, table: str, entry: Entry, content: bytes) -> Work:
        now_ns, pinned = self._clock.utc_ns(), frozenset(self._pins[table])

        def work(book: SegmentBook) -> None:
            is_old = self._may_forget and book.outdated(table, entry, now_ns, self._keep_ns, pinned)
            if not is_old:
                book.fetched(table, entry, content)

        return work

    @property
    def _keep_ns(self) -> int:
        return round(self._video.keep_live_h * HOUR_NS)

    def _has_room(self, table: str, size: int) -> bool:
        if self._unwritten + size <= MOST_UNWRITTEN_BYTES:
            return True
        self._tables[table].happened(
            "recording_slow", "the disk does not keep up: what is left out is fetched later"
        )
        return False

    def _begin(self, table: str) -> None:
        self._do(table, lambda book: book.begin(table))

    def _do(self, table: str, work: Work, size: int = 0) -> None:
        self._unwritten += size
        self._work.put((table, work, size))

    def _write(self) -> None:
        """The thread. What fails on one job takes the next one."""
        while (job := self._work.get()) is not None and not self._is_over():
            table, work, size = job
            try:
                work(self._book)
            except (sqlite3.Error, OSError) as failed:
                self._book.failed(table, failed)
            except Exception as failed:
                log.exception("table %s: the recorder failed", table)
                self._book.failed(table, failed)
            if size:
                self._loop.call_soon_threadsafe(self._written, size)
        self._book.close()

    def _is_over(self) -> bool:
        return self._until_ns is not None and self._clock.monotonic_ns() > self._until_ns

    def _written(self, size: int) -> None:
        self._unwritten -= size

    def _tell(self, news: News) -> None:
        self._loop.call_soon_threadsafe(self._take, news)

    def _take(self, news: News) -> None:
        now_ns, alarms = self._clock.monotonic_ns(), self._tables[news.table]
        match news:
            case Lacking(table=table, numbers=numbers):
                self._refill.lack(table, numbers, now_ns)
            case Settled():
                self._settled(news, now_ns)
            case Outdated(table=table, numbers=numbers):
                self._refill.forget(table, numbers)
            case Unusable(table=table, number=number):
                self._refill.answered(table, number, False, now_ns)
            case Wrong(code=code, detail=detail, lasts=lasts):
                (alarms.goes_on if lasts else alarms.happened)(code, detail)
                if lasts:
                    self._refill.hold(news.table)
            case Right(code=code):
                alarms.alarms.clear(code)
                self._refill.go_on(news.table, now_ns)

    def _settled(self, news: Settled, now_ns: int) -> None:
        self.stored[news.table, news.origin] += 1
        self._refill.answered(news.table, news.number, True, now_ns)
        if news.origin:
            self._stored_ns[news.table] = now_ns
            for heard in self._listeners:
                heard(news.table, news.start_ns, news.end_ns)

    async def _turn(self, thread: Thread) -> None:
        """Raises RuntimeError when the thread has ended: nothing would be recorded any more."""
        retained_ns: int | None = None
        while True:
            if not thread.is_alive():
                raise self._dead()
            now_ns = self._clock.monotonic_ns()
            self._refill.turn(now_ns)
            if self._may_forget and (retained_ns is None or now_ns - retained_ns >= RETAIN_NS):
                retained_ns = now_ns
                self._retain()
            await asyncio.sleep(TURN_S)

    def _dead(self) -> RuntimeError:
        said = "the recorder's thread has ended: nothing is recorded"
        for state in self._tables.values():
            state.goes_on("recording", said)
        return RuntimeError(said)

    def _retain(self) -> None:
        for table in self._tables:
            self._retain_table(table, self._clock.utc_ns(), frozenset(self._pins[table]))

    def _retain_table(self, table: str, now_ns: int, pinned: frozenset[int]) -> None:
        self._do(table, lambda book: book.retain(table, now_ns, self._keep_ns, pinned))
