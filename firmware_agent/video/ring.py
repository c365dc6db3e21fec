"""The recording on the board's disk: numbered segments, each with a signed statement that names the one before. Refuses to reuse a number.

When the disk takes nothing more, segments are stated and lost, their statements wait in memory, and ``whole`` is gone from the folder:
a start without it begins a new chain (numbers from the milliseconds of UTC), because the last numbers may have been given out already.
"""

from __future__ import annotations

import errno
import logging
import shutil
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from firmware_agent.config_file import ConfigError
from firmware_agent.signing import BoardKey, EdgeKeys
from firmware_agent.video import ring_file
from firmware_agent.video.cutter import Closed
from firmware_agent.video.ring_file import Foreign, Stated
from firmware_agent.video.statement_index import StatementIndex
from schemas.envelope import GENESIS
from schemas.video.segment import SegmentStatement, digest_of, sealed

log = logging.getLogger(__name__)

WHOLE = "whole"
MOST_WAITING = 50_000
MOST_AGED_AT_ONCE = 10
"""Segments that go for their age with each new one: a clock that jumps far ahead does not empty the disk."""

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@dataclass(frozen=True, slots=True)
class Keeping:
    """How much is kept."""

    keep_h: float
    reserve_mib: int


class Ring:
    """Written by one thread; ``read`` may be called by another. ``disk``: ok, full or failed; ``said``: why. A folder that can't be
    used is tried again with each segment: the picture goes on without it.

    Raises:
        ConfigError: the folder holds another table's recording.
    """

    def __init__(self, folder: Path, table: str, key: BoardKey, keeping: Keeping, utc_ns: int) -> None:
        self._folder, self._table, self._key, self._keeping = folder, table, key, keeping
        self._own = EdgeKeys({key.key_id: key.public_key})
        self._waiting: deque[Stated] = deque(maxlen=MOST_WAITING)
        self._oldest: deque[Stated] = deque()
        self._index = StatementIndex()
        self._size = 0
        self._last, self._prev, self._end_ns = utc_ns // 1_000_000, GENESIS, utc_ns
        self.disk, self.said, self.ring_s = "ok", "", 0
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._begin(self._recover())
        except OSError as fault:
            self._lose(fault)

    @property
    def next_number(self) -> int:
        """Of the first segment to come."""
        return self._last + 1

    @property
    def last_number(self) -> int:
        return self._last

    def store(self, closed: Closed) -> str:
        """State the segment and keep it, if the disk takes it; the signed statement."""
        stated = self._state(closed)
        self._waiting.append(stated)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._forget_aged(closed)
            self._make_room(len(closed.content))
            ring_file.write_segment(self._folder, closed.number, closed.content)
            self._catch_up()
            self._measure()
            self._tell("ok", "")
        except OSError as fault:
            self._lose(fault)
        return stated.wire.decode()

    def read(self, number: int) -> tuple[str, bytes] | None:
        """A statement and its segment; None when it is not here any more. Raises OSError."""
        path = ring_file.segment_path(self._folder, number)
        if not path.exists():
            return None
        wire = self._index.find(path.parent / ring_file.STATEMENTS, number)
        return None if wire is None else (wire.decode(), path.read_bytes())

    def look(self) -> None:
        """Between segments: would the disk take another like the last? What is wrong is told at once, and nothing is lost yet."""
        if self.disk != "ok":
            return  # the next segment will show
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._make_room(self._size)
            ring_file.probe(self._folder)
        except OSError as fault:
            self._tell_fault(fault)

    def _recover(self) -> Stated | None:
        """The last whole statement, after what a crash tore has been taken away."""
        for folder in reversed(ring_file.folders(self._folder)):
            found: list[Stated] = []
            try:
                found.extend(ring_file.statements(folder, self._is_ours))  # keeps those before a foreign one
                ring_file.mend(self._folder, folder, found)
            except Foreign as wrong:
                log.error("%s", wrong)
                (self._folder / WHOLE).unlink(missing_ok=True)
            if found:
                return self._of_this_table(found[-1])
        return None

    def _begin(self, last: Stated | None) -> None:
        """Go on behind the last statement, if it is sure that no later one was given out; else anew."""
        marker = self._folder / WHOLE
        if last is not None and marker.exists():
            self._last, self._prev = last.number, last.hash
        elif last is not None:
            log.error("%s: the last statements are lost or not ours; a new chain begins", self._folder)
            self._last = max(self._last, last.number + ring_file.SEGMENTS_PER_FOLDER)
        marker.touch()

    def _of_this_table(self, stated: Stated) -> Stated:
        if stated.statement.table != self._table:
            raise ConfigError(
                f"[camera] folder {self._folder} holds the recording of {stated.statement.table}: give each table its own"
            )
        return stated

    def _listed(self, folder: Path) -> Iterator[Stated]:
        """The statements of a folder up to one that is none; whose they are, the edge will see."""
        with suppress(Foreign):
            yield from ring_file.statements(folder, lambda *_: True)

    def _is_ours(self, key_id: str, message: bytes, signature: bytes) -> bool:
        """By this board's key. One that was retired meanwhile is not at hand, and taken at its word."""
        return key_id != self._key.key_id or self._own.check(key_id, message, signature)

    def _state(self, closed: Closed) -> Stated:
        statement = SegmentStatement(
            table=self._table,
            number=str(closed.number),
            start_utc_ns=str(closed.start_utc_ns),
            end_utc_ns=str(closed.end_utc_ns),
            frames=closed.frames,
            size=len(closed.content),
            digest=digest_of(closed.content),
            prev=self._prev,
        )
        wire, self._prev = sealed(statement, self._key.key_id, self._key.sign)
        self._last, self._end_ns, self._size = closed.number, closed.end_utc_ns, len(closed.content)
        return Stated(wire, statement, self._prev)

    def _catch_up(self) -> None:
        """Statements that a full disk did not take come before the new one."""
        while self._waiting:
            ring_file.append_statement(self._folder, self._waiting[0].number, self._waiting[0].wire)
            self._waiting.popleft()
        if not (self._folder / WHOLE).exists():
            (self._folder / WHOLE).touch()

    def _lose(self, fault: OSError) -> None:
        with suppress(OSError):
            (self._folder / WHOLE).unlink(missing_ok=True)
        self._tell_fault(fault)

    def _tell_fault(self, fault: OSError) -> None:
        full = fault.errno in _FULL
        self._tell("full" if full else "failed", f"the recording stands still: {fault.strerror or fault}")

    def _tell(self, disk: str, said: str) -> None:
        if disk != self.disk:
            level = logging.WARNING if said else logging.INFO
            log.log(level, "recording in %s: %s", self._folder, said or "goes on")
        self.disk, self.said = disk, said

    def _measure(self) -> None:
        """From the oldest kept moment to the newest."""
        first = self._first()
        start_ns = int(first.statement.start_utc_ns) if first else self._end_ns
        self.ring_s = max(0, self._end_ns - start_ns) // 1_000_000_000

    def _forget_aged(self, closed: Closed) -> None:
        """Drop what is too old."""
        horizon_ns = closed.end_utc_ns - round(self._keeping.keep_h * 3600e9)
        for _ in range(MOST_AGED_AT_ONCE):
            first = self._first()
            if first is None or int(first.statement.end_utc_ns) >= horizon_ns:
                break
            self._drop_first()

    def _make_room(self, size: int) -> None:
        """Drop the oldest until there is room beside the reserve. Raises OSError: there never will be."""
        reserve = self._keeping.reserve_mib * 1024 * 1024 + size
        while shutil.disk_usage(self._folder).free < reserve:
            if self._first() is None:
                raise OSError(errno.ENOSPC, "the disk is full, and not by this recording")
            self._drop_first()

    def _first(self) -> Stated | None:
        """The oldest statement on the disk; its folder's others are remembered."""
        if not self._oldest:
            for folder in ring_file.folders(self._folder):
                kept = set(ring_file.numbers(folder))
                self._oldest.extend(s for s in self._listed(folder) if s.number in kept)
                if self._oldest:
                    break
                if folder != ring_file.folder_of(self._folder, self._last):
                    shutil.rmtree(folder)
        return self._oldest[0] if self._oldest else None

    def _drop_first(self) -> None:
        gone = self._oldest.popleft()
        ring_file.segment_path(self._folder, gone.number).unlink(missing_ok=True)
