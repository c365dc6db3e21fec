"""WebSocket frames as a server sends them, read from raw bytes, so that a viewer may read as slowly as it likes. Refuses fragments."""

from __future__ import annotations

import base64
import os
from urllib.parse import urlsplit

TEXT, BINARY, CLOSE, PING = 1, 2, 8, 9
_MASKED = 0x80


class NoSocket(Exception):
    """The server did not switch to WebSocket, or ended it; says what it answered."""


def upgrade(url: str, origin: str = "") -> bytes:
    """The request that opens a socket (RFC 6455, 4.1)."""
    parts = urlsplit(url)
    lines = [
        f"GET {parts.path}?{parts.query} HTTP/1.1",
        f"Host: {parts.netloc}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
        "Sec-WebSocket-Version: 13",
    ]
    if origin:
        lines.append(f"Origin: {origin}")
    return "\r\n".join((*lines, "", "")).encode()


def masked(kind: int, payload: bytes) -> bytes:
    """A short frame as a client sends it; the mask is zero."""
    return bytes((0x80 | kind, _MASKED | len(payload))) + bytes(4) + payload


def unmasked(kind: int, payload: bytes) -> bytes:
    """A frame as a server sends it (RFC 6455, 5.2)."""
    size = len(payload)
    if size < 126:
        return bytes((0x80 | kind, size)) + payload
    if size < 65536:
        return bytes((0x80 | kind, 126)) + size.to_bytes(2, "big") + payload
    return bytes((0x80 | kind, 127)) + size.to_bytes(8, "big") + payload


class Frames:
    """Takes bytes, gives whole messages."""

    def __init__(self) -> None:
        self._kept = bytearray()
        self._open = False

    def feed(self, data: bytes) -> list[tuple[int, bytes]]:
        """The messages that are whole now, as (kind, payload).

        Raises:
            NoSocket: the server refused.
        """
        self._kept += data
        if not self._open and not self._opened():
            return []
        found = []
        while (message := self._next()) is not None:
            found.append(message)
        return found

    def _opened(self) -> bool:
        end = self._kept.find(b"\r\n\r\n")
        if end < 0:
            return False
        if b" 101 " not in self._kept[:16]:
            raise NoSocket(bytes(self._kept[:300]).decode(errors="replace"))
        del self._kept[: end + 4]
        self._open = True
        return True

    def _next(self) -> tuple[int, bytes] | None:
        if len(self._kept) < 2:
            return None
        size, head = self._kept[1] & 0x7F, 2
        if size > 125:
            head = 4 if size == 126 else 10
            if len(self._kept) < head:
                return None
            size = int.from_bytes(self._kept[2:head], "big")
        if len(self._kept) < head + size:
            return None
        kind, payload = self._kept[0] & 0x0F, bytes(self._kept[head : head + size])
        del self._kept[: head + size]
        return kind, payload
