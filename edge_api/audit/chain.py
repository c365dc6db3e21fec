"""The audit chain. hash = SHA-256 of the JSON array [no, at_utc_ns, kind, actor, table, round, body, prev_hash] (UTF-8, no spaces); the first
row's prev_hash is 64 zeros. ``body`` is JSON text with sorted keys."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from typing import Any

from schemas.envelope import GENESIS


def row_hash(
    no: int,
    at_utc_ns: int,
    kind: str,
    actor: str,
    table_id: str | None,
    round_id: str | None,
    body: str,
    prev_hash: str,
) -> str:
    """The hash of a row, from what the row says."""
    content = [no, at_utc_ns, kind, actor, table_id, round_id, body, prev_hash]
    return hashlib.sha256(json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


class AuditChain:
    """The end of the chain, where rows are added."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        row = conn.execute("SELECT audit_no, hash FROM audit ORDER BY audit_no DESC LIMIT 1").fetchone()
        self.head: tuple[int, str] = row if row else (0, GENESIS)

    def append(
        self,
        at_utc_ns: int,
        kind: str,
        actor: str,
        table_id: str | None,
        round_id: str | None,
        body: dict[str, Any],
    ) -> tuple[int, str]:
        """Add a row; returns its (number, hash)."""
        no, prev_hash = self.head[0] + 1, self.head[1]
        text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        digest = row_hash(no, at_utc_ns, kind, actor, table_id, round_id, text, prev_hash)
        self._conn.execute(
            "INSERT INTO audit (audit_no, at_utc_ns, kind, actor, table_id, round_id, body, prev_hash, hash)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (no, at_utc_ns, kind, actor, table_id, round_id, text, prev_hash, digest),
        )
        self.head = (no, digest)
        return self.head
