"""The demo's cloud believes signatures, numbers and chains, and nothing else."""

from __future__ import annotations

import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hardware.sim.demo.cloud_record import CloudRecord, PublicKeys
from hardware.sim.demo.cloud_words import sentence
from schemas.envelope import GENESIS, Event, event_hash, seal
from schemas.stream import Verdict
from tests.hardware.sim.demo.keys import public_text

EDGE_KEY, BOARD_KEY = (
    Ed25519PrivateKey.from_private_bytes(b"e" * 32),
    Ed25519PrivateKey.from_private_bytes(b"b" * 32),
)
KEYS = PublicKeys({"edge-1#1": public_text(EDGE_KEY), "roulette-01#1": public_text(BOARD_KEY)})


def event(kind: str, seq: int, prevhash: str, data: dict[str, Any], reissue: str | None = None) -> bytes:
    made = Event(
        id=f"x:7:{seq}", source="urn:x", type=f"floor.{kind}.v1", time="2026-11-22T19:20:30Z", subject="round/r-1",
        dataschema=f"urn:studio-floor:schema:{kind}:1.0", epoch="7", seq=str(seq), prevhash=prevhash, bootid="b",
        monons="1", clkerrus=None, clksrc="ntp", reissue=reissue, data=data,
    )  # fmt: skip
    return made.model_dump_json().encode()


def relayed(number: int, reissue: str | None = None, key: Ed25519PrivateKey = BOARD_KEY) -> dict[str, Any]:
    data = {"round_id": "r-1", "game": "roulette", "betting_ms": 3500, "closes_ns": "5"}
    wrapper = json.loads(
        seal(event("round.opened", number, GENESIS, data, reissue), "roulette-01#1", key.sign)
    )
    return {"fact_id": f"roulette-01:7:{number}", "table": "roulette-01", **wrapper}


class Edge:
    """Makes a stream as the edge does."""

    def __init__(self) -> None:
        self.seq, self.head = 0, GENESIS

    def next(self, kind: str, data: dict[str, Any]) -> bytes:
        self.seq += 1
        payload = event(kind, self.seq, self.head, data)
        self.head = event_hash(payload)
        return seal(payload, "edge-1#1", EDGE_KEY.sign)


def alarm() -> dict[str, Any]:
    return {"code": "silence", "detail": "nothing heard"}


def test_events_in_order_are_applied_and_said_in_one_line() -> None:
    edge, record = Edge(), CloudRecord(KEYS)
    taken = record.take(edge.next("edge.fact", relayed(1)))
    assert taken.verdict is Verdict.ACCEPT
    assert taken.applied is not None
    assert "bets open for 3.5 s" in sentence(taken.applied)
    assert record.fact_ids() == {"roulette-01:7:1": 1}
    assert record.complaints == []


def test_a_repeat_is_not_applied_again_and_a_gap_waits() -> None:
    edge, record = Edge(), CloudRecord(KEYS)
    first, second, third = (edge.next("edge.alarm", alarm()) for _ in range(3))
    verdicts = [record.take(wire).verdict for wire in (first, first, third, second, third)]
    assert verdicts == [Verdict.ACCEPT, Verdict.DUPLICATE, Verdict.GAP, Verdict.ACCEPT, Verdict.ACCEPT]
    assert [each.seq for each in record.applied] == [1, 2, 3]


def test_a_fork_a_forgery_and_noise_are_complaints() -> None:
    edge, record = Edge(), CloudRecord(KEYS)
    record.take(edge.next("edge.alarm", alarm()))
    forked = seal(event("edge.alarm", 2, "f" * 64, alarm()), "edge-1#1", EDGE_KEY.sign)
    forged = seal(event("edge.alarm", 2, edge.head, alarm()), "edge-1#1", BOARD_KEY.sign)
    assert [record.take(wire).applied for wire in (forked, forged, b"{", b"\xff")] == [None] * 4
    assert len(record.complaints) == 4
    assert len(record.applied) == 1


def test_a_fact_that_its_board_did_not_sign_is_not_applied() -> None:
    record = CloudRecord(KEYS)
    assert record.take(Edge().next("edge.fact", relayed(1, key=EDGE_KEY))).applied is None
    assert record.applied == []
    assert len(record.complaints) == 1


def test_a_fact_under_a_name_that_is_not_its_own_is_not_applied() -> None:
    record = CloudRecord(KEYS)
    assert record.take(Edge().next("edge.fact", {**relayed(1), "fact_id": "roulette-01:7:9"})).applied is None


def test_a_fact_issued_again_counts_under_its_first_number() -> None:
    edge, record = Edge(), CloudRecord(KEYS)
    record.take(edge.next("edge.fact", relayed(1)))
    record.take(edge.next("edge.fact", relayed(2, reissue="7:1")))
    assert set(record.fact_ids().values()) == {1}
    assert record.first_ids() == {"roulette-01:7:1": 2}
