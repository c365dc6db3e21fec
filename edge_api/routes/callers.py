"""Who is calling: a player, an operator's system, or a member of staff. Credentials are compared by hash; secrets are never stored."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Player:
    """Holder of a player token."""

    player_no: int
    player_id: str
    operator: str
    currency: str


@dataclass(frozen=True, slots=True)
class Operator:
    """Holder of an operator key; ``scope`` wallet or cloud."""

    name: str
    scope: str


@dataclass(frozen=True, slots=True)
class Staff:
    """A signed-in human; ``role`` dealer, technician, pit_boss, auditor or admin."""

    name: str
    role: str
    session_hash: str


Caller = Player | Operator | Staff


def secret_hash(secret: str) -> str:
    """What is stored of a token, key or cookie: SHA-256, hexadecimal. Secrets are 256 random bits, so no salt is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()
