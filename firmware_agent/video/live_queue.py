"""Records on their way to the edge: what can't be sent in time is dropped up to the next key frame, and counted. ``offer`` never waits."""

from __future__ import annotations

from collections import deque
from threading import Condition

from hardware.clock import Clock
from schemas.video.record import Record, Track

OLDEST_NS = 1_000_000_000
"""What has waited longer is of no use to those who watch live."""

MOST_RECORDS = 400
"""More than come in that time, of every track at once."""


class LiveQueue:
    """Closed at first: nothing is taken until ``open``, and then each video track begins with a key frame."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._waiting: deque[tuple[int, Record]] = deque()
        self._await_key: set[Track] = set()
        self._turn = Condition()
        self._is_open = False
        self.dropped = 0

    @property
    def empty(self) -> bool:
        return not self._waiting

    def open(self) -> None:
        with self._turn:
            self._is_open = True
            self._begin_anew()

    def close(self) -> None:
        with self._turn:
            self._is_open = False
            self._begin_anew()

    def offer(self, record: Record) -> None:
        """Take a record, if anybody can hear it."""
        with self._turn:
            if not self._is_open:
                return
            now_ns = self._clock.monotonic_ns()
            self._drop_what_is_late(now_ns, MOST_RECORDS - 1)
            if self._goes_on(record):
                self._waiting.append((now_ns, record))
                self._turn.notify()

    def get(self, timeout_s: float) -> Record | None:
        """The next record; None if none comes in time."""
        with self._turn:
            self._turn.wait_for(lambda: bool(self._waiting), timeout_s)
            self._drop_what_is_late(self._clock.monotonic_ns(), MOST_RECORDS)
            return self._waiting.popleft()[1] if self._waiting else None

    def wake(self) -> None:
        """Let whoever waits look around."""
        with self._turn:
            self._turn.notify_all()

    def _drop_what_is_late(self, now_ns: int, most: int) -> None:
        """All of it: what comes after the oldest builds on it."""
        if self._waiting and (now_ns - self._waiting[0][0] > OLDEST_NS or len(self._waiting) > most):
            self.dropped += len(self._waiting)
            self._begin_anew()

    def _begin_anew(self) -> None:
        self._waiting.clear()
        self._await_key = {track for track in Track if track.is_video}

    def _goes_on(self, record: Record) -> bool:
        if record.track not in self._await_key:
            return True
        if record.is_key:
            self._await_key.discard(record.track)
            return True
        self.dropped += 1
        return False
