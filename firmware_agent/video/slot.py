"""Where the camera leaves pictures for the encoder: very few fit, and the camera never waits. What doesn't fit is dropped and counted."""

from __future__ import annotations

from collections import deque
from threading import Condition

from hardware.camera.source import Coded, Picture

MOST_PICTURES = 2
MOST_CODED = 60


class Slot:
    """``dropped`` counts frames. Pictures: the oldest makes room. Coded frames build on each other: all go, up to the next key frame."""

    def __init__(self) -> None:
        self._waiting: deque[Picture | Coded] = deque()
        self._turn = Condition()
        self._await_key = False
        self.dropped = 0

    def put(self, seen: Picture | Coded) -> None:
        """Never blocks."""
        with self._turn:
            is_key = None if isinstance(seen, Picture) else seen.is_key
            self._drop_what_must_go(is_key)
            if is_key:
                self._await_key = False
            if is_key is False and self._await_key:
                self.dropped += 1
                return
            self._waiting.append(seen)
            self._turn.notify()

    def get(self, timeout_s: float) -> Picture | Coded | None:
        """The next frame; None if none comes in time."""
        with self._turn:
            self._turn.wait_for(lambda: bool(self._waiting), timeout_s)
            return self._waiting.popleft() if self._waiting else None

    def _drop_what_must_go(self, is_key: bool | None) -> None:
        if is_key is None and len(self._waiting) >= MOST_PICTURES:
            self._waiting.popleft()
            self.dropped += 1
        elif is_key is not None and len(self._waiting) >= MOST_CODED:
            self.dropped += len(self._waiting)
            self._waiting.clear()
            self._await_key = True
