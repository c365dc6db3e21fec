"""A viewer over a WebSocket, as a page is one: hello, init, fragments."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect


@dataclass
class Viewer:
    """``said``: text messages so far. ``inits``: init segments so far."""

    line: ClientConnection
    said: list[dict[str, Any]] = field(default_factory=list)
    inits: list[bytes] = field(default_factory=list)

    @property
    def hello(self) -> dict[str, Any]:
        return next(said for said in reversed(self.said) if said["op"] == "hello")

    def next(self, limit_s: float = 5.0) -> bytes:
        """The next fragment."""
        while True:
            message = self.line.recv(limit_s)
            if isinstance(message, str):
                self.said.append(json.loads(message))
            elif message[4:8] == b"ftyp":
                self.inits.append(message)
            else:
                return message

    def until_told(self, op: str, limit_s: float = 5.0) -> dict[str, Any]:
        """The next text message of that kind; fragments before it are let go."""
        while True:
            message = self.line.recv(limit_s)
            if isinstance(message, str):
                self.said.append(json.loads(message))
                if self.said[-1]["op"] == op:
                    return self.said[-1]

    def end(self, limit_s: float = 5.0) -> int:
        """The close code, when it comes."""
        try:
            while True:
                self.line.recv(limit_s)
        except ConnectionClosed as closed:
            assert closed.rcvd is not None
            return closed.rcvd.code

    def say(self, **message: Any) -> None:
        self.line.send(json.dumps(message))


@contextmanager
def watching(url: str) -> Iterator[Viewer]:
    """A viewer for the time of the block."""
    with connect(url, compression=None, max_size=None, close_timeout=0.5) as line:
        yield Viewer(line)


def is_key(fragment: bytes) -> bool:
    """Whether its first sample is a sync sample (sample flags of the first row of trun)."""
    at = fragment.index(b"trun") + 4 + 4 + 4 + 4
    return int.from_bytes(fragment[at + 8 : at + 12], "big") == 0x02000000


def time_of(fragment: bytes) -> int:
    """Decode time of its first sample, in ticks."""
    at = fragment.index(b"tfdt") + 8
    return int.from_bytes(fragment[at : at + 8], "big")
