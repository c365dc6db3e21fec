"""Reads from the recording what the edge lacks, one segment at a time and in a thread of its own: a slow disk must not hold up live frames."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Condition, Event

from schemas.video.segment import MOST_SEGMENT

log = logging.getLogger(__name__)

MOST_WANTED = 50_000
RETRY_S = 0.5

Read = Callable[[int], tuple[str, bytes] | None]


@dataclass(frozen=True, slots=True)
class Fill:
    """A segment for the edge; without content: gone."""

    number: int
    wrapper: str = ""
    content: bytes | None = None


class Fills:
    """``ask`` and ``take`` from any thread. ``last`` is the newest number that the recording has: later ones are waited for."""

    def __init__(self, read: Read, last: Callable[[], int]) -> None:
        self._read, self._last = read, last
        self._wanted: deque[int] = deque(maxlen=MOST_WANTED)
        self._ready: Fill | None = None
        self._turn = Condition()
        self._is_over = False

    def ask(self, numbers: Iterable[int]) -> None:
        with self._turn:
            known = set(self._wanted)
            self._wanted.extend(number for number in numbers if number not in known)
            self._turn.notify_all()

    def take(self) -> Fill | None:
        """The next one, if it has been read."""
        with self._turn:
            found, self._ready = self._ready, None
            self._turn.notify_all()
            return found

    def forget(self) -> None:
        """The edge that asked is gone."""
        with self._turn:
            self._wanted.clear()
            self._ready = None

    def end(self) -> None:
        """Let ``run`` look at its ``stop`` at once."""
        with self._turn:
            self._is_over = True
            self._turn.notify_all()

    def run(self, stop: Event) -> None:
        """Read ahead by one until ``stop``."""
        while not stop.is_set():
            number = self._next()
            if number is None:
                continue
            if number > self._last():
                stop.wait(RETRY_S)
                self.ask([number])
            else:
                self._put(self._found(number))

    def _next(self) -> int | None:
        with self._turn:
            self._turn.wait_for(lambda: self._is_over or self._can_read, RETRY_S)
            return self._wanted.popleft() if self._can_read else None

    @property
    def _can_read(self) -> bool:
        return bool(self._wanted) and self._ready is None

    def _found(self, number: int) -> Fill:
        try:
            found = self._read(number)
        except OSError as fault:
            log.warning("segment %d can't be read: %s", number, fault)
            found = None
        if found is None or len(found[1]) > MOST_SEGMENT:
            return Fill(number)
        return Fill(number, *found)

    def _put(self, fill: Fill) -> None:
        with self._turn:
            self._ready = fill
