"""Keeps pictures in a thread of its own: writes what is named, asks for what lacks, lets go what is over. The books only hand things in and take asks out; nothing here waits for them."""

from __future__ import annotations

import logging
import sqlite3
from collections import Counter, deque
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from threading import Event, Thread

from edge_api.books.effects import NamedStill
from edge_api.books.store import open_reader
from edge_api.clock import Clock
from edge_api.stills.door import Door
from edge_api.stills.index import Kept, StillIndex
from edge_api.stills.retention import Retention
from edge_api.stills.shelf import Shelf, hash_of
from edge_api.stills.wanted import Name, S, Wanted
from edge_api.stills.words import Came, Expected, Lacking, Trouble
from edge_api.video.clips.policy import Keeping

log = logging.getLogger(__name__)

TICK_S = 0.5
AGAIN_S = 30.0
MOST_AT_ONCE = 200
ASK_EVERY_NS = 2 * S
RETAIN_EVERY_NS = 3600 * S
DESK_KEPT_NS = 3600 * S
_LACKING = "SELECT table_id, sha256, MIN(named_utc_ns) FROM named_stills WHERE named_utc_ns > ? GROUP BY 1, 2 ORDER BY 3"


@dataclass(frozen=True, slots=True)
class Rules:
    """Where pictures lie, how long, and for how long a board is asked for one."""

    database: Path
    keeping: Keeping
    give_up_ns: int


@dataclass(slots=True)
class StillRoom:
    """Hand in from any thread; ``asks`` and ``troubles`` are taken out by one."""

    rules: Rules
    shelf: Shelf
    clock: Clock
    tables: frozenset[str]
    counts: Counter[str] = field(default_factory=Counter)
    _queue: Queue[Came | NamedStill | Expected | Lacking] = field(default_factory=Queue)
    _asks: deque[tuple[str, tuple[str, ...]]] = field(default_factory=deque)
    _troubles: deque[Trouble] = field(default_factory=deque)
    _stop: Event = field(default_factory=Event)
    _thread: Thread | None = None
    _door: Door = field(init=False)

    def __post_init__(self) -> None:
        self._door = Door(self.tables)

    def start(self) -> None:
        """Begin; after the books were migrated."""
        self._thread = Thread(target=self._run, name="stills", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish what is being written."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(5)

    def came(self, table_id: str, picture: bytes) -> None:
        """A picture arrived; what is none, or more than may wait, is dropped with one notice, and asked for again. Never blocks, never raises."""
        refused = self._door.refuses(table_id, picture, self.clock.monotonic_ns())
        if refused is None:
            self._queue.put(Came(table_id, picture))
            return
        self.counts[refused.count] += 1
        if refused.trouble is not None:
            self._troubles.append(refused.trouble)

    def named(self, still: NamedStill) -> None:
        """A signed fact, on disk, names it."""
        self._queue.put(still)

    def expect(self, table_id: str, hashes: tuple[str, ...]) -> None:
        """An answer to a technician names these: they are kept for an hour, in the desk's folder."""
        self._queue.put(Expected(table_id, hashes))

    def lacks(self, table_id: str, hashes: tuple[str, ...]) -> None:
        """Its board says that it does not have these any more: they are not asked for again."""
        self._queue.put(Lacking(table_id, hashes))

    def asks(self) -> list[tuple[str, tuple[str, ...]]]:
        """(table, hashes) that boards should send once more."""
        return [self._asks.popleft() for _ in range(len(self._asks))]

    def troubles(self) -> list[Trouble]:
        """What to alert since the last call."""
        return [self._troubles.popleft() for _ in range(len(self._troubles))]

    def _run(self) -> None:
        """Pictures are not worth the books: an ill disk is told, and tried again."""
        while not self._stop.is_set():
            try:
                self._work()
            except (OSError, sqlite3.Error) as wrong:
                log.error("stills: %s", wrong)
                self._troubles.append(
                    Trouble(None, "stills_disk", f"pictures of rounds can't be kept: {wrong}")
                )
                self._stop.wait(AGAIN_S)

    def _work(self) -> None:
        index = StillIndex(self.shelf.folder)
        with closing(index), closing(open_reader(self.rules.database)) as books:
            keeper = _Keeper(self, index, Wanted(self.rules.give_up_ns))
            keeper.begin(books)
            retention = Retention(index, self.shelf, self.rules.keeping)
            ask_ns = retain_ns = self.clock.monotonic_ns()
            while not self._stop.is_set():
                self._take(keeper)
                now_ns = self.clock.monotonic_ns()
                if now_ns >= ask_ns:
                    ask_ns = now_ns + ASK_EVERY_NS
                    keeper.tick()
                if now_ns >= retain_ns:
                    retain_ns = now_ns + RETAIN_EVERY_NS
                    self.shelf.clear_desk(self.clock.utc_ns() - DESK_KEPT_NS)
                    retention.pass_(books, self.clock.utc_ns())

    def _take(self, keeper: _Keeper) -> None:
        """What waits, or comes within a tick."""
        try:
            self._one(keeper, self._queue.get(timeout=TICK_S))
            for _ in range(MOST_AT_ONCE):
                self._one(keeper, self._queue.get_nowait())
        except Empty:
            return

    def _one(self, keeper: _Keeper, item: Came | NamedStill | Expected | Lacking) -> None:
        match item:
            case Came():
                self._door.left(item.table_id, item.picture)
                keeper.came(item)
            case NamedStill():
                keeper.named(item)
            case Expected():
                keeper.expected(item)
            case Lacking():
                keeper.lacking(item)


@dataclass(slots=True)
class _Keeper:
    """The thread's own part."""

    room: StillRoom
    index: StillIndex
    wanted: Wanted
    _disk_said: bool = False

    def begin(self, books: sqlite3.Connection) -> None:
        """What facts had named, and is neither here nor given up, is wanted still."""
        since = self.room.clock.utc_ns() - self.room.rules.give_up_ns
        for table_id, sha256, named_ns in books.execute(_LACKING, (since,)).fetchall():
            self.named(NamedStill(table_id, sha256, named_ns))

    def named(self, still: NamedStill) -> None:
        if self.index.get(still.sha256) is not None:
            return
        name = (still.table_id, still.sha256)
        early = self.wanted.name(name, still.utc_ns, self.room.clock.monotonic_ns())
        if early is not None:
            self._keep(name, still.utc_ns, early)

    def expected(self, answer: Expected) -> None:
        for sha256 in answer.hashes:
            early = self.wanted.expect((answer.table_id, sha256), self.room.clock.monotonic_ns())
            if early is not None:
                self._try(early, is_desk=True)

    def came(self, item: Came) -> None:
        name, now_ns = (item.table_id, hash_of(item.picture)), self.room.clock.monotonic_ns()
        state = self.index.get(name[1])
        if state is Kept.HERE:
            return
        if state is Kept.MISSING:  # given up, and it comes all the same: its hash was named
            self._keep(name, self.room.clock.utc_ns(), item.picture)
            return
        match self.wanted.came(name, item.picture, now_ns):
            case "fact":
                self._keep(name, self.room.clock.utc_ns(), item.picture)
            case "desk":
                self._try(item.picture, is_desk=True)

    def lacking(self, item: Lacking) -> None:
        names = [(item.table_id, sha256) for sha256 in item.hashes]
        self._missing([name for name in names if self.wanted.lacks(name)], self.room.clock.utc_ns())

    def _missing(self, names: list[Name], utc_ns: int) -> None:
        """Never asked for again; people hear how many."""
        for _, sha256 in names:
            self.index.put(sha256, Kept.MISSING, 0, utc_ns)
        for table_id, count in Counter(table_id for table_id, _ in names).items():
            text = f"{count} pictures that {table_id} has signed for never came: its board does not have them any more"
            self.room._troubles.append(Trouble(table_id, "still_missing", text))

    def tick(self) -> None:
        now = self.room.clock.now()
        self._missing(self.wanted.given_up(now.utc_ns, now.mono_ns), now.utc_ns)
        self.room._asks.extend(
            (table, tuple(asked)) for table, asked in self.wanted.asks(now.mono_ns).items()
        )

    def _keep(self, name: Name, named_ns: int, picture: bytes) -> None:
        """What can't be written now is wanted again."""
        if self._try(picture):
            self.index.put(name[1], Kept.HERE, len(picture), self.room.clock.utc_ns())
            self.room.counts["kept"] += 1
        else:
            self.wanted.name(name, named_ns, self.room.clock.monotonic_ns())

    def _try(self, picture: bytes, is_desk: bool = False) -> bool:
        try:
            self.room.shelf.keep(picture, is_desk)
        except OSError as wrong:
            if not self._disk_said:
                log.error("stills: a picture can't be kept: %s", wrong)
                self.room._troubles.append(
                    Trouble(None, "stills_disk", f"pictures of rounds can't be kept: {wrong}")
                )
            self._disk_said = True
            return False
        self._disk_said = False
        return True
