"""The edge's end of a table's stream, reduced to the protocol: judges with ``schemas.stream``, keeps what it accepts, answers with receipts."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from schemas.commands import COMMAND_TYPE, RECEIPT_TYPE, REPLY_TYPE, BoardHealth, Command, CommandReply
from schemas.envelope import Check, Event, event_hash, seal, unseal
from schemas.stream import Head, Receipt, Verdict, judge
from schemas.topics import TableTopics
from tests.firmware_agent.desk import EdgeSigner

PATIENCE_S = 15.0


@dataclass
class FarEdge:
    """Runs between entry and exit; survives its broker. ``deaf`` ignores events; ``mute`` sends no receipts."""

    port: int
    topics: TableTopics
    board_check: Check
    signer: EdgeSigner = field(default_factory=EdgeSigner)
    head: Head | None = None
    deaf: bool = False
    mute: bool = False
    events: list[Event] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    statuses: list[dict[str, str]] = field(default_factory=list)
    states: list[dict[str, object]] = field(default_factory=list)
    healths: list[BoardHealth] = field(default_factory=list)
    seen: list[tuple[str, bytes]] = field(default_factory=list)
    replies: list[tuple[CommandReply, bytes | None]] = field(default_factory=list)
    _turn: threading.Condition = field(default_factory=threading.Condition)

    def __post_init__(self) -> None:
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, "far-edge", protocol=mqtt.MQTTv5)
        self._client.reconnect_delay_set(0.05, 0.2)  # type: ignore[arg-type]
        self._client.on_connect = self._connected
        self._client.on_message = self._took

    def __enter__(self) -> FarEdge:
        self._client.connect("127.0.0.1", self.port, keepalive=5)
        self._client.loop_start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def until(self, what: Callable[[FarEdge], bool], patience_s: float = PATIENCE_S) -> None:
        with self._turn:
            assert self._turn.wait_for(lambda: what(self), patience_s), (
                f"never came: {self.head} {self.verdicts[-5:]}"
            )

    @property
    def reasons(self) -> list[str]:
        return [event.data.get("reason", event.type) for event in self.events]

    def receipt(
        self, epoch: int, upto: int, chain_hash: str, rewind: bool = False, signer: EdgeSigner | None = None
    ) -> None:
        stated = Receipt(
            stream=self.topics.events, epoch=str(epoch), upto=str(upto), chain_hash=chain_hash, rewind=rewind
        )
        key = signer or self.signer
        sealed = seal(stated.model_dump_json().encode(), key.key_id, key.sign, RECEIPT_TYPE)
        self._client.publish(self.topics.receipt, sealed, qos=1, retain=True)

    def repeat_receipt(self, rewind: bool = False) -> None:
        assert self.head is not None
        self.receipt(self.head.epoch, self.head.seq, self.head.chain_hash, rewind)

    def raw(self, topic: str, payload: bytes, retain: bool = False) -> None:
        self._client.publish(topic, payload, qos=1, retain=retain)

    def command(
        self,
        command: Command,
        correlation: bytes = b"c",
        signer: EdgeSigner | None = None,
        topic_name: str = "",
    ) -> None:
        key = signer or self.signer
        sealed = seal(command.model_dump_json().encode(), key.key_id, key.sign, COMMAND_TYPE)
        properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
        properties.CorrelationData = correlation
        topic = self.topics.command(topic_name or command.name.value)
        self._client.publish(topic, sealed, qos=1, properties=properties)

    def _connected(self, client: mqtt.Client, *_: Any) -> None:
        root = self.topics
        client.subscribe(
            [
                (topic, 1)
                for topic in (
                    root.events,
                    root.status,
                    root.state,
                    root.health,
                    root.still,
                    root.anchors,
                    root.sight,
                    f"{root.root}/cmd-reply/+",
                )
            ]
        )

    def _took(self, _client: mqtt.Client, _data: Any, message: mqtt.MQTTMessage) -> None:
        with self._turn:
            leaf = message.topic.removeprefix(self.topics.root + "/")
            if leaf == "ev" and not self.deaf:
                self._judge(bytes(message.payload))
            elif leaf == "status":
                self.statuses.append(json.loads(message.payload))
            elif leaf == "state":
                self.states.append(json.loads(message.payload))
            elif leaf == "health" and message.payload != b"{}":  # that is a visitor's probe
                self.healths.append(BoardHealth.consume(bytes(message.payload)))
            elif leaf in ("still", "anchors", "sight"):
                self.seen.append((leaf, bytes(message.payload)))
            elif leaf.startswith("cmd-reply"):
                opened = unseal(bytes(message.payload), self.board_check, REPLY_TYPE)
                correlation = getattr(message.properties, "CorrelationData", None)
                self.replies.append((CommandReply.consume(opened.payload), correlation))
            self._turn.notify_all()

    def _judge(self, wire: bytes) -> None:
        opened = unseal(wire, self.board_check)
        event = Event.consume(opened.payload)
        verdict = judge(self.head, *event.position, event.prevhash)
        self.verdicts.append(verdict)
        if verdict is Verdict.ACCEPT:
            self.head = Head(*event.position, event_hash(opened.payload))
            self.events.append(event)
        if not self.mute and self.head is not None:
            self.repeat_receipt(rewind=verdict is Verdict.GAP)


def soon(true: Callable[[], bool], patience_s: float = PATIENCE_S) -> bool:
    """Whether it becomes true in time."""
    give_up = time.monotonic() + patience_s
    while not true():
        if time.monotonic() > give_up:
            return False
        time.sleep(0.005)
    return True
