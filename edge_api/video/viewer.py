"""One who watches over a WebSocket: takes what his line takes, at no one else's cost. Who does not keep up goes on at a key frame; who reads nothing is cut off."""

from __future__ import annotations

from edge_api.video.feed import Feed, Weight
from edge_api.video.line import Line
from edge_api.video.muxer import Fragment, Head

DEPTH = 90
MOST_BYTES = 4 * 1024 * 1024
PATIENCE_S = 30
"""A line that takes nothing for so long is cut off."""


class Viewer:
    """``offer`` each fragment; ``second`` is called once a second."""

    def __init__(self, line: Line) -> None:
        self._sent_bytes = 0
        self._counted = (0, 0)
        self._line = line
        self._feed: Feed[Fragment] = Feed((0,), DEPTH, MOST_BYTES)
        self._head: Head | None = None
        self._full_s = 0
        line.on_writable = self._drain

    def counted(self) -> tuple[int, int]:
        """Bytes that he was sent and frames that he was not, since the last time that this was asked."""
        before, self._counted = self._counted, (self._sent_bytes, self._feed.dropped)
        return self._sent_bytes - before[0], self._feed.dropped - before[1]

    @property
    def waiting(self) -> int:
        """Frames that wait for his line."""
        return len(self._feed)

    def offer(self, fragment: Fragment) -> None:
        """The next fragment: sent at once, or when the line takes it."""
        self._feed.put(fragment, Weight(len(fragment.frame), fragment.is_key, 0))
        self._drain()

    def tell(self, frame: bytes) -> None:
        """A ready-made message beside the pictures."""
        if self._line.can_write:
            self._line.put(frame)

    def second(self) -> None:
        """Another second has passed."""
        self._full_s = 0 if self._line.can_write else self._full_s + 1
        if self._full_s >= PATIENCE_S:
            self._line.abort()

    def close(self) -> None:
        """He is sent no more."""
        self._line.on_writable = None
        self._feed.close()

    def _drain(self) -> None:
        while self._line.can_write and (fragment := self._feed.take()) is not None:
            if fragment.head is not self._head:
                self._head = fragment.head
                self._line.put(fragment.head.frames)
            self._line.put(fragment.frame)
            self._sent_bytes += len(fragment.frame)
