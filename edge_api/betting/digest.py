"""What a placement says, as one hash: the same bet id with the same content is the same bet."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

_ENCODE = json.JSONEncoder(separators=(",", ":")).encode


def placement_digest(table_id: str, round_id: str, bets: Sequence[Sequence[str | int]]) -> bytes:
    """SHA-256 of the canonical JSON ``[table, round, [[type, sel as JSON text, stake], ...]]``; 32 bytes."""
    content = [table_id, round_id, [list(bet) for bet in bets]]
    return hashlib.sha256(_ENCODE(content).encode()).digest()
