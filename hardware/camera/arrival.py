"""When a frame of a network stream was seen: the stream's own clock, tied to ours by the frames that came soonest. Pure.

A network only ever delays. The least delay of the last seconds is taken for the constant part, which ``latency_ms`` in the board's
configuration covers; what a frame was later than that is jitter, and is taken out.
"""

from __future__ import annotations

SPAN_NS = 5_000_000_000
JUMP_NS = 2_000_000_000


class ArrivalClock:
    """Feed it each frame once, in order of arrival."""

    def __init__(self) -> None:
        self._span_ns: int | None = None
        self._least_ns = self._before_ns = 0
        self._last_ns = 0

    def at_ns(self, stream_ns: int, arrived_ns: int) -> int:
        """The moment of a frame with this stream time on the clock of ``arrived_ns``; never later than its arrival, never before the last one."""
        offset_ns = arrived_ns - stream_ns
        if self._span_ns is None or abs(offset_ns - self._before_ns) > JUMP_NS:
            self._span_ns, self._least_ns, self._before_ns = arrived_ns, offset_ns, offset_ns
        if arrived_ns - self._span_ns >= SPAN_NS:
            self._span_ns, self._before_ns, self._least_ns = arrived_ns, self._least_ns, offset_ns
        self._least_ns = min(self._least_ns, offset_ns)
        at_ns = stream_ns + min(self._least_ns, self._before_ns)
        self._last_ns = max(self._last_ns + 1, min(at_ns, arrived_ns))
        return min(self._last_ns, arrived_ns)
