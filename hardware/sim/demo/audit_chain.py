"""The books' audit chain, computed again from its documented form. Shares no code with the edge that wrote it."""

from __future__ import annotations

import hashlib
import json
from contextlib import closing
from pathlib import Path

from hardware.sim.demo.stores import read_only

FIRST = "0" * 64
ROWS = "SELECT audit_no, at_utc_ns, kind, actor, table_id, round_id, body, prev_hash, hash FROM audit ORDER BY audit_no"


def broken_link(books: Path) -> int | None:
    """Number of the first row that does not fit its hash, its place or the row before it; 0 when there is no row at all; None: sound."""
    expected_no, prev_hash = 1, FIRST
    with closing(read_only(books)) as db:
        for *content, stored in db.execute(ROWS):
            text = json.dumps(content, separators=(",", ":"), ensure_ascii=False)
            fits = hashlib.sha256(text.encode()).hexdigest() == stored
            if not fits or content[0] != expected_no or content[-1] != prev_hash:
                return expected_no
            expected_no, prev_hash = expected_no + 1, stored
    return None if expected_no > 1 else 0
