"""The edge's end of every table's stream: signature, place in the chain, then the books. Refuses what is forged, malformed, forked or stale.

Works inside the caller's transaction; receipts are handed out by ``receipts`` only, which is asked after the COMMIT.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from typing import Protocol

from pydantic import ValidationError

from edge_api.books.effects import Effects
from edge_api.books.received import ReceivedFact
from edge_api.clock import Now
from edge_api.mqtt_message import MOST_BYTES, Message
from edge_api.signing import KeyRing, Signer
from schemas.commands import RECEIPT_TYPE
from schemas.envelope import BadEnvelope, Event, Opened, event_hash, unseal
from schemas.stream import Head, Receipt, Verdict, judge
from schemas.topics import TableTopics

REPEAT_NS = 200_000_000
GAP_LIMIT_NS = 30_000_000_000


class Books(Protocol):
    """What ingest and intake need of the books."""

    def apply_fact(self, received: ReceivedFact) -> Effects:
        """Take one accepted fact."""

    def alarm(self, table_id: str | None, code: str, text: str, severity: str, now: Now) -> Effects:
        """Record an alert, rate-limited."""

    def alarm_over(self, table_id: str, code: str, by: str, now: Now) -> Effects:
        """Close the table's open alerts of this code."""

    def freeze(self, table_id: str, why: str, now: Now) -> Effects:
        """Accept nothing more for the table."""

    def held_there(self, table_id: str, round_id: str) -> Effects:
        """The board shows that it holds this round."""


class Distrust(Exception):
    """A message that is not applied; ``code`` names the alert, ``text`` says what was seen."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True, slots=True)
class _Gap:
    """Something is missing before an event of ``epoch``, since then."""

    epoch: int
    since_ns: int


@dataclass(slots=True)
class Ingest:
    """Every table's stream. ``heads`` and ``frozen`` follow the ``streams`` rows; after a rollback this object is void."""

    site: str
    tables: frozenset[str]
    signer: Signer
    books: Books
    keys: KeyRing = field(default_factory=KeyRing)
    counts: Counter[str] = field(default_factory=Counter)
    _heads: dict[str, Head] = field(default_factory=dict)
    _frozen: set[str] = field(default_factory=set)
    _due: set[str] = field(default_factory=set)
    _owed: dict[str, bool] = field(default_factory=dict)
    _gaps: dict[str, _Gap] = field(default_factory=dict)
    _repeated_ns: dict[str, int] = field(default_factory=dict)

    def load(self, conn: sqlite3.Connection) -> None:
        """Read keys and heads; again after any change that did not come through here."""
        keys = conn.execute("SELECT key_id, public_key FROM board_keys WHERE revoked_utc_ns IS NULL")
        self.keys.replace(dict(keys.fetchall()))
        rows = conn.execute("SELECT table_id, epoch, seq, chain_hash, frozen FROM streams").fetchall()
        self._heads = {row[0]: Head(row[1], row[2], row[3]) for row in rows}
        self._frozen = {row[0] for row in rows if row[4] is not None}

    def take(self, table: str, wire: bytes, received: Now) -> Effects:
        """Take one message of a table's event topic."""
        try:
            opened, event = self._open(table, wire)
        except Distrust as why:
            return self._alarm(table if table in self.tables else None, why.code, str(why), received)
        self.counts["trusted"] += 1
        if table in self._frozen:
            self.counts["frozen"] += 1
            return Effects()
        return self._judge(ReceivedFact(table, event, opened, received))

    def receipts(self, now_ns: int) -> list[Message]:
        """The receipts that are due, one a table: ask only after the COMMIT of what they cover."""
        owed = {table: rewind for table, rewind in self._owed.items() if now_ns >= self._may_repeat_ns(table)}
        for table in owed:
            del self._owed[table]
            self._repeated_ns[table] = now_ns
        due, self._due = self._due, set()
        return [self._receipt(table, owed.get(table, False)) for table in sorted(due | owed.keys())]

    def deadline_ns(self) -> int | None:
        """When to ask for ``receipts`` although nothing was committed; None when none is owed."""
        return min((self._may_repeat_ns(table) for table in self._owed), default=None)

    def all_receipts(self) -> list[Message]:
        """Every table's receipt: a broker that has lost its memory gets them again."""
        return [self._receipt(table, False) for table in self._heads if table not in self._frozen]

    def _open(self, table: str, wire: bytes) -> tuple[Opened, Event]:
        if table not in self.tables:
            raise Distrust("unknown_table", f"a message for table {table!r}, which is not configured here")
        if len(wire) > MOST_BYTES:
            raise Distrust("oversize", f"a message of more than {MOST_BYTES} bytes")
        try:
            opened = unseal(wire, self.keys.check)
        except BadEnvelope as bad:
            raise Distrust(bad.code, str(bad)[:300]) from None
        return opened, self._event(table, opened)

    def _event(self, table: str, opened: Opened) -> Event:
        """The event, which must be of the very table that the key and the topic name."""
        if opened.key_id.partition("#")[0] != table:
            raise Distrust("wrong_table", f"{opened.key_id} signed a message on the topic of {table}")
        try:
            event = Event.consume(opened.payload)
        except ValidationError as wrong:
            first = wrong.errors(include_url=False, include_input=False)[0]
            raise Distrust(
                "malformed", f"signed by {opened.key_id}, but {first['loc']}: {first['msg']}"[:300]
            ) from None
        source, identity = f"urn:studio-floor:{self.site}:t:{table}", f"{table}:{event.epoch}:{event.seq}"
        if event.source != source or event.id != identity:
            raise Distrust(
                "wrong_table",
                f"{opened.key_id} signed for {event.source} {event.id}, not {source} {identity}"[:300],
            )
        return event

    def _judge(self, fact: ReceivedFact) -> Effects:
        table, (epoch, seq) = fact.table_id, fact.event.position
        verdict = judge(self._heads.get(table), epoch, seq, fact.event.prevhash)
        self.counts[verdict.value] += 1
        match verdict:
            case Verdict.ACCEPT:
                return self._accept(fact, epoch, seq)
            case Verdict.DUPLICATE:
                self._owe(table, False)
                return Effects()
            case Verdict.GAP:
                return self._gap(fact, epoch, seq)
            case Verdict.STALE_EPOCH:
                self._owe(table, False)
                text = f"a message of epoch {epoch}, but {self._heads[table].epoch} is running: a copied card or a restored disk"
                return self._alarm(table, "stale_epoch", text, fact.received)
            case Verdict.FORK:
                return self._freeze(fact, epoch, seq)

    def _accept(self, fact: ReceivedFact, epoch: int, seq: int) -> Effects:
        effects = self.books.apply_fact(fact)
        self._heads[fact.table_id] = Head(epoch, seq, event_hash(fact.opened.payload))
        self._gaps.pop(fact.table_id, None)
        self._due.add(fact.table_id)
        return effects

    def _gap(self, fact: ReceivedFact, epoch: int, seq: int) -> Effects:
        table, now = fact.table_id, fact.received
        gap = self._gaps.get(table)
        if gap is None or gap.epoch != epoch:
            gap = self._gaps[table] = _Gap(epoch, now.mono_ns)
        self._owe(table, True)
        if now.mono_ns - gap.since_ns < GAP_LIMIT_NS:
            return Effects()
        text = f"{epoch}:{seq} came, but what precedes it never did: the board must start a new epoch"
        return self._alarm(table, "stream_gap", text, now)

    def _freeze(self, fact: ReceivedFact, epoch: int, seq: int) -> Effects:
        self._frozen.add(fact.table_id)
        self._due.discard(fact.table_id)
        why = f"{fact.opened.key_id} signed two histories: {epoch}:{seq} does not follow what was accepted before"
        return self.books.freeze(fact.table_id, why, fact.received)

    def _owe(self, table: str, rewind: bool) -> None:
        """Owe a receipt although nothing was accepted; it goes out no more often than every REPEAT_NS."""
        self._owed[table] = rewind or self._owed.get(table, False)

    def _may_repeat_ns(self, table: str) -> int:
        last = self._repeated_ns.get(table)
        return 0 if last is None else last + REPEAT_NS

    def _receipt(self, table: str, rewind: bool) -> Message:
        topics, head, gap = (
            TableTopics(self.site, table),
            self._heads.get(table, Head(0)),
            self._gaps.get(table),
        )
        if gap is not None and gap.epoch > head.epoch:
            head = Head(gap.epoch)
        receipt = Receipt(
            stream=topics.events,
            epoch=str(head.epoch),
            upto=str(head.seq),
            chain_hash=head.chain_hash,
            rewind=rewind,
        )
        payload = receipt.model_dump_json().encode()
        return Message(topics.receipt, self.signer.seal(payload, RECEIPT_TYPE), retain=True)

    def _alarm(self, table: str | None, code: str, text: str, now: Now) -> Effects:
        self.counts[code] += 1
        return self.books.alarm(table, code, text, "alarm", now)
