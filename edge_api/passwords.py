"""Passwords of the floor's people: argon2id, with the library's own current parameters. Never logs or keeps one."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 10


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


def decoy_hash() -> str:
    """A hash that nobody's password has, so that an unknown name takes as long as a known one."""
    return PasswordHasher().hash("nobody has this password: it only takes the time")
