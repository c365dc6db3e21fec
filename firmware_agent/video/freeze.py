"""Tells a frozen picture from a live one: a camera's noise never repeats, so the very same bytes again and again come from something stuck.

Of a camera that encodes itself one key frame a second is decoded. Two codings of one picture may differ, so less is seen there; what is seen is sure.
"""

from __future__ import annotations

import zlib

import av
from av.video.codeccontext import VideoCodecContext

ROWS = 16
"""How many rows of brightness are looked at, evenly spread; a change between them only is not seen."""

LOOK_EVERY_NS = 900_000_000
"""Key frames that are due each second come a little early or late."""


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

    @property
    def is_on(self) -> bool:
        return self._after_ns > 0

    def frozen(self, mark: int, at_ns: int) -> bool:
        """Whether the picture has been this one for too long."""
        if mark != self._last:
            self._last, self._since_ns = mark, at_ns
        return 0 < self._after_ns < at_ns - self._since_ns


class KeyLook:
    """Looks at key frames that a camera has coded, at one a second at most: decoding all would cost as much as encoding them."""

    def __init__(self) -> None:
        self._next_ns = 0

    def mark(self, access_unit: bytes, at_ns: int) -> int | None:
        """The fingerprint of this key frame; None when it is not looked at or can't be decoded."""
        if at_ns < self._next_ns:
            return None
        self._next_ns = at_ns + LOOK_EVERY_NS
        decoder: VideoCodecContext = av.CodecContext.create("h264", "r")
        decoder.thread_count = 1
        try:
            found = [*decoder.decode(av.Packet(access_unit)), *decoder.decode(None)]
        except av.FFmpegError:
            return None
        return fingerprint(found[0]) if found else None
