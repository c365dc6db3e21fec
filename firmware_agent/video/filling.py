"""Segments that the edge lacks, on their way to it: in small pieces, so that a live frame waits for one piece at most. Sends nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from firmware_agent.video.fills import Fill, Fills
from hardware.clock import Clock
from schemas.video.uplink import Gone, Segment, filled, piece

PIECE_BYTES = 16 * 1024
MOST_PIECES = 40
"""Of a large segment, so that it comes within the time that an edge waits for it, however slowly."""

PAUSE_NS = 5_000_000
"""From piece to piece: 26 Mbit/s at most."""

FULL_BYTES = 64 * 1024
SLOW_PAUSE_NS = 250_000_000
"""While the line has more than FULL_BYTES on the way, live frames need it: only then and when does a piece go."""


class Filling:
    """``next``: what to send now, if anything. ``on_the_way``: how many bytes of this line nobody has acknowledged."""

    def __init__(self, fills: Fills, clock: Clock) -> None:
        self._fills, self._clock = fills, clock
        self._messages: Iterator[str | bytes] = iter(())
        self._last_ns = 0
        self.is_under_way = False

    def next(self, on_the_way: Callable[[], int]) -> str | bytes | None:
        waited_ns = self._clock.monotonic_ns() - self._last_ns
        if waited_ns < PAUSE_NS or (waited_ns < SLOW_PAUSE_NS and on_the_way() > FULL_BYTES):
            return None
        if not self.is_under_way and (fill := self._fills.take()) is not None:
            self._messages, self.is_under_way = messages(fill), True
        found = next(self._messages, None)
        self.is_under_way = found is not None
        if found is not None:
            self._last_ns = self._clock.monotonic_ns()
        return found

    def forget(self) -> None:
        """The edge that asked is gone."""
        self._fills.forget()
        self._messages, self.is_under_way = iter(()), False


def messages(fill: Fill) -> Iterator[str | bytes]:
    """A segment's statement and its pieces, or that it is gone."""
    if fill.content is None:
        yield Gone(number=str(fill.number)).model_dump_json()
        return
    yield Segment(wrapper=fill.wrapper, filled=True).model_dump_json()
    size = max(PIECE_BYTES, len(fill.content) // MOST_PIECES)
    last = max(0, len(fill.content) - 1) // size * size
    for at in range(0, last, size):
        yield piece(fill.number, fill.content[at : at + size])
    yield filled(fill.number, fill.content[last:])
