"""The way to the edge, as a driver: publishes what the outbox holds until receipts cover it, and brings in receipts and commands.

Counts a fact as delivered only by the edge's signed receipt. Refuses to publish facts once a newer epoch of this table exists somewhere
(a copied card), and never edits the log itself.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

from firmware_agent.mqtt import Link, LinkLost
from firmware_agent.orders import Asked, Heard, OrderDesk, Rejected
from firmware_agent.outbox import Outbox
from firmware_agent.post import Access, Incoming, Post
from firmware_agent.receipts import ReceiptDesk
from firmware_agent.signing import BoardKey
from firmware_agent.voice import Voice
from hardware.clock import Clock
from hardware.driver import DeviceLost, Emit
from schemas.commands import BoardStatus, Presence
from schemas.sight import SightAnswer
from schemas.stream import Receipt, SendWindow, Standing, reconcile
from schemas.topics import TableTopics, parse_table_topic

log = logging.getLogger(__name__)

RECEIPT_WAIT_NS = 300_000_000
LONGEST_TURN_S = 0.5
STALL_NS = 15_000_000_000
LONGEST_STALL_NS = 300_000_000_000
STILL_TURN_S = 0.01
"""Pictures go one a turn, and other posts a few, so that a fact never waits behind more."""
OFFER_EVERY_NS = 600_000_000_000
"""An edge that came later than this board's connection has missed the sheet that was offered then."""
SESSIONS_PER_START = 1_000_000


def nobody_looks(_asked: Asked) -> Heard:
    """The answer of a board without [sight]."""
    return Heard("this board has no [sight]: nobody looks")


def nothing_offered() -> SightAnswer | None:
    """A board whose table reads by no signed sheet."""
    return None


class StartAgain(Exception):
    """The log began a new epoch: the board must start from the disk again."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who speaks, and to whom (brokers in the order of preference)."""

    topics: TableTopics
    boot_id: str
    firmware: str
    brokers: tuple[tuple[str, int], ...]
    access: Access


class Uplink(Voice):
    """``Driver`` of the broker connection. ``wake`` and all of Voice may be called from any thread."""

    name = "uplink"

    def __init__(
        self,
        identity: Identity,
        outbox: Outbox,
        key: BoardKey,
        orders: OrderDesk,
        receipts: ReceiptDesk,
        clock: Clock,
        ask: Callable[[Asked], Heard] = nobody_looks,
        offer: Callable[[], SightAnswer | None] = nothing_offered,
    ) -> None:
        super().__init__(identity.topics, key)
        self._who, self._outbox, self._clock = identity, outbox, clock
        self._orders, self._receipts, self._ask, self._offer = orders, receipts, ask, offer
        self._window = SendWindow(outbox.receipted)
        self._wake = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._connects = self._broker = self._offered_ns = 0
        self._stall_ns, self._progress_ns = STALL_NS, clock.monotonic_ns()
        self.turn_ns = clock.monotonic_ns()
        self.fenced: str | None = None

    def __repr__(self) -> str:
        return f"Uplink({self._topics.root!r}, {'connected' if self.connected else 'not connected'})"

    def wake(self) -> None:
        """There is something to publish, or to stop for."""
        if self._wake >= 0:
            os.eventfd_write(self._wake, 1)

    def close(self) -> None:
        """Let go of the wake-up descriptor; the driver must have stopped."""
        descriptor, self._wake = self._wake, -1
        os.close(descriptor)

    def run(self, emit: Emit, opened: Callable[[], None], stop: Event) -> None:
        """Publish and listen until ``stop``; then say that the board stopped on purpose.

        Raises:
            DeviceLost: no broker can be reached or lets us in, or the connection went away.
            StartAgain: the edge holds what this disk has lost; a new epoch has begun.
            OutboxFailed: the disk failed.
        """
        farewell = False
        self.turn_ns = self._clock.monotonic_ns()
        try:
            link = self._connect()
            try:
                self._greet(link)
                self._await_receipt(link, emit)
                opened()
                self._listen(link, emit, stop)
                link.publish(self._status(Presence.STOPPED))
                farewell = True
            finally:
                self.connected = False
                self._window.disconnect()
                link.close(farewell)
        except LinkLost as lost:
            raise DeviceLost(str(lost)) from lost

    def _connect(self) -> Link:
        """The current broker; the next one after a failure."""
        self._connects += 1
        host, port = self._who.brokers[self._broker % len(self._who.brokers)]
        self._broker += 1
        link = Link(host, port, self._who.access, self._status(Presence.LOST))
        self._broker -= 1
        return link

    def _greet(self, link: Link) -> None:
        link.subscribe([self._topics.receipt, self._topics.commands])
        link.publish(self._status(Presence.ONLINE))
        self._forget_posts()
        self.connected = True
        if self._state is not None:
            self._post(Post(self._topics.state, self._state, retain=True))
        self._offer_paper(link)  # before the facts that name it

    def _offer_paper(self, link: Link) -> None:
        self._offered_ns = self._clock.monotonic_ns()
        if (paper := self._offer()) is not None:
            link.publish(self._answered(paper))

    def _listen(self, link: Link, emit: Emit, stop: Event) -> None:
        self._progress_ns = self._clock.monotonic_ns()
        self._window.connect(self._progress_ns)
        while not stop.is_set():
            self._turn(link, emit)

    def _await_receipt(self, link: Link, emit: Emit) -> None:
        """Give the broker a moment to refuse us, or to tell where the edge is: publishing earlier would repeat what it has."""
        give_up_ns = self._clock.monotonic_ns() + RECEIPT_WAIT_NS
        heard = self._receipts.heard
        while self._receipts.heard == heard and (left_ns := give_up_ns - self._clock.monotonic_ns()) > 0:
            self._drain_wake()
            for message in link.wait(left_ns / 1e9, self._wake):
                self._take(message, emit)

    def _turn(self, link: Link, emit: Emit) -> None:
        self._drain_wake()
        now_ns = self.turn_ns = self._clock.monotonic_ns()
        if now_ns - self._offered_ns >= OFFER_EVERY_NS:
            self._offer_paper(link)
        self._publish_due(link, now_ns)
        self._check_progress(now_ns)
        for message in link.wait(self._patience_s(now_ns), self._wake):
            self._take(message, emit)

    def _publish_due(self, link: Link, now_ns: int) -> None:
        due = range(0) if self.fenced else self._window.due(self._outbox.head.seq, now_ns)
        if due:
            for wire in self._outbox.wires(due[0], due[-1]):
                link.publish(Post(self._topics.events, wire))
        for post in self._due_posts():
            link.publish(post)
        if self._stills and not link.is_busy:
            link.publish(Post(self._topics.still, self._stills.popleft()))

    def _check_progress(self, now_ns: int) -> None:
        """A connection that brings no receipts may be dead without knowing: a fresh one, less and less often."""
        if self._outbox.backlog == 0 or self.fenced:
            self._progress_ns = now_ns
        elif now_ns - self._progress_ns > self._stall_ns:
            waited_s, self._stall_ns = (
                self._stall_ns // 1_000_000_000,
                min(2 * self._stall_ns, LONGEST_STALL_NS),
            )
            raise LinkLost(f"no receipt from the edge for {waited_s} s; {self._outbox.backlog} facts wait")

    def _patience_s(self, now_ns: int) -> float:
        deadline_ns = self._window.deadline_ns()
        if self.connected and (self._posts or self._stills):
            return STILL_TURN_S
        wait_s = LONGEST_TURN_S if deadline_ns is None else (deadline_ns - now_ns) / 1e9
        return min(max(wait_s, 0.0), LONGEST_TURN_S)

    def _take(self, message: Incoming, emit: Emit) -> None:
        address = parse_table_topic(message.topic)
        if message.topic == self._topics.receipt:
            self._take_receipt(message.payload)
        elif address is not None and address.name is not None:
            self._take_command(message, address.name, emit)

    def _take_command(self, message: Incoming, name: str, emit: Emit) -> None:
        match self._orders.judge(message, name):
            case Rejected(command_id, code, why):
                log.warning("command %s refused: %s: %s", command_id, code, why)
                self._asked[command_id] = name, message.correlation
                self.reply(command_id, code, why)
            case Asked(command_id) as asked:
                self._asked[command_id] = name, message.correlation
                heard = self._ask(asked)
                self.reply(
                    command_id,
                    "wrong_phase" if heard.objection else "ok",
                    heard.objection or "",
                    heard.lacking,
                )
            case None:
                return
            case order:
                self._asked[order.command_id] = name, message.correlation
                emit(order)

    def _take_receipt(self, payload: bytes) -> None:
        receipt = self._receipts.read(payload)
        if receipt is None:
            return
        upto = int(receipt.upto)
        match reconcile(self._outbox.head, receipt, self._outbox.hash_at(upto)):
            case Standing.PROGRESS:
                self._progress(upto, receipt.rewind)
            case Standing.OLD_EPOCH:
                log.info("the edge still holds epoch %s; this is %d", receipt.epoch, self._outbox.head.epoch)
            case Standing.FENCED:
                self._fence(receipt)
            case Standing.ROLLED_BACK:
                epoch = self._outbox.new_epoch(int(receipt.epoch) + 1, f"{receipt.epoch}:{receipt.upto}")
                raise StartAgain(
                    f"the edge holds facts up to {receipt.epoch}:{receipt.upto}, this disk does not: epoch {epoch}"
                )

    def _progress(self, upto: int, rewind: bool) -> None:
        now_ns = self._clock.monotonic_ns()
        if self.fenced:
            log.warning("the edge takes this board's epoch %d again", self._outbox.head.epoch)
            self.fenced = None
        if self._window.receipt(upto, rewind, now_ns):
            self._progress_ns, self._stall_ns = now_ns, STALL_NS
        self._outbox.receipt(upto)

    def _fence(self, receipt: Receipt) -> None:
        if self.fenced is None:
            own = self._outbox.head.epoch
            self.fenced = (
                f"another board writes this table (epoch {receipt.epoch} at the edge, {own} here): is this a copied card or an old "
                "backup? Stop one of the two"
            )
            log.critical("%s; this board publishes no more facts", self.fenced)

    def _status(self, state: Presence) -> Post:
        status = BoardStatus(
            state=state,
            epoch=str(self._outbox.head.epoch),
            session=str(self._outbox.start_number * SESSIONS_PER_START + self._connects),
            boot_id=self._who.boot_id,
            firmware=self._who.firmware,
        )
        return Post(self._topics.status, status.model_dump_json().encode(), retain=True)

    def _drain_wake(self) -> None:
        try:
            os.eventfd_read(self._wake)
        except BlockingIOError:
            return
