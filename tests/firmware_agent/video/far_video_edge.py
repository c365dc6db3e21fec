"""The edge's end of the video uplink, reduced to the protocol: challenges, checks the hello, keeps what comes, asks for what it is told to ask."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Self

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

from schemas.envelope import Check, unseal
from schemas.video.record import KEPT, Record, Track, decode, framed
from schemas.video.segment import SegmentStatement, digest_of, opened
from schemas.video.uplink import (
    FILLED,
    HELLO_TYPE,
    PIECE,
    Accepted,
    Challenge,
    Gone,
    Hello,
    Refused,
    Segment,
    VideoHealth,
    Want,
    from_board,
    read_filled,
)
from tests.firmware_agent.far_edge import soon


class FarVideoEdge:
    """Listens between entry and exit. ``refuse``: a code with which every hello is turned away. ``order``: "live" and "piece", as they came."""

    def __init__(self, check: Check, port: int = 0) -> None:
        self._check = check
        self.refuse: str | None = None
        self.hellos: list[Hello] = []
        self.records: list[Record] = []
        self.healths: list[VideoHealth] = []
        self.stated: dict[int, SegmentStatement] = {}
        self.hashes: dict[int, str] = {}
        self.filled: dict[int, bytes] = {}
        self.gone: list[int] = []
        self.order: list[str] = []
        self._parts: dict[int, bytes] = {}
        self._lines: list[ServerConnection] = []
        self._server = serve(self._serve, "127.0.0.1", port, compression=None, max_size=None)
        self.port: int = self._server.socket.getsockname()[1]
        self._thread = threading.Thread(target=self._server.serve_forever)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.hang_up()
        self._server.shutdown()
        self._thread.join(10)

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    def hang_up(self) -> None:
        for line in self._lines:
            line.close()

    def want(self, *numbers: int) -> None:
        self._lines[-1].send(Want(numbers=tuple(map(str, numbers))).model_dump_json())

    def of(self, track: Track) -> list[Record]:
        return [record for record in self.records if record.track is track]

    def complete(self) -> set[int]:
        """The segments of which every record came live."""
        whole = set()
        for number, statement in list(self.stated.items()):
            kept = [item for item in self.records if item.segment == number and item.track in KEPT]
            if digest_of(b"".join(framed(item.encode()) for item in kept)) == statement.digest:
                whole.add(number)
        return whole

    def until(self, seen: Callable[[], object], patience_s: float = 15.0) -> None:
        assert soon(lambda: bool(seen()), patience_s), self.healths[-1:]

    def _serve(self, line: ServerConnection) -> None:
        try:
            self._greet(line)
            for message in line:
                self._take(message)
        except ConnectionClosed:
            return

    def _greet(self, line: ServerConnection) -> None:
        line.send(Challenge(nonce="n1").model_dump_json())
        wrapper = str(line.recv(5))
        hello = Hello.consume(unseal(wrapper.encode(), self._check, HELLO_TYPE).payload)
        assert hello.nonce == "n1"
        if self.refuse is not None:
            line.send(Refused(code=self.refuse, message="not now").model_dump_json())
            line.close()
            return
        line.send(Accepted().model_dump_json())
        self._lines.append(line)
        self.hellos.append(hello)

    def _take(self, message: str | bytes) -> None:
        if isinstance(message, bytes):
            if message[0] in (PIECE, FILLED):
                self._take_piece(message)
            else:
                self.records.append(decode(message))
                self.order.append("live")
            return
        match from_board(message):
            case Segment(wrapper=wrapper):
                statement, _, hashed = opened(wrapper.encode(), self._check)
                self.stated[int(statement.number)] = statement
                self.hashes[int(statement.number)] = hashed
            case Gone() as lack:
                self.gone.append(int(lack.number))
            case VideoHealth() as health:
                self.healths.append(health)

    def _take_piece(self, message: bytes) -> None:
        number, part = read_filled(message)
        self.order.append("piece")
        self._parts[number] = self._parts.get(number, b"") + part
        if message[0] == FILLED:
            self.filled[number] = self._parts.pop(number)
