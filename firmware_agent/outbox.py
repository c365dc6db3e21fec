"""Facts on disk before they are on the wire: numbered, chained, signed, each commit carrying what the machine must remember.

A fact leaves only when the edge's receipt covers it. Refuses to drop, reorder or renumber anything silently: a full or failing disk
raises, a rolled-back log starts a new epoch in which the unreceipted facts are issued again under new numbers.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from firmware_agent.config_file import ConfigError
from firmware_agent.events import EventWriter, reissued
from firmware_agent.outbox_file import Connect, connect, open_checked
from firmware_agent.places import Places, Row
from firmware_agent.rounds.machine import Publish
from firmware_agent.signing import BoardKey
from schemas.envelope import PAYLOAD_TYPE, event_hash, pre_authentication, seal
from schemas.facts import Fact, TableStarted
from schemas.stream import WINDOW, Head

log = logging.getLogger(__name__)

COMMANDS_KEPT_S = 600


class OutboxFailed(Exception):
    """The disk took nothing: the facts of this step are not recorded. The program must end, and starts again in HELD."""


class Outbox:
    """One table's log. ``append`` belongs to the thinking thread; everything else may be called from any thread.

    Raises:
        ConfigError: the folder can't be used, or belongs to another table.
    """

    def __init__(
        self, folder: Path, writer: EventWriter, key: BoardKey, open_file: Connect = connect
    ) -> None:
        self._writer, self._key, self._lock = writer, key, Lock()
        self._db, self.damaged = open_checked(folder, open_file, writer.clock.utc_ns() // 1_000_000_000)
        self._wires: dict[int, bytes] = {}
        self.head, self.receipted = Head(0), 0
        self.memory: str | None = None
        self._claim(folder)
        self._load()

    def append(self, published: Sequence[Publish], memory: str) -> list[Head]:
        """Record the facts of one step, and ``memory``, in one durable transaction; the heads they make.

        Raises:
            OutboxFailed: nothing was recorded.
        """
        if not published and memory == self.memory:
            return []
        with self._lock:
            written, head = [], self.head
            for each in published:
                payload, head = self._writer.write(each.fact, each.at_ns, head)
                written.append((payload, head))
            self._record([each.fact for each in published], written, memory)
        return [head for _, head in written]

    def wires(self, from_seq: int, to_seq: int) -> list[bytes]:
        """What goes on the wire for these sequence numbers, in order; exactly the bytes that were signed."""
        found = [self._wires.get(seq) for seq in range(from_seq, to_seq + 1)]
        if all(found):
            return [wire for wire in found if wire]
        with self._lock:
            rows = self._db.execute(
                "SELECT payload, key_id, signature FROM fact WHERE seq BETWEEN ? AND ? ORDER BY seq",
                (from_seq, to_seq),
            ).fetchall()
        return [_wire(payload, key_id, signature) for payload, key_id, signature in rows]

    def hash_at(self, seq: int) -> str | None:
        """The hash of a fact that is still kept."""
        with self._lock:
            return self._places.hash_at(seq)

    @property
    def backlog(self) -> int:
        """Facts that no receipt covers yet."""
        return self.head.seq - self.receipted

    def receipt(self, upto: int) -> None:
        """The edge has everything up to ``upto``. Written down with the next fact: nothing is lost if it is forgotten."""
        with self._lock:
            self.receipted = max(self.receipted, min(upto, self.head.seq))
            for seq in [seq for seq in self._wires if seq <= self.receipted]:
                del self._wires[seq]

    def new_epoch(self, at_least: int, rolled_back_from: str) -> int:
        """Start over in a newer epoch, issuing every unreceipted fact again; the next start tells the edge why.

        Raises:
            OutboxFailed: nothing has changed.
        """
        with self._lock:
            old, epoch = self.head, max(self._utc_s(), self.head.epoch + 1, at_least)
            payloads = self._payloads_after(self.receipted)
            with self._transaction():
                self._db.execute("UPDATE fact SET seq = 0")
                for name, value in (
                    ("epoch", str(epoch)),
                    ("rolled_back_from", rolled_back_from),
                    ("memory", self.memory or ""),
                ):
                    self._put(name, value)
                self._reissue(payloads, Head(epoch))
            self._wires.clear()
            self._load()
        log.error(
            "epoch %d ends at %d (%s); epoch %d issues %d facts again",
            old.epoch,
            old.seq,
            rolled_back_from,
            epoch,
            len(payloads),
        )
        return epoch

    def first_sight(self, command_id: str) -> bool:
        """Remember a command durably; False if it was seen before. Raises OutboxFailed."""
        now_s = self._utc_s()
        with self._lock, self._transaction():
            self._db.execute("DELETE FROM command WHERE at_s < ?", (now_s - COMMANDS_KEPT_S,))
            fresh = self._db.execute("INSERT OR IGNORE INTO command VALUES (?, ?)", (command_id, now_s))
            return fresh.rowcount == 1

    def probe(self) -> None:
        """Take and let go of the write lock. Raises OutboxFailed."""
        with self._lock, self._transaction():
            pass

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def _claim(self, folder: Path) -> None:
        """Say whose folder this is, and count the start."""
        whose = f"{self._writer.site}/{self._writer.table}"
        with self._transaction():
            owner = self._get("table") or whose
            if owner != whose:
                raise ConfigError(
                    f"{folder}: holds the facts of table {owner}, not {whose}: give each table its own [store] folder"
                )
            self.start_number = int(self._get("starts") or 0) + 1
            for name, value in (
                ("table", whose),
                ("starts", str(self.start_number)),
                ("epoch", self._get("epoch") or str(self._utc_s())),
            ):
                self._put(name, value)

    def _load(self) -> None:
        epoch = int(self._get("epoch") or 0)
        self.rolled_back_from = self._get("rolled_back_from")
        unused = self._db.execute("SELECT slot FROM fact WHERE seq = 0 ORDER BY slot").fetchall()
        facts = self._db.execute(
            "SELECT slot, seq, payload, memory, receipted FROM fact WHERE seq > 0 ORDER BY seq"
        )
        self.head, self.memory, self.receipted = Head(epoch), self._get("memory") or None, 0
        rows: list[Row] = []
        for slot, seq, payload, self.memory, self.receipted in facts:
            rows.append(Row(slot, seq, event_hash(payload)))
            self.head = Head(epoch, seq, rows[-1].chain_hash)
        self._places = Places(rows, (slot for (slot,) in unused))

    def _record(self, facts: list[Fact], written: Sequence[tuple[bytes, Head]], memory: str) -> None:
        slots = self._places.choose(len(written), self.receipted)
        signed = [(head.seq, payload, self._sign(payload)) for payload, head in written]
        with self._transaction():
            for slot, (seq, payload, signature) in zip(slots, signed, strict=True):
                self._write(slot, seq, payload, signature, memory)
            if not written:
                self._db.execute("UPDATE fact SET memory = ? WHERE seq = ?", (memory, self.head.seq))
            if any(isinstance(each, TableStarted) for each in facts):
                self._db.execute("DELETE FROM meta WHERE name = 'rolled_back_from'")
        heads = [head for _, head in written]
        self._places.take(
            [Row(slot, head.seq, head.chain_hash) for slot, head in zip(slots, heads, strict=True)]
        )
        for seq, payload, signature in signed:
            self._wires[seq] = _wire(payload, self._key.key_id, signature)
            self._wires.pop(seq - 2 * WINDOW, None)
        self.head, self.memory = (heads or [self.head])[-1], memory

    def _write(
        self, slot: int, seq: int, payload: bytes, signature: bytes, memory: str, receipted: int | None = None
    ) -> None:
        known = self.receipted if receipted is None else receipted
        row = (slot, seq, self._key.key_id, payload, signature, memory, known)
        self._db.execute("INSERT OR REPLACE INTO fact VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def _reissue(self, payloads: Sequence[bytes], head: Head) -> None:
        for slot, old in enumerate(payloads):
            payload, head = reissued(old, self._writer.table, head)
            self._write(slot, head.seq, payload, self._sign(payload), self.memory or "", receipted=0)

    def _payloads_after(self, seq: int) -> list[bytes]:
        found = self._db.execute("SELECT payload FROM fact WHERE seq > ? ORDER BY seq", (seq,))
        return [payload for (payload,) in found]

    def _sign(self, payload: bytes) -> bytes:
        return self._key.sign(pre_authentication(PAYLOAD_TYPE, payload))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield
            self._db.execute("COMMIT")
        except sqlite3.Error as fault:
            self._roll_back()
            raise OutboxFailed(
                f"the outbox can't be written ({fault}): free or replace the disk; nothing was dropped"
            ) from fault
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    def _get(self, name: str) -> str | None:
        found = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return None if found is None else str(found[0])

    def _put(self, name: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def _utc_s(self) -> int:
        return self._writer.clock.utc_ns() // 1_000_000_000


def _wire(payload: bytes, key_id: str, signature: bytes) -> bytes:
    return seal(payload, key_id, lambda _: signature)
