"""A reference board, and a reference cloud: the far ends of the edge's streams, written from the schemas alone, over the real broker."""

from __future__ import annotations

import base64
import json
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from queue import Empty, Queue

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from edge_api.config_parts import Broker
from edge_api.mqtt import Line
from edge_api.mqtt_message import Down, Message, Report, Up
from schemas.causes import CloseCause
from schemas.commands import COMMAND_TYPE, RECEIPT_TYPE, REPLY_TYPE, Command, CommandReply, ReplyStatus
from schemas.envelope import GENESIS, Event, event_hash, seal, unseal
from schemas.facts import Fact, RoundClosed, RoundOpened, RoundOutcome
from schemas.games.roulette import RouletteOutcome
from schemas.phases import Game
from schemas.stream import Head, Receipt, SendWindow, Verdict, judge
from schemas.topics import EdgeTopics, TableTopics

SITE, EDGE, TABLE = "demo", "edge-1", "roulette-01"
BOOT = str(uuid.UUID(int=7))


def text_of(key: Ed25519PrivateKey) -> str:
    """The public half as configurations write it."""
    raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass
class Board:
    """Numbers, chains and signs facts; keeps what it signed."""

    table: str = TABLE
    epoch: int = 1_700_000_000
    number: int = 1
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    wires: list[bytes] = field(default_factory=list)
    chain_hash: str = GENESIS
    rounds: int = 0

    @property
    def key_id(self) -> str:
        return f"{self.table}#{self.number}"

    @property
    def public_key(self) -> str:
        return text_of(self.key)

    def say(self, fact: Fact, **changes: object) -> bytes:
        """The next event of the stream, sealed. ``changes`` replace fields of the envelope, to make a wrong one."""
        wire, payload = self.draft(fact, **changes)
        self.wires.append(wire)
        self.chain_hash = event_hash(payload)
        return wire

    def draft(self, fact: Fact, **changes: object) -> tuple[bytes, bytes]:
        """What ``say`` would make next, without keeping it."""
        seq = len(self.wires) + 1
        fields = {
            "specversion": "1.0",
            "id": f"{self.table}:{self.epoch}:{seq}",
            "source": f"urn:studio-floor:{SITE}:t:{self.table}",
            "type": f"floor.{fact.kind}.v1",
            "time": time.strftime("%Y-%m-%dT%H:%M:%S.000000Z", time.gmtime()),
            "subject": f"round/{fact.about_round}" if fact.about_round else f"table/{self.table}",
            "datacontenttype": "application/json",
            "dataschema": f"urn:studio-floor:schema:{fact.kind}:{fact.schema_version}",
            "epoch": str(self.epoch),
            "seq": str(seq),
            "prevhash": self.chain_hash,
            "bootid": BOOT,
            "monons": str(time.monotonic_ns()),
            "clkerrus": 100,
            "clksrc": "ntp",
            "data": fact.model_dump(mode="json"),
        }
        payload = json.dumps(fields | changes).encode()
        return seal(payload, self.key_id, self.key.sign), payload

    def opened(self, betting_ms: int = 60_000) -> RoundOpened:
        """A new round, open from now."""
        self.rounds += 1
        closes = time.monotonic_ns() + betting_ms * 1_000_000
        return RoundOpened(
            round_id=self.round_id, game=Game.ROULETTE, betting_ms=betting_ms, closes_ns=str(closes)
        )

    def closed(self) -> RoundClosed:
        return RoundClosed(round_id=self.round_id, cause=CloseCause.TIMER, evidence=False)

    def outcome(self, pocket: str) -> RoundOutcome:
        result = RouletteOutcome(pocket=pocket)
        return RoundOutcome(
            round_id=self.round_id, game=Game.ROULETTE, outcome=result, sources=("wheel", "dealer")
        )

    @property
    def round_id(self) -> str:
        return f"{self.table}-{self.epoch}-{self.rounds}"


class _Wired(threading.Thread):
    """A thread with a line of its own that takes what arrives, and acts every few milliseconds."""

    def __init__(self, port: int, name: str, filters: tuple[str, ...], will: Message) -> None:
        super().__init__(name=name, daemon=True)
        self._inbox: Queue[Report] = Queue()
        self._ended = threading.Event()
        self.line = Line(Broker(host="127.0.0.1", port=port), name, filters, lambda: will, self._inbox.put)

    def run(self) -> None:
        while not self._ended.is_set():
            with suppress(Empty):
                self.take(self._inbox.get(timeout=0.005))
            self.act()

    def take(self, report: Report) -> None:
        """What arrived."""

    def act(self) -> None:
        """Every few milliseconds."""

    @contextmanager
    def connected(self) -> Iterator[None]:
        self.line.start()
        self.start()
        try:
            yield
        finally:
            self._ended.set()
            self.join(5)
            self.line.stop()


class WiredBoard(_Wired):
    """Sends a board's facts until receipts cover them, and answers commands."""

    def __init__(self, port: int, board: Board) -> None:
        topics = TableTopics(SITE, board.table)
        super().__init__(
            port, f"board-{board.table}", (topics.receipt, topics.commands), Message(topics.status, b"{}")
        )
        self.board, self.topics = board, topics
        self.window = SendWindow(0, resend_ns=300_000_000)
        self.receipts: list[Receipt] = []
        self.commands: list[Command] = []
        self.answer: tuple[ReplyStatus, str] | None = (ReplyStatus.ACCEPTED, "ok")

    def take(self, report: Report) -> None:
        now = time.monotonic_ns()
        match report:
            case Up():
                self.window.connect(now)
            case Down():
                self.window.disconnect()
            case Message(topic=topic, payload=payload) if topic == self.topics.receipt:
                self._receipt(Receipt.consume(unseal(payload, lambda *_: True, RECEIPT_TYPE).payload), now)
            case Message(topic=topic, payload=payload):
                self._command(Command.consume(unseal(payload, lambda *_: True, COMMAND_TYPE).payload), topic)

    def act(self) -> None:
        for seq in self.window.due(len(self.board.wires), time.monotonic_ns()):
            self.line.publish(Message(self.topics.events, self.board.wires[seq - 1]))

    def await_receipt(self, upto: int, limit_s: float = 10.0) -> None:
        """Return when everything up to ``upto`` is receipted."""
        wait_until(lambda: self.window.receipted >= upto, limit_s, f"a receipt of {upto}")

    def _receipt(self, receipt: Receipt, now: int) -> None:
        self.receipts.append(receipt)
        if int(receipt.epoch) == self.board.epoch:
            self.window.receipt(int(receipt.upto), receipt.rewind, now)

    def _command(self, command: Command, topic: str) -> None:
        self.commands.append(command)
        if self.answer is None:
            return
        status, code = self.answer
        reply = CommandReply(command_id=command.command_id, status=status, code=code, message="as told")
        wire = seal(reply.model_dump_json().encode(), self.board.key_id, self.board.key.sign, REPLY_TYPE)
        self.line.publish(Message(topic.replace("/cmd/", "/cmd-reply/"), wire))


class WiredCloud(_Wired):
    """Accepts the edge's stream in order, once, and receipts it as ``cloud#1``. Its memory survives the broker's death."""

    def __init__(self, port: int, key: Ed25519PrivateKey) -> None:
        topics = EdgeTopics(SITE, EDGE)
        filters = (topics.events, topics.status, topics.checkpoint)
        super().__init__(port, "cloud", filters, Message("cloud/status", b"lost"))
        self.topics, self.key = topics, key
        self.head: Head | None = None
        self.events: list[Event] = []
        self.verdicts: list[Verdict] = []
        self.statuses: list[dict[str, str]] = []
        self.checkpoints: list[bytes] = []

    def take(self, report: Report) -> None:
        if not isinstance(report, Message):
            return
        if report.topic == self.topics.status:
            self.statuses.append(json.loads(report.payload))
        elif report.topic == self.topics.checkpoint:
            self.checkpoints.append(report.payload)
        else:
            self._event(report.payload)

    def _event(self, wire: bytes) -> None:
        payload = unseal(wire, lambda *_: True).payload
        event = Event.consume(payload)
        verdict = judge(self.head, *event.position, event.prevhash)
        self.verdicts.append(verdict)
        if verdict is Verdict.ACCEPT:
            self.head = Head(*event.position, event_hash(payload))
            self.events.append(event)
        self.receipt(verdict is Verdict.GAP)

    def receipt(self, rewind: bool = False, head: Head | None = None) -> None:
        """Say what is held."""
        held = head or self.head or Head(0)
        receipt = Receipt(
            stream=self.topics.events,
            epoch=str(held.epoch),
            upto=str(held.seq),
            chain_hash=held.chain_hash,
            rewind=rewind,
        )
        wire = seal(receipt.model_dump_json().encode(), "cloud#1", self.key.sign, RECEIPT_TYPE)
        self.line.publish(Message(self.topics.receipt, wire, retain=True))


def wait_until(true: object, limit_s: float, what: str) -> None:
    """Poll a condition that another process brings about."""
    assert callable(true)
    give_up = time.monotonic() + limit_s
    while not true():
        assert time.monotonic() < give_up, f"waited {limit_s:g} s in vain for {what}"
        time.sleep(0.005)
