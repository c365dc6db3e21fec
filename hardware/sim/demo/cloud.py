"""The demo's cloud: subscribes to the edge's stream over MQTT 5, keeps it, answers with signed receipts, and prints what it receives."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import paho.mqtt.client as paho
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from paho.mqtt.enums import CallbackAPIVersion

from hardware.sim.demo.cloud_record import CloudRecord, Taken
from hardware.sim.demo.cloud_words import sentence
from hardware.sim.demo.floor_plan import CLOUD_KEY, EDGE, SITE
from schemas.base64url import to_text
from schemas.commands import RECEIPT_TYPE
from schemas.envelope import seal
from schemas.stream import Receipt, Verdict
from schemas.topics import EdgeTopics

log = logging.getLogger(__name__)

KEEPALIVE_S = 5


class CloudKey:
    """The key that signs the cloud's receipts; new for each demo."""

    def __init__(self) -> None:
        self._key = Ed25519PrivateKey.generate()

    @property
    def public(self) -> str:
        """Base64url, unpadded."""
        raw = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return to_text(raw)

    def receipt(self, receipt: Receipt) -> bytes:
        """A sealed receipt."""
        return seal(receipt.model_dump_json().encode(), CLOUD_KEY, self._key.sign, RECEIPT_TYPE)


class CloudSubscriber:
    """One subscriber in a thread of paho's. Every accepted event is on disk before its receipt is sent."""

    def __init__(self, record: CloudRecord, key: CloudKey, file: Path, say: Callable[[str], None]) -> None:
        self.record = record
        self._key, self._say = key, say
        self._file = file.open("ab")
        self._topics = EdgeTopics(SITE, EDGE)
        self._client = paho.Client(CallbackAPIVersion.VERSION2, "cloud", protocol=paho.MQTTv5)
        self._client.on_connect = self._connected
        self._client.on_message = self._message
        self.failed = threading.Event()

    def start(self, port: int, password: str) -> None:
        """Connect, and come back by itself."""
        self._client.username_pw_set("cloud", password)
        self._client.connect("127.0.0.1", port, KEEPALIVE_S, clean_start=True)
        self._client.loop_start()

    def stop(self) -> None:
        """Leave."""
        self._client.disconnect()
        self._client.loop_stop()
        self._file.close()

    def _connected(self, client: paho.Client, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            log.error("the broker refuses the cloud: %s", reason)
        else:
            client.subscribe(self._topics.events, qos=1)
            self._send_receipt(rewind=True)

    def _message(self, _client: paho.Client, _data: Any, message: paho.MQTTMessage) -> None:
        """A raising callback would kill paho's thread in silence: say it, and fail the demo."""
        try:
            self._take(bytes(message.payload))
        except Exception:
            log.exception("the cloud's subscriber failed")
            self.failed.set()

    def _take(self, wire: bytes) -> None:
        taken = self.record.take(wire)
        if taken.applied is not None:
            self._file.write(wire + b"\n")
            self._file.flush()
        self._answer(taken)
        self._print(taken)

    def _answer(self, taken: Taken) -> None:
        match taken.verdict:
            case Verdict.ACCEPT | Verdict.DUPLICATE:
                self._send_receipt(rewind=False)
            case Verdict.GAP:
                self._send_receipt(rewind=True)
            case Verdict.FORK | Verdict.STALE_EPOCH | None:
                return

    def _send_receipt(self, rewind: bool) -> None:
        head = self.record.head
        if head is None:
            return
        receipt = Receipt(
            stream=self._topics.events,
            epoch=str(head.epoch),
            upto=str(head.seq),
            chain_hash=head.chain_hash,
            rewind=rewind,
        )
        self._client.publish(self._topics.receipt, self._key.receipt(receipt), qos=1, retain=True)

    def _print(self, taken: Taken) -> None:
        if taken.complaint:
            self._say(f"cloud        ! {taken.complaint}")
        elif taken.applied is not None:
            self._say(f"cloud {taken.applied.seq:6d}  {sentence(taken.applied)}")
