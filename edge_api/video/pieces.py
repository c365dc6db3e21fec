"""Puts together a segment that a board sends in pieces. Pure. Forgets one that another begins before its end, and one that is too large."""

from __future__ import annotations

from schemas.video.segment import MOST_SEGMENT
from schemas.video.uplink import FILLED, PIECE, read_filled

_HEAD = 9


class Pieces:
    """Of one line."""

    def __init__(self) -> None:
        self._number: int | None = None
        self._content = bytearray()

    def take(self, message: bytes) -> tuple[int, bytes] | None:
        """Number and content of the segment that ends with this message; None: it is none, or not the last piece."""
        number, part = read_filled(message)
        if number != self._number:
            self._number, self._content = number, bytearray()
        if len(self._content) + len(part) > MOST_SEGMENT:
            self._number, self._content = None, bytearray()
            return None
        self._content += part
        if message[0] != FILLED:
            return None
        content, self._number, self._content = bytes(self._content), None, bytearray()
        return number, content


def is_piece(message: bytes) -> bool:
    """Whether this is a part of a segment, and not a record."""
    return len(message) > _HEAD and message[0] in (FILLED, PIECE)
