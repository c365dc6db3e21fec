"""The audit chain: unbroken, and in agreement with the bets and facts that it lists."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

from edge_api.audit.chain import row_hash
from edge_api.betting.digest import owned_digest
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
        number: owned_digest(operator, player_id, bet_id, (mono_ns, utc_ns), digest)
        for number, operator, player_id, bet_id, mono_ns, utc_ns, digest in conn.execute(
            "SELECT l.placement_no, y.operator, y.player_id, l.bet_id, l.accepted_mono_ns, l.accepted_utc_ns, l.digest"
            " FROM placements l JOIN players y USING (player_no)"
        )
    }
    facts = {
        f"{table}:{epoch}:{seq}": (event_hash(payload), effect)
        for table, epoch, seq, payload, effect in conn.execute(
            "SELECT table_id, epoch, seq, payload, effect FROM inbox"
        )
    }
    for no, body in conn.execute("SELECT audit_no, body FROM audit WHERE kind = 'commit' ORDER BY audit_no"):
        for line in lines_of(body):
            match line:
                case ["bets", int(first), int(last), str(digests)]:
                    yield from _bets(no, range(first, last + 1), digests, bets)
                case ["fact", str(fact_id), str(digest), str(effect)]:
                    if facts.pop(fact_id, None) != (digest, effect):
                        yield f"audit row {no}: fact {fact_id} is not in the inbox as it stands here"
    yield from (f"placement {number}: the audit chain does not know it" for number in bets)
    yield from (f"fact {fact_id}: the audit chain does not know it" for fact_id in facts)


def lists_every_transfer(conn: sqlite3.Connection) -> Iterator[str]:
    """Each deposit and withdrawal stands in the chain once, with its player and its amount, and nothing else does."""
    transfers = {
        (kind, ref): (player_id, amount, currency)
        for kind, ref, player_id, amount, currency in conn.execute(
            "SELECT t.kind, t.operator || '/' || t.transfer_id, y.player_id, t.amount, t.currency FROM transfers t"
            " JOIN players y USING (player_no) WHERE y.operator = t.operator"
        )
    }
    for no, line in all_lines(conn):
        match line:
            case ["deposit" | "withdraw" as kind, str(ref), str(player_id), int(amount), str(currency)]:
                if transfers.pop((kind, ref), None) != (player_id, amount, currency):
                    yield f"audit row {no}: {kind} {ref} is not in the books as it stands here"
    yield from (f"{kind} {ref}: the audit chain does not know it" for kind, ref in transfers)


def lists_every_commit(conn: sqlite3.Connection) -> Iterator[str]:
    """When bets became durable is what the chain says: no late bet can be made to look in time afterwards."""
    told = {(first, last, at) for _, line in all_lines(conn) for first, last, at in _durable(line)}
    noted = set(conn.execute("SELECT first_no, last_no, committed_mono_ns FROM commits"))
    for first, last, _ in sorted(told ^ noted):
        yield f"placements {first}..{last}: the audit chain tells of another commit than the books"


def _durable(line: object) -> Iterator[tuple[int, int, int]]:
    match line:
        case ["durable", int(first), int(last), int(at)]:
            yield first, last, at


def windows_as_listed(conn: sqlite3.Connection) -> Iterator[str]:
    """Each round has the rules, the deadline, the close and the evidence that the chain says it had."""
    opened, closed, evident = dict[str, object](), dict[str, object](), dict[str, object]()
    for _, line in all_lines(conn):
        match line:
            case ["opened", str(round_id), str(rules_hash), int(deadline)]:
                opened[round_id] = (rules_hash, deadline)
            case ["closed", str(round_id), str(cause), int(), int()]:
                closed[round_id] = cause
            case ["evidence", str(round_id), int(moment)]:
                evident[round_id] = moment
    rows = conn.execute(
        "SELECT round_id, rules_hash, deadline_mono_ns, close_cause, evidence_mono_ns FROM rounds"
    )
    for round_id, rules_hash, deadline, cause, evidence in rows:
        told = opened.pop(round_id, None), closed.get(round_id, cause), evident.get(round_id)
        if told != ((rules_hash, deadline), cause, evidence):
            yield f"round {round_id}: its window is not the one that the audit chain tells of"
    yield from (f"round {round_id}: the audit chain knows it, the rounds do not" for round_id in opened)


def all_lines(conn: sqlite3.Connection) -> Iterator[tuple[int, object]]:
    """Everything that the chain lists as done: (row number, line)."""
    rows = conn.execute("SELECT audit_no, body FROM audit WHERE kind = 'commit' ORDER BY audit_no")
    for number, body in rows:
        yield from ((number, line) for line in lines_of(body))


def lines_of(body: str) -> list[object]:
    """What a row says was done. A row that can't be read is found by the chain."""
    try:
        lines = json.loads(body)["did"]
    except (ValueError, KeyError, TypeError):
        return []
    return lines if isinstance(lines, list) else []


def _bets(no: int, numbers: range, digests: str, bets: dict[int, str]) -> Iterator[str]:
    for place, number in enumerate(numbers):
        if bets.pop(number, None) != digests[64 * place : 64 * (place + 1)]:
            yield f"audit row {no}: placement {number} is not in the books as it stands here"
