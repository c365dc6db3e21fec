"""What a cloud back end holds of the edge's stream: every event checked (signature, number, chain), applied once, kept in order.

Nothing is believed because the broker says so; the tables' own signatures inside the stream are checked as well.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from schemas.base64url import to_bytes
from schemas.edge_events import FactRelayed
from schemas.envelope import BadEnvelope, Event, event_hash, unseal
from schemas.stream import Head, Verdict, judge


@dataclass(frozen=True, slots=True)
class Applied:
    """One event of the edge's stream that was accepted: its kind, its data, and the table's own event when it carries one."""

    seq: int
    kind: str
    data: dict[str, Any]
    fact: Event | None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one message; ``applied`` only when it was new and in order."""

    verdict: Verdict | None
    applied: Applied | None = None
    complaint: str | None = None


class PublicKeys:
    """Ed25519 keys by key id."""

    def __init__(self, keys: Mapping[str, str]) -> None:
        self._keys = {key_id: _public_key(text) for key_id, text in keys.items()}

    def check(self, key_id: str, message: bytes, signature: bytes) -> bool:
        """Is this key known and the signature right?"""
        key = self._keys.get(key_id)
        if key is None:
            return False
        try:
            key.verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(slots=True)
class CloudRecord:
    """The accepted stream. ``complaints`` is empty as long as nothing forged, forked or malformed came."""

    keys: PublicKeys
    head: Head | None = None
    applied: list[Applied] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    verdicts: Counter[Verdict] = field(default_factory=Counter)

    def take(self, wire: bytes) -> Taken:
        """One message of the stream."""
        try:
            taken = self._judged(unseal(wire, self.keys.check).payload)
        except (BadEnvelope, ValueError) as bad:
            taken = Taken(None, complaint=f"not applied: {bad}"[:300])
        if taken.verdict is not None:
            self.verdicts[taken.verdict] += 1
        if taken.complaint:
            self.complaints.append(taken.complaint)
        return taken

    def _judged(self, payload: bytes) -> Taken:
        event = Event.consume(payload)
        epoch, seq = event.position
        verdict = judge(self.head, epoch, seq, event.prevhash)
        match verdict:
            case Verdict.ACCEPT:
                applied = self._opened(event)
                self.head = Head(epoch, seq, event_hash(payload))
                self.applied.append(applied)
                return Taken(verdict, applied)
            case Verdict.FORK | Verdict.STALE_EPOCH:
                return Taken(verdict, complaint=f"{verdict.value} at {epoch}:{seq}")
            case Verdict.DUPLICATE | Verdict.GAP:
                return Taken(verdict)

    def _opened(self, event: Event) -> Applied:
        kind = event.type.removeprefix("floor.").rsplit(".", 1)[0]
        fact = self._fact(event.data) if kind == FactRelayed.kind else None
        return Applied(event.position[1], kind, event.data, fact)

    def _fact(self, data: dict[str, Any]) -> Event:
        """The table's own event inside a relayed fact. Raises BadEnvelope, ValueError."""
        relayed = FactRelayed.consume(json.dumps(data))
        fact = Event.consume(
            unseal(
                json.dumps({"p": relayed.p, "k": relayed.k, "s": relayed.s}).encode(), self.keys.check
            ).payload
        )
        epoch, seq = fact.position
        if relayed.fact_id != f"{relayed.table}:{epoch}:{seq}":
            raise ValueError(f"fact {relayed.fact_id} carries event {epoch}:{seq}")
        return fact

    def fact_ids(self) -> Counter[str]:
        """How often each table fact was applied, by ``table:epoch:seq`` as it was sent."""
        return Counter(each.data["fact_id"] for each in self.applied if each.fact is not None)

    def first_ids(self) -> Counter[str]:
        """The same, but a fact that was issued again under a new number counts under its first one."""
        return Counter(_first_id(each) for each in self.applied if each.fact is not None)


def _first_id(applied: Applied) -> str:
    assert applied.fact is not None
    first = applied.fact.reissue
    return f"{applied.data['table']}:{first}" if first else str(applied.data["fact_id"])


def _public_key(text: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(to_bytes(text))
