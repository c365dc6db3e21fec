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


def decision_digest(
    table_id: str, round_id: str, seat: int, hand: int, action: str | None, cards: int | None, early: bool
) -> bytes:
    """SHA-256 of the canonical JSON ``["decision", table, round, seat, hand, action, cards, early]``; 32 bytes. No placement hashes so."""
    content = ["decision", table_id, round_id, seat, hand, action, cards, early]
    return hashlib.sha256(_ENCODE(content).encode()).digest()


def owned_digest(
    operator: str, player_id: str, bet_id: str, accepted: tuple[int, int], content: bytes
) -> str:
    """SHA-256 of who placed what when, hexadecimal: what the audit chain keeps. ``accepted`` is (monotonic, UTC) nanoseconds."""
    owned = [operator, player_id, bet_id, *accepted, content.hex()]
    return hashlib.sha256(json.dumps(owned, separators=(",", ":")).encode()).hexdigest()
