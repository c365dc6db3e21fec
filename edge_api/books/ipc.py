"""Frames between front and books over a socket pair: four bytes of length, then a msgpack list. Refuses a frame larger than MOST_FRAME.

Before the first frame the front sends OPEN, once its own configuration is right; until then the books touch nothing."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Sequence

import msgspec

from edge_api.books.messages import Reply, Request

OPEN = b"O"
LENGTH_BYTES = 4
MOST_FRAME = 8 * 1024 * 1024
MOST_IN_FRAME = 500
MOST_UNREAD = 64 * 1024 * 1024
READ_BYTES = 256 * 1024


class PeerGone(Exception):
    """The other process ended, or reads no more: end as well."""


def frames(messages: Sequence[Reply] | Sequence[Request]) -> bytes:
    """The bytes of as many frames as these messages need."""
    parts = (messages[at : at + MOST_IN_FRAME] for at in range(0, len(messages), MOST_IN_FRAME))
    return b"".join(_frame(part) for part in parts)


def _frame(part: Sequence[Reply] | Sequence[Request]) -> bytes:
    """One frame; two of half as many messages when it would be larger than the other end takes."""
    body = msgspec.msgpack.encode(part)
    if len(body) > MOST_FRAME and len(part) > 1:
        half = len(part) // 2
        return _frame(part[:half]) + _frame(part[half:])
    return len(body).to_bytes(LENGTH_BYTES, "big") + body


class Frames:
    """Cuts a stream of bytes into frame bodies."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """The bodies that are complete now. Raises PeerGone for a length that nobody of ours writes."""
        self._bytes += data
        bodies, at = [], 0
        while len(self._bytes) - at >= LENGTH_BYTES:
            length = int.from_bytes(self._bytes[at : at + LENGTH_BYTES], "big")
            if length > MOST_FRAME:
                raise PeerGone(f"a frame of {length} bytes is not ours")
            if len(self._bytes) - at - LENGTH_BYTES < length:
                break
            at += LENGTH_BYTES
            bodies.append(bytes(self._bytes[at : at + length]))
            at += length
        del self._bytes[:at]
        return bodies


class Port:
    """The books' end: requests in, replies and notices out; never waits for the front."""

    def __init__(self, line: socket.socket) -> None:
        line.setblocking(False)
        self._line = line
        self._frames = Frames()
        self._out = bytearray()
        self._decode = msgspec.msgpack.Decoder(list[Request]).decode

    def fileno(self) -> int:
        return self._line.fileno()

    @property
    def wants_write(self) -> bool:
        """Something waits for the front to read."""
        return bool(self._out)

    def receive(self) -> list[Request]:
        """The requests that have arrived. Raises PeerGone when the front has ended."""
        try:
            data = self._line.recv(READ_BYTES)
        except BlockingIOError:
            return []
        except OSError as broken:
            raise PeerGone(str(broken)) from None
        if not data:
            raise PeerGone("the front has ended")
        return [request for body in self._frames.feed(data) for request in self._decode(body)]

    def send(self, messages: Sequence[Reply]) -> None:
        """Queue and write what the line takes. Raises PeerGone when the front has not read for very long."""
        if messages:
            self._out += frames(messages)
        if len(self._out) > MOST_UNREAD:
            raise PeerGone("the front does not read its replies")
        self.flush()

    def flush(self) -> None:
        """Write what the line takes now."""
        try:
            while self._out:
                del self._out[: self._line.send(self._out[:READ_BYTES])]
        except BlockingIOError:
            return
        except OSError as broken:
            raise PeerGone(str(broken)) from None

    def drain(self) -> None:
        """At the end: write the rest, as far as the front still reads."""
        self._line.settimeout(1.0)
        with contextlib.suppress(OSError):
            self._line.sendall(self._out)
        self._line.close()
