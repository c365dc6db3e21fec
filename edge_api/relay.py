"""Sends the edge's signed stream to the cloud's broker until the cloud's own signed receipts cover it. A broker's word counts for nothing.

Reads what it sends from the database, a window at a time, so that a cloud that is away for hours costs no memory.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field

from pydantic import ValidationError

from edge_api.clock import Now
from edge_api.edge_stream import EdgeStream
from edge_api.mqtt_message import Message
from edge_api.signing import KeyRing
from schemas.commands import RECEIPT_TYPE
from schemas.envelope import BadEnvelope, unseal
from schemas.stream import Head, Receipt, SendWindow, Standing, reconcile
from schemas.topics import EdgeTopics

log = logging.getLogger(__name__)

RECEIPTED = "relay_receipt"
SAVE_NS = 5_000_000_000


@dataclass(slots=True)
class Relay:
    """One per edge. ``take`` and ``save`` run inside a transaction, ``pump`` after it."""

    conn: sqlite3.Connection
    stream: EdgeStream
    keys: KeyRing
    topics: EdgeTopics
    publish: Callable[[Message], bool]
    counts: dict[str, int] = field(default_factory=lambda: {"sent": 0, "receipts": 0, "refused": 0})
    fenced: bool = False
    _receipted: Head = field(default_factory=lambda: Head(0))
    _window: SendWindow = field(default_factory=lambda: SendWindow(0))
    _is_ours: bool = False
    _saved: Head = field(default_factory=lambda: Head(0))
    _saved_ns: int = 0
    _shown: bytes | None = None

    def open(self) -> None:
        """Start behind the last receipt that the books remember."""
        row = self.conn.execute("SELECT value FROM meta WHERE key = ?", (RECEIPTED,)).fetchone()
        if row is not None:
            epoch, upto, chain_hash = row[0].split(":")
            self._receipted = self._saved = Head(int(epoch), int(upto), chain_hash)
        self._restart()

    @property
    def backlog(self) -> int:
        """Events of this epoch that the cloud has not receipted."""
        return self.stream.head.seq - self._window.receipted

    def up(self, now: Now) -> None:
        """The cloud's broker accepted us."""
        self._window.connect(now.mono_ns)
        self._shown = None

    def down(self) -> None:
        """The line is gone."""
        self._window.disconnect()

    def take(self, wire: bytes, now: Now) -> str | None:
        """Take a message of the receipt topic; returns what a human must know, if anything."""
        try:
            receipt = Receipt.consume(unseal(wire, self.keys.check, RECEIPT_TYPE).payload)
        except (BadEnvelope, ValidationError) as bad:
            self.counts["refused"] += 1
            return f"a receipt that can't be believed: {bad}"[:300]
        if receipt.stream != self.topics.events:
            self.counts["refused"] += 1
            return f"a receipt for {receipt.stream}, not for {self.topics.events}"[:300]
        self.counts["receipts"] += 1
        return self._stand(receipt, now)

    def pump(self, now: Now) -> None:
        """Publish what is due."""
        if self.fenced:
            return
        due = self._window.due(self.stream.head.seq, now.mono_ns)
        if due:
            for wire in self.stream.wires(self.stream.head.epoch, due):
                self.counts["sent"] += self.publish(Message(self.topics.events, wire))
        self._show_checkpoint()

    def deadline_ns(self) -> int | None:
        """When to ``pump`` again even if nothing happens."""
        return None if self.fenced else self._window.deadline_ns()

    def save(self, now: Now, is_writing: bool) -> None:
        """Remember the receipt: with the next commit that writes anyway, or every few seconds."""
        if self._receipted == self._saved or not (is_writing or now.mono_ns - self._saved_ns >= SAVE_NS):
            return
        head = self._receipted
        self.conn.execute(
            "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (RECEIPTED, f"{head.epoch}:{head.seq}:{head.chain_hash}"),
        )
        self._saved, self._saved_ns = head, now.mono_ns

    def _show_checkpoint(self) -> None:
        """The newest head of the audit chain, retained for witnesses."""
        newest = self.stream.checkpoint
        if (
            newest is not None
            and newest is not self._shown
            and self.publish(Message(self.topics.checkpoint, newest, retain=True))
        ):
            self._shown = newest

    def _stand(self, receipt: Receipt, now: Now) -> str | None:
        upto = int(receipt.upto)
        own_hash = self.stream.hash_at(self.stream.head.epoch, upto)
        match reconcile(self.stream.head, receipt, own_hash):
            case Standing.PROGRESS:
                self._progress(receipt, upto, now)
                return None
            case Standing.OLD_EPOCH:
                return None
            case Standing.ROLLED_BACK:
                return self._new_epoch(
                    receipt, now, "the cloud holds events of this stream that these books do not"
                )
            case Standing.FENCED:
                return self._fence(receipt, now)

    def _progress(self, receipt: Receipt, upto: int, now: Now) -> None:
        if upto:
            self._is_ours = True
        if self._window.receipt(upto, receipt.rewind, now.mono_ns):
            self._receipted = Head(int(receipt.epoch), upto, receipt.chain_hash)

    def _fence(self, receipt: Receipt, now: Now) -> str | None:
        """A newer epoch is held by the cloud. If ours was never receipted our clock was behind; else another edge has taken over."""
        if not self._is_ours:
            return self._new_epoch(receipt, now, f"the cloud is at epoch {receipt.epoch} already")
        if self.fenced:
            return None
        self.fenced = True
        return f"another edge writes this stream as epoch {receipt.epoch}: nothing more is relayed until this one starts again"

    def _new_epoch(self, receipt: Receipt, now: Now, why: str) -> str:
        old, connected = self.stream.head, self._window.connected
        self.stream.new_epoch(self._receipted, int(receipt.epoch), now)
        self._restart()
        if connected:
            self._window.connect(now.mono_ns)
        return f"{why}: epoch {old.epoch} ended at {old.seq}, epoch {self.stream.head.epoch} begins"

    def _restart(self) -> None:
        mine = self._receipted.epoch == self.stream.head.epoch
        self._is_ours = mine and self._receipted.seq > 0
        self._window = SendWindow(min(self._receipted.seq, self.stream.head.seq) if mine else 0)
