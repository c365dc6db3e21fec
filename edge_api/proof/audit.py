"""The audit chain: unbroken, and in agreement with the bets and facts that it lists."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

from edge_api.audit.chain import row_hash
from schemas.envelope import GENESIS, event_hash


def unbroken(conn: sqlite3.Connection) -> Iterator[str]:
    """Rows are numbered from 1 without holes; each names the hash before it and hashes to its own."""
    head = GENESIS
    rows = conn.execute(
        "SELECT audit_no, at_utc_ns, kind, actor, table_id, round_id, body, prev_hash, hash FROM audit ORDER BY audit_no"
    )
    for expected, row in enumerate(rows, start=1):
        if row[0] != expected:
            yield f"audit row {expected}: missing"
            return
        if row[7] != head or row[8] != row_hash(*row[:8]):
            yield f"audit row {row[0]}: the chain is broken here"
            return
        head = row[8]


def lists_every_bet_and_fact(conn: sqlite3.Connection) -> Iterator[str]:
    """Each placement's digest and each fact's hash and effect stand in the chain once, and nothing else does."""
    bets = {
        number: digest.hex() for number, digest in conn.execute("SELECT placement_no, digest FROM placements")
    }
    facts = {
        f"{table}:{epoch}:{seq}": (event_hash(payload), effect)
        for table, epoch, seq, payload, effect in conn.execute(
            "SELECT table_id, epoch, seq, payload, effect FROM inbox"
        )
    }
    for no, body in conn.execute("SELECT audit_no, body FROM audit WHERE kind = 'commit' ORDER BY audit_no"):
        for line in _lines(body):
            match line:
                case ["bets", int(first), int(last), str(digests)]:
                    yield from _bets(no, range(first, last + 1), digests, bets)
                case ["fact", str(fact_id), str(digest), str(effect)]:
                    if facts.pop(fact_id, None) != (digest, effect):
                        yield f"audit row {no}: fact {fact_id} is not in the inbox as it stands here"
    yield from (f"placement {number}: the audit chain does not know it" for number in bets)
    yield from (f"fact {fact_id}: the audit chain does not know it" for fact_id in facts)


def _lines(body: str) -> list[object]:
    """A row that can't be read is found by the chain."""
    try:
        lines = json.loads(body)["did"]
    except (ValueError, KeyError, TypeError):
        return []
    return lines if isinstance(lines, list) else []


def _bets(no: int, numbers: range, digests: str, bets: dict[int, str]) -> Iterator[str]:
    for place, number in enumerate(numbers):
        if bets.pop(number, None) != digests[64 * place : 64 * (place + 1)]:
            yield f"audit row {no}: placement {number} is not in the books as it stands here"
