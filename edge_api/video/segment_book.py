"""The recording of all tables, on the one thread that may wait for the disk: frames into files, statements into the index, chain and digests compared.

What it finds goes to ``tell``: alarms, and which segments are lacking or have come. It never raises for a disk that fails.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path

from edge_api.video.segment_files import MOST_OPEN, SegmentFiles, remove
from edge_api.video.segment_index import Entry, SegmentIndex
from edge_api.video.segment_news import Lacking, News, Outdated, Right, Settled, Unusable, Wrong
from schemas.envelope import GENESIS
from schemas.video.segment import MOST_SEGMENT, digest_of

MOST_AGED_AT_ONCE = 120
"""Segments of a table that go for their age in one pass, four times as many as come meanwhile: clocks that jump far ahead do not empty the disk."""

MOST_LACKING = 50_000
"""A larger step between two numbers is no loss: the board's disk was lost and its numbers began anew (a ring of 24 h has 43,200). No more lack at once."""


class SegmentBook:
    """One thread calls these."""

    def __init__(
        self, folder: Path, index: SegmentIndex, reserve_bytes: int, tell: Callable[[News], None]
    ) -> None:
        self._folder, self._index, self._reserve, self._tell = folder, index, reserve_bytes, tell
        self._files: dict[str, SegmentFiles] = {}
        self._failing: set[str] = set()
        self._newest: dict[str, int] = {}
        self._early: dict[str, list[Entry]] = {}

    def begin(self, table: str) -> None:
        """Ask again for what was lacking when the edge ended."""
        self._lack(table, self._index.lacking(table))

    def frame(self, table: str, number: int, message: bytes) -> None:
        """A record, as it came."""
        self._newest[table] = number
        self._settle_early(table, number)
        try:
            self._of(table).add(number, message)
        except OSError as failed:
            self._failed(table, failed)

    def stated(self, table: str, entry: Entry) -> None:
        """A statement whose signature was right. It may be ahead of the last frames of its segment, which a slow line holds back."""
        known = self._index.get(table, entry.number)
        if known is not None:
            self._compare(table, known, entry)
            self._of(table).drop(entry.number)
        elif self._may_grow(table, entry) and len(self._early.get(table, ())) < MOST_OPEN:
            self._early.setdefault(table, []).append(entry)
        else:
            self._settle(table, entry)

    def _may_grow(self, table: str, entry: Entry) -> bool:
        is_whole = self._of(table).is_whole(entry.number, entry.statement.digest)
        return not is_whole and self._newest.get(table) == entry.number

    def _settle_early(self, table: str, number: int) -> None:
        """A frame of a later segment: no more of the earlier ones will come."""
        early = self._early.get(table)
        if early and number > early[0].number:
            del self._early[table]
            for entry in early:
                self._settle(table, entry)

    def _settle(self, table: str, entry: Entry) -> None:
        """Here, or lacking."""
        origin = "live" if self._finish(table, entry) else ""
        self._enter(table, replace(entry, origin=origin))
        if origin:
            self._stored(table, entry, origin)
        elif entry.statement.size > MOST_SEGMENT:
            self.gone(table, entry.number)
        else:
            self._lack(table, [entry.number])

    def outdated(self, table: str, entry: Entry, now_ns: int, keep_ns: int, pinned: Collection[int]) -> bool:
        """What came is older than all that is kept: it goes, and neither it nor what lacks before it is asked for again."""
        since_ns = self._since(table, now_ns, keep_ns)
        if since_ns is None or entry.number in pinned or int(entry.statement.end_utc_ns) >= since_ns:
            return False
        before = self._index.lacking(table, 0, entry.number - 1)
        self._let_be(table, [entry.number, *(number for number in before if number not in pinned)])
        self._tell(Unusable(table, entry.number))
        return True

    def fetched(self, table: str, entry: Entry, content: bytes) -> None:
        """A segment that was asked for, with its statement."""
        known = self._index.get(table, entry.number)
        if known is not None and not self._compare(table, known, entry):
            self._tell(Unusable(table, entry.number))
        elif known is not None and known.is_here:
            self._tell(Settled(table, entry.number, known.origin))
        elif digest_of(content) != entry.statement.digest:
            self._tell(Wrong(table, "wrong_digest", f"segment {entry.number} is not what the board signed"))
            self._tell(Unusable(table, entry.number))
        else:
            self._store(table, entry, content)

    def gone(self, table: str, number: int) -> None:
        """The board has it no longer."""
        self._index.gone(table, number)
        self._tell(Settled(table, number, ""))

    def need(self, table: str, numbers: Collection[int]) -> None:
        """Somebody needs these: ask for those that are not here."""
        absent = [number for number in numbers if not self._is_here(table, number)]
        if absent:
            self._miss(table, absent)

    def retain(self, table: str, now_ns: int, keep_ns: int, pinned: Collection[int]) -> None:
        """Let go what is older than ``keep_ns``: than the newest segment, if the clock is ahead of that; and never more than some at once."""
        since_ns = self._since(table, now_ns, keep_ns)
        if since_ns is None:
            return
        old = [number for number in self._index.ended_before(table, since_ns) if number not in pinned]
        for number in old[:MOST_AGED_AT_ONCE]:
            remove(self._index.path(table, number))
            self._index.forget(table, number)
        if len(old) <= MOST_AGED_AT_ONCE:
            self._outdate(table, since_ns, pinned)

    def _outdate(self, table: str, since_ns: int, pinned: Collection[int]) -> None:
        """What lacks and is older than all that is kept is asked for no more."""
        numbers = [number for number in self._index.lacking_outside(table, since_ns) if number not in pinned]
        if numbers:
            self._let_be(table, numbers)

    def _let_be(self, table: str, numbers: Collection[int]) -> None:
        self._index.forget_lacking(table, numbers)
        self._tell(Outdated(table, tuple(numbers)))

    def _since(self, table: str, now_ns: int, keep_ns: int) -> int | None:
        """What ended before is old."""
        newest_ns = self._index.newest_end_ns(table)
        return None if newest_ns is None else min(now_ns, newest_ns) - keep_ns

    def close(self) -> None:
        """The end of the process."""
        for files in self._files.values():
            files.close()

    def failed(self, table: str, failed: Exception) -> None:
        """The index does not take it, or it is what nobody foresaw."""
        self._failed(table, failed)

    def _is_here(self, table: str, number: int) -> bool:
        known = self._index.get(table, number)
        return known is not None and known.is_here

    def _finish(self, table: str, entry: Entry) -> bool:
        try:
            path = self._index.path(table, entry.number)
            return self._of(table).finish(entry.number, entry.statement.digest, path)
        except OSError as failed:
            self._failed(table, failed)
            return False

    def _store(self, table: str, entry: Entry, content: bytes) -> None:
        try:
            self._of(table).store(content, self._index.path(table, entry.number))
        except OSError as failed:
            self._failed(table, failed)
            self._tell(Unusable(table, entry.number))
            return
        self._enter(table, replace(entry, origin="pulled"))
        self._stored(table, entry, "pulled")

    def _stored(self, table: str, entry: Entry, origin: str) -> None:
        said = entry.statement
        self._tell(Settled(table, entry.number, origin, int(said.start_utc_ns), int(said.end_utc_ns)))
        if table in self._failing:
            self._failing.discard(table)
            self._tell(Right(table, "recording"))

    def _compare(self, table: str, known: Entry, entry: Entry) -> bool:
        if known.hash == entry.hash:
            return True
        said = f"the board signed two statements of segment {entry.number}; the first one counts"
        self._tell(Wrong(table, "two_statements", said))
        return False

    def _enter(self, table: str, entry: Entry) -> None:
        """Into the index, its neighbours looked at, and what must lie between it and the last one known is lacking."""
        before = self._index.get(table, entry.number - 1)
        after = self._index.get(table, entry.number + 1)
        if before is not None and entry.statement.prev != before.hash:
            self._broken(table, entry.number)
        if after is not None and after.statement.prev != entry.hash:
            self._broken(table, after.number)
        self._index.put(table, entry)
        if before is None and entry.statement.prev != GENESIS:
            self._look_back(table, entry.number)

    def _look_back(self, table: str, number: int) -> None:
        """Unless that was done already, when a later one came."""
        last = self._index.last_before(table, number)
        if last is None or number - last > MOST_LACKING or self._index.is_missed(table, number - 1):
            return
        room = MOST_LACKING - self._index.count_missed(table)
        if number - last - 1 > room:
            said = f"more than {MOST_LACKING} segments lack: older ones than {number - room} are not fetched for now"
            self._tell(Wrong(table, "much_lacking", said))
        newest = range(max(last + 1, number - max(room, 0)), number)
        if newest:
            self._miss(table, newest)

    def _miss(self, table: str, numbers: Sequence[int]) -> None:
        """They are lacking; those that the board once said are gone are not asked for again."""
        self._index.lack(table, numbers)
        still = set(self._index.lacking(table, min(numbers), max(numbers)))
        self._lack(table, [number for number in numbers if number in still])

    def _broken(self, table: str, number: int) -> None:
        said = f"segment {number} does not follow the one before it: the recording was cut or begun anew"
        self._tell(Wrong(table, "chain_broken", said))

    def _lack(self, table: str, numbers: Collection[int]) -> None:
        if numbers:
            self._tell(Lacking(table, tuple(numbers)))

    def _failed(self, table: str, failed: Exception) -> None:
        self._failing.add(table)
        self._tell(Wrong(table, "recording", f"the recording stands still: {failed}", lasts=True))

    def _of(self, table: str) -> SegmentFiles:
        found = self._files.get(table)
        if found is None:
            found = self._files[table] = SegmentFiles(self._folder / table, self._reserve)
        return found
