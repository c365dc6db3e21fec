"""The demo's broker keeps everybody to their own topics, and its cloud answers each event with a signed receipt, over a real mosquitto."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from hardware.sim.demo.broker import start_broker
from hardware.sim.demo.children import Children
from hardware.sim.demo.cloud import CloudKey, CloudSubscriber
from hardware.sim.demo.cloud_record import CloudRecord, PublicKeys
from hardware.sim.demo.floor_plan import BACCARAT, CLOUD_KEY, EDGE, ROULETTE
from hardware.sim.demo.folder import DemoFolder
from hardware.sim.ports import free_port
from schemas.commands import RECEIPT_TYPE
from schemas.envelope import unseal
from schemas.stream import Receipt
from schemas.topics import EdgeTopics, TableTopics
from tests.hardware.sim.demo.test_cloud_record import KEYS, Edge, alarm

pytestmark = pytest.mark.broker
WAIT_S = 10.0
PASSWORDS = {user: f"{user}-password" for user in (ROULETTE.id, BACCARAT.id, EDGE, "cloud")}


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    folder = DemoFolder(tmp_path / "demo")
    children, number = Children(folder.sub("logs")), free_port()
    start_broker(folder, children, number, PASSWORDS)
    yield number
    children.end_all()


class Speaker:
    """A user of the broker who remembers what came and how its publishes were answered."""

    def __init__(self, port: int, user: str, password: str, *topics: str) -> None:
        self.heard: Queue[bytes] = Queue()
        self.ready: Queue[bool] = Queue()
        self.answers: Queue[bool] = Queue()
        self._topics = topics
        self.client = paho.Client(CallbackAPIVersion.VERSION2, protocol=paho.MQTTv5)
        self.client.username_pw_set(user, password)
        self.client.on_connect = self._connected
        self.client.on_subscribe = lambda *_: self.ready.put(True)
        self.client.on_message = lambda _c, _d, message: self.heard.put(bytes(message.payload))
        self.client.on_publish = lambda _c, _d, _mid, reason, _p: self.answers.put(not reason.is_failure)
        self.client.connect("127.0.0.1", port)
        self.client.loop_start()

    def _connected(self, client: paho.Client, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure or not self._topics:
            self.ready.put(not reason.is_failure)
        else:
            client.subscribe([(topic, 1) for topic in self._topics])

    def __enter__(self) -> Speaker:
        self.admitted = self.ready.get(timeout=WAIT_S)
        return self

    def __exit__(self, *_: object) -> None:
        self.client.disconnect()
        self.client.loop_stop()

    def may_publish(self, topic: str) -> bool:
        self.client.publish(topic, b"x", qos=1)
        return self.answers.get(timeout=WAIT_S)


def test_a_board_writes_its_own_table_only_and_strangers_nothing(port: int) -> None:
    own, other = TableTopics("demo", ROULETTE.id), TableTopics("demo", BACCARAT.id)
    with Speaker(port, ROULETTE.id, PASSWORDS[ROULETTE.id]) as board:
        assert board.may_publish(own.events)
        assert not board.may_publish(other.events)
        assert not board.may_publish(own.receipt)
        assert not board.may_publish(EdgeTopics("demo", EDGE).events)
    with Speaker(port, EDGE, "guessed") as stranger:
        assert not stranger.admitted


def test_the_cloud_keeps_what_it_receipts(port: int, tmp_path: Path) -> None:
    key, topics, said = CloudKey(), EdgeTopics("demo", EDGE), Queue[str]()
    cloud = CloudSubscriber(CloudRecord(KEYS), key, tmp_path / "stream.jsonl", said.put)
    believed = PublicKeys({CLOUD_KEY: key.public})
    stream = Edge()
    with Speaker(port, EDGE, PASSWORDS[EDGE], topics.receipt) as edge:
        cloud.start(port, PASSWORDS["cloud"])
        wires = [stream.next("edge.alarm", alarm()) for _ in range(3)]
        receipts: list[Receipt] = []
        for wire in (wires[0], wires[0], wires[2], wires[1], wires[2]):
            while True:  # until the cloud's subscription stands, nothing comes back
                edge.client.publish(topics.events, wire, qos=1)
                try:
                    answer = edge.heard.get(timeout=WAIT_S if receipts else 0.5)
                except Empty:
                    continue
                break
            receipts.append(Receipt.consume(unseal(answer, believed.check, RECEIPT_TYPE).payload))
    cloud.stop()
    assert [receipt.upto for receipt in receipts] == ["1", "1", "1", "2", "3"]
    assert [receipt.rewind for receipt in receipts] == [False, False, True, False, False]
    assert (tmp_path / "stream.jsonl").read_bytes().splitlines() == wires
    assert "ALARM silence: nothing heard" in said.get(timeout=WAIT_S)
