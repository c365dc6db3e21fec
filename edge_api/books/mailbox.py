"""What the network's threads hand to the one thread that writes: a bounded queue that wakes a selector. Stamps each item when it comes in."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from threading import Lock

from edge_api.clock import Clock, Now
from edge_api.mqtt_message import MOST_BYTES, Message, Report

MOST_WAITING = 4_096


@dataclass(frozen=True, slots=True)
class Delivery:
    """A report of a line and the moment it left the socket."""

    report: Report
    received: Now


def all_until(began_ns: int, taken: Sequence[Delivery], most: int) -> int:
    """Up to when everything that came is among ``taken``, the answer of ``take(most)`` that began at ``began_ns``: where it is full, more may wait."""
    return taken[-1].received.mono_ns if len(taken) == most else began_ns


class Mailbox:
    """Put from any thread; take from one. When full, messages are dropped and counted: their senders send them again."""

    def __init__(self, clock: Clock, most_waiting: int = MOST_WAITING) -> None:
        self._clock = clock
        self._most_waiting = most_waiting
        self._waiting: deque[Delivery] = deque()
        self._lock = Lock()
        self._bell = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self.dropped = 0

    def fileno(self) -> int:
        """For a selector: readable while something waits."""
        return self._bell

    def put(self, report: Report) -> None:
        """Never blocks and never raises. Of a message that is too large only enough is kept to see that it is."""
        if isinstance(report, Message) and len(report.payload) > MOST_BYTES:
            report = replace(report, payload=report.payload[: MOST_BYTES + 1])
        delivery = Delivery(report, self._clock.now())
        with self._lock:
            if len(self._waiting) >= self._most_waiting and isinstance(report, Message):
                self.dropped += 1
                return
            self._waiting.append(delivery)
            if len(self._waiting) == 1:
                os.eventfd_write(self._bell, 1)

    def take(self, most: int) -> list[Delivery]:
        """Up to ``most`` of the oldest; the bell keeps ringing while some remain."""
        with self._lock:
            taken = [self._waiting.popleft() for _ in range(min(most, len(self._waiting)))]
            if not self._waiting and taken:
                os.eventfd_read(self._bell)
        return taken

    def close(self) -> None:
        """After the threads that put have ended."""
        os.close(self._bell)
