"""Whether the other end of a line still answers: pings, and how long what is being sent has been on its way. Hangs up nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event

from websockets.sync.client import ClientConnection

from hardware.clock import Clock

PING_NS = 300_000_000
SILENT_NS = 1_200_000_000
"""What has not been taken or answered for so long tells of a line that is cut, or of an edge that stands still."""


class Pulse:
    """One line at a time, between ``begin`` and ``end``; ``sending`` and ``beat`` are for the thread that sends, ``is_silent`` for any."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._line: ClientConnection | None = None
        self._sending_ns: int | None = None
        self._asked: tuple[int, Event] | None = None

    def begin(self, line: ClientConnection) -> None:
        self._line, self._asked = line, None

    def end(self) -> None:
        self._line = self._asked = self._sending_ns = None

    @contextmanager
    def sending(self) -> Iterator[None]:
        """Around every message: the line may not take it."""
        self._sending_ns = self._clock.monotonic_ns()
        try:
            yield
        finally:
            self._sending_ns = None

    def beat(self) -> None:
        """Ask for an answer when it is time, and the last one has come."""
        now_ns, asked = self._clock.monotonic_ns(), self._asked
        if self._line is None or (asked and not (asked[1].is_set() and now_ns - asked[0] >= PING_NS)):
            return
        with self.sending():
            self._asked = now_ns, self._line.ping()

    @property
    def is_silent(self) -> bool:
        """Neither takes nor answers, for too long."""
        now_ns, sending_ns, asked = self._clock.monotonic_ns(), self._sending_ns, self._asked
        if sending_ns is not None and now_ns - sending_ns > SILENT_NS:
            return True
        return asked is not None and not asked[1].is_set() and now_ns - asked[0] > SILENT_NS
