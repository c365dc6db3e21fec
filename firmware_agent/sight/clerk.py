"""Files the pictures behind the camera's words on a thread of its own, so that no word waits for a disk. Names no picture that it knows it can't file."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from queue import Empty, Full, Queue
from threading import Event

from firmware_agent.sight.stills import Stills, jpeg, name_of
from hardware.decode.sight.reader import Frame

MOST_WAITING = 16
"""Pictures of a slow disk; each at most what a still may be."""
WAIT_S = 0.2


class Clerk:
    """``take`` from the thread that looks, ``work`` on one of its own, ``at_once`` from any. ``filed`` hears of each picture that is on the disk."""

    def __init__(self, stills: Stills, filed: Callable[[str], None]) -> None:
        self._stills, self._filed = stills, filed
        self._waiting: Queue[tuple[str, bytes]] = Queue(MOST_WAITING)

    def take(self, frame: Frame) -> str | None:
        """Its hash, before it is on the disk; None while the disk refuses, or is too slow: the word names no picture then."""
        data = jpeg(frame)
        name = name_of(data)
        try:
            self._waiting.put_nowait((name, data))
        except Full:
            self._stills.refused = "stills can't be kept: the disk is too slow"
        return None if self._stills.refused else name

    def at_once(self, frame: Frame) -> str:
        """Filed when this returns: its hash. Raises OSError: the disk refuses."""
        name = self._stills.keep(frame)
        if name is None:
            raise OSError(self._stills.refused)
        self._filed(name)
        return name

    def work(self, stop: Event) -> None:
        """Until ``stop``."""
        while not stop.is_set():
            with suppress(Empty):
                self._file(*self._waiting.get(timeout=WAIT_S))

    def finish(self) -> None:
        """What still waits at the end."""
        with suppress(Empty):
            while True:
                self._file(*self._waiting.get_nowait())

    def _file(self, name: str, data: bytes) -> None:
        if self._stills.put(name, data):
            self._filed(name)
