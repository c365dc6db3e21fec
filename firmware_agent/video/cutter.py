"""Numbers records by segment and collects what is kept, until a segment is whole. Touches no disk and signs nothing."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.video.record import KEPT, Record, Track, framed
from schemas.video.segment import SEGMENT_S

CUT_NS = int(SEGMENT_S * 1_000_000_000) - 250_000_000
"""A key frame this long after the segment's first ends it: those that are due at 2 s come a little early or late."""

MOST_SEGMENT_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Closed:
    """A whole segment: ``content`` as it stands in its file, UTC of its first and last picture."""

    number: int
    start_utc_ns: int
    end_utc_ns: int
    frames: int
    content: bytes


class Cutter:
    """Not for several threads at once. Before the first key frame, and after ``flush`` until the next, nothing is kept."""

    def __init__(self, number: int) -> None:
        self._next = number
        self._parts: list[bytes] = []
        self._size = self._frames = self._start_ns = self._end_ns = 0

    @property
    def number(self) -> int:
        """Of the open segment, or of the next."""
        return self._next

    def add(
        self, track: Track, seq: int, is_key: bool, utc_ns: int, payload: bytes, duration_us: int = 0
    ) -> tuple[Record, Closed | None]:
        """The record with its segment's number, and the segment that it ended, if it did."""
        closed = self.flush() if track is Track.MAIN and is_key and self._is_due(utc_ns) else None
        record = Record(track, seq, is_key, self._next, utc_ns, duration_us, payload)
        if track in KEPT and (self._parts or (track is Track.MAIN and is_key)):
            self._keep(record)
        return record, closed

    def flush(self) -> Closed | None:
        """End the open segment, if there is one."""
        if not self._parts:
            return None
        closed = Closed(self._next, self._start_ns, self._end_ns, self._frames, b"".join(self._parts))
        self._next += 1
        self._parts, self._size, self._frames = [], 0, 0
        return closed

    def _is_due(self, utc_ns: int) -> bool:
        """Also when UTC was set back: a segment's times go forwards."""
        return not 0 <= utc_ns - self._start_ns < CUT_NS

    def _keep(self, record: Record) -> None:
        message = framed(record.encode())
        if self._size + len(message) > MOST_SEGMENT_BYTES:
            return  # sound without pictures: a picture would have ended the segment long ago
        if not self._parts:
            self._start_ns = self._end_ns = record.capture_utc_ns
        self._parts.append(message)
        self._size += len(message)
        if record.track is Track.MAIN:
            self._frames += 1
            self._end_ns = max(self._end_ns, record.capture_utc_ns)
