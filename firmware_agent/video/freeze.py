"""Tells a frozen picture from a live one: a camera's noise never repeats, so the very same bytes again and again come from something stuck."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import av

ROWS = 16
"""How many rows of brightness are looked at, evenly spread; a change between them only is not seen."""


def fingerprint(frame: av.VideoFrame) -> int:
    """A number that differs when the picture does (CRC-32 of some rows)."""
    plane = frame.planes[0]
    look = memoryview(plane)
    step = max(1, frame.height // ROWS)
    found = 0
    for row in range(step // 2, frame.height, step):
        at = row * plane.line_size
        found = zlib.crc32(look[at : at + frame.width], found)
    return found


class FreezeWatch:
    """Fed the fingerprint of each picture. ``after_ns`` 0: nothing is ever frozen."""

    def __init__(self, after_ns: int) -> None:
        self._after_ns = after_ns
        self._last: int | None = None
        self._since_ns = 0

    def frozen(self, mark: int, at_ns: int) -> bool:
        """Whether the picture has been this one for too long."""
        if mark != self._last:
            self._last, self._since_ns = mark, at_ns
        return 0 < self._after_ns < at_ns - self._since_ns
