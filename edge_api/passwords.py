"""Passwords of the floor's people: argon2id, with the library's own current parameters. Never logs or keeps one."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 10
DECOY = "$argon2id$v=19$m=65536,t=3,p=4$omZVpdIx0aiBGjP1SeGhDA$xpSh5nU3kXvyF16LCiBwlwJ94pWv5NymfyUgP0/Ama4"
"""Of a random text that nobody kept: compared for a name that does not exist, so that it takes as long as one that does."""


class WeakPassword(ValueError):
    """Too short to be accepted."""


def hash_password(password: str) -> str:
    """The text to store.

    Raises:
        WeakPassword: shorter than SHORTEST characters.
    """
    if len(password) < SHORTEST:
        raise WeakPassword(f"a password needs at least {SHORTEST} characters")
    return PasswordHasher().hash(password)


def password_matches(stored: str, password: str) -> bool:
    """Compare in constant time; takes tens of milliseconds by design."""
    try:
        return PasswordHasher().verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False
