"""A reference board for the video: coded pictures on the uplink and in signed segments, written from the schemas alone. It can also misbehave."""

from __future__ import annotations

import itertools
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from schemas.envelope import GENESIS, seal
from schemas.video.record import KEPT, Record, Track, framed
from schemas.video.segment import SegmentStatement, digest_of, sealed
from schemas.video.stamp import CaptureStamp, stamped
from schemas.video.uplink import (
    HELLO_TYPE,
    PATH,
    Accepted,
    Challenge,
    FromEdge,
    Gone,
    Hello,
    Refused,
    Segment,
    TrackSaid,
    VideoHealth,
    Want,
    filled,
    from_edge,
)
from tests.edge_api.reference import text_of
from tests.fixtures.x264 import Coded

FPS = 30
SECOND_NS = 1_000_000_000
SAID = (
    TrackSaid(track=Track.MAIN, codec="h264", width=320, height=180, rate=FPS),
    TrackSaid(track=Track.LOBBY, codec="h264", width=320, height=180, rate=FPS),
    TrackSaid(track=Track.AAC, codec="aac", rate=48_000, channels=2),
)


class RefusedByEdge(Exception):
    """The edge sent the board away; ``args[0]`` is the code."""


@dataclass
class FakeBoard:
    """``next`` makes a record; ``filming`` makes and sends them in real time. ``segments``: number -> (signed statement, content).

    ``offset_ns``: how wrong its clock is. ``step_ns``: from frame to frame in ``next`` without ``filming``.
    """

    table: str
    pictures: Sequence[Coded]
    sounds: Sequence[bytes] = ()
    number: int = 1
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    boot_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    session: int = field(default_factory=time.time_ns)
    offset_ns: int = 0
    segment_s: float = 1.0
    segments: dict[int, tuple[str, bytes]] = field(default_factory=dict)
    lost: set[int] = field(default_factory=set)
    wanted: list[int] = field(default_factory=list)
    refused: str = ""

    def __post_init__(self) -> None:
        self.line: ClientConnection | None = None
        self.film = itertools.count()
        self.seqs = {track: itertools.count() for track in Track}
        self.sending = threading.Lock()
        self._number = 1
        self._content = bytearray()
        self._kept: list[int] = []
        self._prev = GENESIS

    @property
    def key_id(self) -> str:
        return f"{self.table}#{self.number}"

    @property
    def public_key(self) -> str:
        return text_of(self.key)

    def hello(self, nonce: str, **changes: object) -> str:
        """The sealed answer to a challenge; ``changes`` make a wrong one."""
        fields = {
            "table": self.table,
            "nonce": nonce,
            "boot_id": self.boot_id,
            "session": str(self.session),
            "tracks": SAID,
        }
        said = Hello(**{**fields, **changes})  # type: ignore[arg-type]
        return seal(said.model_dump_json().encode(), self.key_id, self.key.sign, HELLO_TYPE).decode()

    def dial(self, port: int, **changes: object) -> ClientConnection:
        """An accepted line. Raises RefusedByEdge."""
        line = connect(f"ws://127.0.0.1:{port}{PATH}", compression=None, max_size=None, legacy=True)
        challenge = _heard(line)
        assert isinstance(challenge, Challenge)
        line.send(self.hello(str(changes.pop("nonce", challenge.nonce)), **changes))
        match _heard(line):
            case Accepted():
                return line
            case Refused(code=code):
                line.close()
                raise RefusedByEdge(code)
            case other:
                raise AssertionError(other)

    def next(self, utc_ns: int | None = None) -> list[Record]:
        """What is captured next: MAIN, every second time LOBBY, and sound if there is any. Kept as the board keeps it."""
        at_ns = (time.time_ns() if utc_ns is None else utc_ns) + self.offset_ns
        place = next(self.film)
        picture = self.pictures[place % len(self.pictures)]
        if picture.is_key and self._kept and at_ns - self._kept[0] >= self.segment_s * SECOND_NS * 0.9:
            self.close_segment(at_ns)
        made = [self.record(Track.MAIN, picture, at_ns)]
        if place % 2 == 0 or picture.is_key:
            made.append(self.record(Track.LOBBY, picture, at_ns))
        if self.sounds:
            made.append(self._sound(self.sounds[place % len(self.sounds)], at_ns))
        for record in made:
            if record.track in KEPT:
                self._content += framed(record.encode())
                self._kept.append(record.capture_utc_ns)
        return made

    def record(self, track: Track, picture: Coded, at_ns: int, **changes: object) -> Record:
        """A stamped frame as a record; ``changes`` make a wrong one."""
        seq = next(self.seqs[track])
        payload = stamped(picture.data, CaptureStamp(at_ns, seq, 40))
        fields = {
            "track": track,
            "seq": seq,
            "is_key": picture.is_key,
            "segment": self._number,
            "capture_utc_ns": at_ns,
            "duration_us": 0,
            "payload": payload,
        }
        return Record(**{**fields, **changes})  # type: ignore[arg-type]

    def close_segment(self, end_ns: int) -> None:
        """State what was kept; the next segment begins."""
        content, start_ns = bytes(self._content), self._kept[0]
        statement = SegmentStatement(
            table=self.table, number=str(self._number), start_utc_ns=str(start_ns), end_utc_ns=str(end_ns),
            frames=len(self._kept), size=len(content), digest=digest_of(content), prev=self._prev,
        )  # fmt: skip
        wrapper, self._prev = sealed(statement, self.key_id, self.key.sign)
        self.segments[self._number] = (wrapper.decode(), content)
        self._number += 1
        self._content.clear()
        self._kept.clear()
        self.say(Segment(wrapper=wrapper.decode()))

    def say(self, message: Segment | Gone | VideoHealth) -> None:
        """On the line, if there is one."""
        self.send(message.model_dump_json())

    def send(self, message: str | bytes) -> None:
        """On the line, if there is one; a line that breaks is forgotten."""
        line = self.line
        if line is None:
            return
        try:
            with self.sending:
                line.send(message)
        except (WebSocketException, OSError):
            self.line = None

    def health(self, **changes: object) -> VideoHealth:
        fields = {"state": "live", "source": "fake", "age_ms": 20, "fps": float(FPS), "encode_p95_ms": 5.0}
        return VideoHealth(**{**fields, **changes})  # type: ignore[arg-type]

    def answer(self, want: Want) -> None:
        """As a board answers: its segment, or that it is gone."""
        for text in want.numbers:
            number = int(text)
            self.wanted.append(number)
            if number in self.lost or number not in self.segments:
                self.say(Gone(number=text))
            else:
                wrapper, content = self.segments[number]
                self.say(Segment(wrapper=wrapper, filled=True))
                self.send(filled(number, content))

    def join(self, port: int) -> None:
        """Dial, and answer what the edge wants from now on. Raises RefusedByEdge."""
        line = self.dial(port)
        self.line = line
        threading.Thread(target=self._listen, args=(line,), name="fake-board-ears", daemon=True).start()

    def cut(self) -> None:
        """The network goes: what is filmed is only kept."""
        line, self.line = self.line, None
        if line is not None:
            line.close()

    @contextmanager
    def filming(self, port: int | None = None, rate: float = FPS) -> Iterator[None]:
        """Film in real time, and send if a port is given."""
        if port is not None:
            self.join(port)
        stop = threading.Event()
        thread = threading.Thread(target=self._film, args=(stop, rate), name="fake-board", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(5)
            self.cut()

    def _film(self, stop: threading.Event, rate: float) -> None:
        began = time.monotonic()
        for count in itertools.count(1):
            for record in self.next():
                self.send(record.encode())
            if count % (FPS // 2) == 1:
                self.say(self.health())
            if stop.wait(max(0.0, began + count / rate - time.monotonic())):
                return

    def _listen(self, line: ClientConnection) -> None:
        with suppress(WebSocketException, OSError):
            for text in line:
                match from_edge(text):
                    case Want() as want:
                        self.answer(want)
                    case Refused(code=code):
                        self.refused = code
                    case _:
                        pass

    def _sound(self, packet: bytes, at_ns: int) -> Record:
        return Record(Track.AAC, next(self.seqs[Track.AAC]), True, self._number, at_ns, 21_333, packet)


def _heard(line: ClientConnection) -> FromEdge:
    return from_edge(line.recv(5))
