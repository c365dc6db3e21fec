"""The one thread of the books: waits for messages, requests and deadlines, takes turns, tells what is on disk. Ends with the front."""

from __future__ import annotations

import logging
import selectors
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event

from edge_api.books.door import AdminDoor
from edge_api.books.effects import BoardOrder
from edge_api.books.ipc import PeerGone, Port
from edge_api.books.mailbox import Delivery, Mailbox, all_until
from edge_api.books.messages import Ready
from edge_api.books.turn import Told, Turn, Work
from edge_api.commands import Answered
from edge_api.mqtt import Line
from edge_api.mqtt_message import Message, Up
from edge_api.stills.room import StillRoom
from schemas.commands import CommandName, Presence

log = logging.getLogger(__name__)

MOST_FACTS = 256
LONGEST_WAIT_S = 1.0


@dataclass(slots=True)
class Lines:
    """Everything that speaks to the books. ``bell`` is readable when a signal asks them to end."""

    port: Port
    studio: Line
    from_studio: Mailbox
    cloud: Line | None
    from_cloud: Mailbox
    door: AdminDoor
    status: Callable[[Presence], Message]
    bell: int
    stills: StillRoom


@dataclass(slots=True)
class Loop:
    """Turns, one after another, until ``stop`` is set or the front ends."""

    turn: Turn
    lines: Lines
    stop: Event
    _undone: list[Answered] = field(default_factory=list)
    _selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)

    def run(self) -> None:
        """Recover, open up, and work. Returns when told to stop or when the front has ended; any other end is an exception."""
        lines = self.lines
        for source in (lines.port, lines.from_studio, lines.from_cloud, lines.door, lines.bell):
            self._selector.register(source, selectors.EVENT_READ)
        self.turn.begin()
        told = self.turn.recover()
        for table in self.turn.intake.ingest.tables:
            self.turn.intake.liveness.expect(table, self.turn.clock.monotonic_ns())
        for line in self._broker_lines():
            line.start()
        lines.stills.start()
        try:
            self._tell(told, Ready(self.turn.books.snapshots(), self.turn.books.histories()))
            while not self.stop.is_set():
                self._wait()
                self._tell(self.turn.take(self._gather()))
        except PeerGone as gone:
            log.info("the books end: %s", gone)
        self._leave()

    def _broker_lines(self) -> list[Line]:
        return [line for line in (self.lines.studio, self.lines.cloud) if line is not None]

    def _leave(self) -> None:
        """In good order: the brokers are told, the front gets what it may still read, the database is closed."""
        self.lines.door.close()
        self.lines.stills.stop()
        for line in self._broker_lines():
            line.publish(self.lines.status(Presence.STOPPED))
            line.stop()
        self.lines.port.drain()
        self._selector.close()
        self.turn.conn.close()

    def _wait(self) -> None:
        """Until there is something to do; replies that the front has not read yet are written meanwhile."""
        if self.lines.port.wants_write:
            self._selector.modify(self.lines.port, selectors.EVENT_READ | selectors.EVENT_WRITE)
        elif self._selector.get_key(self.lines.port).events & selectors.EVENT_WRITE:
            self._selector.modify(self.lines.port, selectors.EVENT_READ)
        self._selector.select(self._timeout_s())
        self.lines.port.flush()

    def _timeout_s(self) -> float:
        intake, relay = self.turn.intake, self.turn.relay
        deadlines = [
            self.turn.books.next_deadline(),
            intake.liveness.deadline_ns(),
            intake.commands.deadline_ns(),
            intake.ingest.deadline_ns(),
            relay.deadline_ns() if relay else None,
        ]
        first = min((deadline for deadline in deadlines if deadline is not None), default=None)
        if first is None:
            return LONGEST_WAIT_S
        return min(max(first - self.turn.clock.monotonic_ns(), 0) / 1e9, LONGEST_WAIT_S)

    def _gather(self) -> Work:
        lines, began_ns = self.lines, self.turn.clock.monotonic_ns()
        studio, cloud = lines.from_studio.take(MOST_FACTS), lines.from_cloud.take(MOST_FACTS)
        self._births(lines.studio, studio)
        self._births(lines.cloud, cloud)
        undone, self._undone = self._undone, []
        troubles = lines.stills.troubles()
        return Work(
            studio,
            cloud,
            lines.port.receive(),
            lines.door.take(),
            undone,
            troubles,
            all_until(began_ns, studio, MOST_FACTS),
        )

    def _births(self, line: Line | None, deliveries: list[Delivery]) -> None:
        if line is not None and any(isinstance(delivery.report, Up) for delivery in deliveries):
            line.publish(self.lines.status(Presence.ONLINE))

    def _tell(self, told: Told, ready: Ready | None = None) -> None:
        """After the COMMIT, and only then."""
        self.lines.port.send([*([ready] if ready else []), *told.replies])
        for answer in told.admin:
            answer()
        intake, now = self.turn.intake, self.turn.clock.now()
        for still in told.stills:
            self.lines.stills.named(still)
        for order in [*told.orders, *self._asked_for()]:
            undone = intake.commands.send(order, now)
            self._undone += [undone] if undone else []
        ingest = intake.ingest
        for message in [*(ingest.all_receipts() if told.receipts else ()), *ingest.receipts(now.mono_ns)]:
            self.lines.studio.publish(message)
        if self.turn.relay is not None:
            self.turn.relay.pump(now)

    def _asked_for(self) -> list[BoardOrder]:
        """Pictures that boards should send once more."""
        edge = self.turn.intake.commands.signer.key_id.partition("#")[0]
        return [
            BoardOrder(table, CommandName.STILLS, None, edge, "", stills=hashes)
            for table, hashes in self.lines.stills.asks()
        ]
