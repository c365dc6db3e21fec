"""The way of the picture to the edge: one WebSocket, live frames first. Drops what it can't send in time and never holds up a camera.

The edge is dialled again for ever; one that refuses us is asked more slowly, and health says why.
"""

from __future__ import annotations

import logging
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

from pydantic import ValidationError
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection

from firmware_agent.signing import BoardKey
from firmware_agent.video.dial import DIAL_S, dial, on_the_way
from firmware_agent.video.filling import Filling
from firmware_agent.video.fills import Fills
from firmware_agent.video.live_queue import LiveQueue
from firmware_agent.video.pulse import Pulse
from firmware_agent.video.vitals import Vitals
from hardware.clock import Clock
from schemas.envelope import seal
from schemas.video.record import Record
from schemas.video.uplink import (
    HELLO_TYPE,
    Accepted,
    Challenge,
    FromEdge,
    Hello,
    Refused,
    Segment,
    TrackSaid,
    Want,
    from_edge,
)

log = logging.getLogger(__name__)

RETRY_S = (0.2, 0.5, 1.0, 2.0, 5.0)
REFUSED_RETRY_S = 10.0
HEALTH_NS = 500_000_000
LONGEST_WAIT_S, FILLING_WAIT_S = 0.05, 0.005
MOST_SAID = 200


class EdgeLost(Exception):
    """The edge can't be reached, refuses us or went away; ``refused`` tells which."""

    def __init__(self, why: str, refused: bool = False) -> None:
        super().__init__(why)
        self.refused = refused


@dataclass(frozen=True, slots=True)
class Caller:
    """Who dials whom."""

    table: str
    boot_id: str
    session: int
    edge: str
    ca: Path | None = None


class VideoUplink:
    """``offer``, ``announce``, ``say_tracks`` and ``look`` may be called from any thread and never wait."""

    def __init__(self, who: Caller, key: BoardKey, fills: Fills, vitals: Vitals, clock: Clock) -> None:
        self._who, self._key, self._fills, self._vitals, self._clock = who, key, fills, vitals, clock
        self._live = LiveQueue(clock)
        self._filling, self._pulse = Filling(fills, clock), Pulse(clock)
        self._said: deque[str] = deque(maxlen=MOST_SAID)
        self._tracks: tuple[TrackSaid, ...] = ()
        self._gone = Event()
        self._why, self._told, self._refused, self._served = "", "", False, False
        self._health_ns = 0

    def offer(self, record: Record) -> None:
        self._live.offer(record)
        self._vitals.dropped_uplink = self._live.dropped

    def look(self) -> None:
        """Ten times a second: the thread that sends may hang in a line that takes nothing."""
        if self._pulse.is_silent:
            self._tell("down", f"edge {self._who.edge} neither takes nor answers anything")

    def announce(self, wrapper: str) -> None:
        """A segment has been stated."""
        self._said.append(Segment(wrapper=wrapper).model_dump_json())
        self._live.wake()

    def say_tracks(self, tracks: tuple[TrackSaid, ...]) -> None:
        """What is sent; another hello when it changes."""
        if tracks != self._tracks:
            self._tracks = tracks
            self._hang_up(self._gone, "the tracks have changed")

    def run(self, stop: Event) -> None:
        """Dial and send until ``stop``."""
        attempt = 0
        while not stop.is_set():
            try:
                self._call(stop)
                wait_s, attempt = RETRY_S[0], 0
            except EdgeLost as lost:
                attempt = 0 if self._served else attempt
                wait_s = REFUSED_RETRY_S if lost.refused else RETRY_S[min(attempt, len(RETRY_S) - 1)]
                attempt += 1
                self._tell("refused" if lost.refused else "down", str(lost))
            stop.wait(wait_s)

    def _call(self, stop: Event) -> None:
        """One connection. Raises EdgeLost."""
        self._gone, self._why, self._refused, self._served = Event(), "", False, False
        try:
            with dial(self._who.edge, self._who.ca) as line:
                self._greet(line)
                self._serve(line, stop)
        except (OSError, WebSocketException, TimeoutError, ValidationError, AssertionError) as fault:
            # AssertionError: from websockets 17.4, when the other end speaks before it was spoken to
            raise EdgeLost(f"edge {self._who.edge}: {str(fault) or type(fault).__name__}") from fault

    def _greet(self, line: ClientConnection) -> None:
        challenge = self._heard(line)
        if not isinstance(challenge, Challenge):
            raise EdgeLost(f"edge {self._who.edge} begins without a challenge: is this its video process?")
        hello = Hello(
            table=self._who.table,
            nonce=challenge.nonce,
            boot_id=self._who.boot_id,
            session=str(self._who.session),
            tracks=self._tracks,
        )
        sealed = seal(hello.model_dump_json().encode(), self._key.key_id, self._key.sign, HELLO_TYPE)
        line.send(sealed.decode())
        match self._heard(line):
            case Accepted():
                return
            case Refused(code=code, message=message):
                raise EdgeLost(f"the edge refuses this picture: {message} ({code})", refused=True)
            case _:
                raise EdgeLost(f"edge {self._who.edge} does not answer the hello")

    def _serve(self, line: ClientConnection, stop: Event) -> None:
        ears = Thread(target=self._listen, args=(line, self._gone), name="video-uplink-ears", daemon=True)
        ears.start()
        self._pulse.begin(line)
        self._live.open()
        self._served = True
        try:
            while not stop.is_set() and not self._gone.is_set():
                self._turn(line)
        finally:
            self._pulse.end()
            self._live.close()
            self._filling.forget()
        if self._why:
            raise EdgeLost(self._why, self._refused)

    def _turn(self, line: ClientConnection) -> None:
        """Live frames first; facts about them; then, if nothing waits, a piece of a segment that the edge lacks."""
        record = self._live.get(FILLING_WAIT_S if self._filling.is_under_way else LONGEST_WAIT_S)
        if record is not None:
            self._send(line, record.encode())
        while self._said:
            self._send(line, self._said[0])
            self._said.popleft()
        self._pulse.beat()
        if not self._pulse.is_silent:
            self._tell("up", "")
        if self._clock.monotonic_ns() - self._health_ns >= HEALTH_NS:
            self._health_ns = self._clock.monotonic_ns()
            self._send(line, self._vitals.report().model_dump_json())
        if self._live.empty and (part := self._filling.next(lambda: on_the_way(line))) is not None:
            self._send(line, part)

    def _send(self, line: ClientConnection, message: str | bytes) -> None:
        with self._pulse.sending():
            line.send(message)

    def _listen(self, line: ClientConnection, gone: Event) -> None:
        """What the edge says, until the line is gone."""
        try:
            for message in line:
                match from_edge(message):
                    case Want(numbers=numbers):
                        self._fills.ask(int(number) for number in numbers)
                    case Refused(code=code, message=said):
                        self._hang_up(gone, f"the edge refuses this picture: {said} ({code})", True)
                    case _:
                        continue
            self._hang_up(gone, f"edge {self._who.edge}: the connection was closed")
        except (OSError, WebSocketException, ValidationError) as fault:
            self._hang_up(gone, f"edge {self._who.edge}: {fault}")

    def _heard(self, line: ClientConnection) -> FromEdge:
        return from_edge(line.recv(DIAL_S))

    def _hang_up(self, gone: Event, why: str, refused: bool = False) -> None:
        """End the connection that ``gone`` belongs to; an older one's word does not count any more."""
        if gone is self._gone and not gone.is_set():
            self._why, self._refused = why, refused
            gone.set()
            self._live.wake()

    def _tell(self, word: str, said: str) -> None:
        if word != self._told:
            log.log(logging.WARNING if said else logging.INFO, "video uplink: %s", said or "connected")
        self._told = word
        self._vitals.uplink, self._vitals.uplink_said = word, said
