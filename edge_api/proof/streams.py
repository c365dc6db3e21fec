"""The signed streams: what the tables sent and what the edge told the cloud, link by link and signature by signature."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from itertools import groupby

from edge_api.signing import KeyRing
from schemas.edge_events import FactRelayed
from schemas.envelope import GENESIS, BadEnvelope, Event, event_hash, pre_authentication, unseal

PAYLOAD = "application/cloudevents+json"


def inbox(conn: sqlite3.Connection) -> Iterator[str]:
    """Each (table, epoch): numbered from 1, chained, signed by a key of that table; the head is where the chain ends."""
    rows = conn.execute("SELECT key_id, public_key, table_id FROM board_keys").fetchall()
    owners = {row[0]: row[2] for row in rows}
    try:
        ring = KeyRing.of({row[0]: row[1] for row in rows})
    except ValueError as wrong:
        yield f"board keys: one can't be read: {wrong}"
        return
    facts = conn.execute(
        "SELECT table_id, epoch, seq, kind, round_id, payload, key_id, signature FROM inbox ORDER BY table_id, epoch, seq"
    )
    heads: dict[str, set[tuple[int, int, str]]] = {}
    for (table_id, epoch), chain in groupby(facts, key=lambda row: (row[0], row[1])):
        head = GENESIS
        for expected, row in enumerate(chain, start=1):
            fault = _fault(row, expected, head, ring, owners)
            if fault:
                yield f"fact {table_id}:{epoch}:{row[2]}: {fault}"
            head = event_hash(row[5])
        heads.setdefault(table_id, set()).add((epoch, expected, head))
    yield from _heads(conn, heads)


def _fault(
    row: tuple[object, ...], expected: int, head: str, ring: KeyRing, owners: Mapping[str, str]
) -> str | None:
    table_id, epoch, seq, kind, round_id, payload, key_id, signature = row
    assert isinstance(payload, bytes) and isinstance(signature, bytes)
    if seq != expected:
        return f"{expected} is missing before it"
    if owners.get(str(key_id)) != table_id or not ring.check(
        str(key_id), pre_authentication(PAYLOAD, payload), signature
    ):
        return f"not signed by a key of {table_id}"
    event = Event.consume(payload)
    if event.prevhash != head:
        return "it does not follow the one before it"
    subject = event.subject.removeprefix("round/") if event.subject.startswith("round/") else None
    if event.position != (epoch, seq) or event.kind != kind or subject != round_id:
        return "its row says something else than its signed bytes"
    return None


def _heads(conn: sqlite3.Connection, heads: Mapping[str, set[tuple[int, int, str]]]) -> Iterator[str]:
    """A table goes on at the end of its newest chain, or where a human took up an older one (``admin epoch accept``)."""
    stored = {row[0]: row[1:] for row in conn.execute("SELECT table_id, epoch, seq, chain_hash FROM streams")}
    accepted = {
        row[0] for row in conn.execute("SELECT DISTINCT kind FROM audit WHERE kind LIKE 'epoch.accept %'")
    }
    for table_id, ends in heads.items():
        by_hand = {(epoch, 0, GENESIS) for epoch in (stored.get(table_id) or ())[:1]} | ends
        taken_up = any(f"table={table_id} " in act for act in accepted)
        if stored.get(table_id) not in (by_hand if taken_up else {max(ends)}):
            yield f"stream {table_id}: its head is not the end of its chain"


def edge_log(conn: sqlite3.Connection, edge_keys: Mapping[str, str]) -> Iterator[str]:
    """The edge's own stream: chained, signed by the edge, and with every fact relayed once, in order."""
    ring, relayed = KeyRing.of(edge_keys), dict[str, list[tuple[int, int]]]()
    rows = conn.execute("SELECT epoch, seq, kind, chain_hash, wire FROM edge_log ORDER BY epoch, seq")
    for epoch, chain in groupby(rows, key=lambda row: row[0]):
        head = GENESIS
        for expected, (_, seq, kind, chain_hash, wire) in enumerate(chain, start=1):
            try:
                payload = unseal(wire, ring.check).payload
            except BadEnvelope as bad:
                yield f"edge event {epoch}:{seq}: {bad}"
                return
            event = Event.consume(payload)
            if (
                seq != expected
                or event.position != (epoch, seq)
                or event.prevhash != head
                or event_hash(payload) != chain_hash
            ):
                yield f"edge event {epoch}:{seq}: the chain is broken here"
                return
            head = chain_hash
            if kind == FactRelayed.kind and event.reissue is None:
                table_id, fact_epoch, fact_seq = event.data["fact_id"].split(":")
                relayed.setdefault(table_id, []).append((int(fact_epoch), int(fact_seq)))
    yield from _relayed(conn, relayed)


def _relayed(conn: sqlite3.Connection, relayed: Mapping[str, list[tuple[int, int]]]) -> Iterator[str]:
    held: dict[str, list[tuple[int, int]]] = {}
    for table_id, epoch, seq in conn.execute(
        "SELECT table_id, epoch, seq FROM inbox ORDER BY table_id, epoch, seq"
    ):
        held.setdefault(table_id, []).append((epoch, seq))
    for table_id in held.keys() | relayed.keys():
        told = sorted(relayed.get(table_id, []), key=lambda position: position[0])
        if held.get(table_id, []) != told:
            yield f"stream {table_id}: the facts that the cloud was told are not those that were accepted"
