"""The edge's own numbered, chained and signed stream, kept in ``edge_log``. Appends inside the caller's transaction; sends nothing.

An epoch begins with a new database, or when the cloud holds something of this stream that these books do not (a restored backup):
then everything that the cloud has not receipted is numbered again, each event naming its first number (``reissue``).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from edge_api.clock import Now, rfc3339
from edge_api.signing import Signer
from schemas.edge_events import AuditCheckpoint, EdgeEvent
from schemas.envelope import Event, event_hash, unseal
from schemas.stream import Head

EPOCH = "edge_epoch"


class EdgeStream:
    """The writer of ``edge_log``. After a rolled back transaction this object is void."""

    def __init__(self, conn: sqlite3.Connection, signer: Signer, site: str, edge: str, boot_id: str) -> None:
        self._conn = conn
        self._signer = signer
        self._source = f"urn:studio-floor:{site}:edge:{edge}"
        self._edge = edge
        self._boot_id = boot_id
        self.head = Head(0)
        self.checkpoint: bytes | None = None

    def open(self, now: Now) -> None:
        """Read the head, or begin the first epoch: in a transaction, before anything else."""
        row = self._conn.execute("SELECT value FROM meta WHERE key = ?", (EPOCH,)).fetchone()
        if row is None:
            self._begin(now.utc_ns // 10**9)
            return
        last = "SELECT epoch, seq, chain_hash FROM edge_log WHERE epoch = ? ORDER BY seq DESC LIMIT 1"
        found = self._conn.execute(last, (int(row[0]),)).fetchone()
        self.head = Head(*found) if found else Head(int(row[0]))
        newest = "SELECT wire FROM edge_log WHERE kind = ? ORDER BY epoch DESC, seq DESC LIMIT 1"
        checkpoint = self._conn.execute(newest, (AuditCheckpoint.kind,)).fetchone()
        self.checkpoint = checkpoint[0] if checkpoint else None

    def append(self, events: Iterable[EdgeEvent], now: Now) -> None:
        """Number, chain, sign and insert."""
        for event in events:
            data = event.model_dump(mode="json", exclude_none=True)
            self._insert(event.kind, event.schema_version, _subject(event), data, now, None)

    def hash_at(self, epoch: int, seq: int) -> str | None:
        """Our own hash at a position; None when we do not hold it."""
        query = "SELECT chain_hash FROM edge_log WHERE epoch = ? AND seq = ?"
        row = self._conn.execute(query, (epoch, seq)).fetchone()
        return row[0] if row else None

    def wires(self, epoch: int, seqs: range) -> list[bytes]:
        """The sealed events of a range, as published."""
        query = "SELECT wire FROM edge_log WHERE epoch = ? AND seq BETWEEN ? AND ? ORDER BY seq"
        return [row[0] for row in self._conn.execute(query, (epoch, seqs.start, seqs.stop - 1))]

    def new_epoch(self, receipted: Head, above: int, now: Now) -> None:
        """Begin an epoch above ``above``; number again what the cloud has not receipted of the old one."""
        old = self.head
        start = receipted.seq if receipted.epoch == old.epoch else 0
        query = "SELECT seq, wire FROM edge_log WHERE epoch = ? AND seq > ? ORDER BY seq"
        rows = self._conn.execute(query, (old.epoch, start)).fetchall()
        self._begin(max(now.utc_ns // 10**9, old.epoch + 1, above + 1))
        for _, wire in rows:
            event = Event.consume(unseal(wire, lambda *_: True).payload)
            kind, version = _kind(event), event.dataschema.rsplit(":", 1)[1]
            first = event.reissue or f"{event.epoch}:{event.seq}"
            self._insert(kind, version, event.subject, event.data, now, first)

    def _begin(self, epoch: int) -> None:
        keep = "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
        self._conn.execute(keep, (EPOCH, str(epoch)))
        self.head = Head(epoch)

    def _insert(
        self, kind: str, version: str, subject: str, data: dict[str, object], now: Now, reissue: str | None
    ) -> None:
        seq = self.head.seq + 1
        event = Event(
            id=f"{self._edge}:{self.head.epoch}:{seq}",
            source=self._source,
            type=f"floor.{kind}.v1",
            time=rfc3339(now.utc_ns),
            subject=subject,
            dataschema=f"urn:studio-floor:schema:{kind}:{version}",
            epoch=str(self.head.epoch),
            seq=str(seq),
            prevhash=self.head.chain_hash,
            bootid=self._boot_id,
            monons=str(now.mono_ns),
            clkerrus=None,
            clksrc="system",
            reissue=reissue,
            data=data,
        )
        fields = event.model_dump(mode="json")
        if reissue is None:
            del fields["reissue"]
        payload = json.dumps(fields, separators=(",", ":"), ensure_ascii=False).encode()
        chain_hash, wire = event_hash(payload), self._signer.seal(payload)
        row = (self.head.epoch, seq, kind, chain_hash, wire)
        self._conn.execute(
            "INSERT INTO edge_log (epoch, seq, kind, chain_hash, wire) VALUES (?, ?, ?, ?, ?)", row
        )
        self.head = Head(self.head.epoch, seq, chain_hash)
        if kind == AuditCheckpoint.kind:
            self.checkpoint = wire


def _kind(event: Event) -> str:
    return event.type.removeprefix("floor.").rsplit(".", 1)[0]


def _subject(event: EdgeEvent) -> str:
    round_id, table = getattr(event, "round_id", None), getattr(event, "table", None)
    if round_id:
        return f"round/{round_id}"
    return f"table/{table}" if table else "edge"
