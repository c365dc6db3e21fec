"""Honest evenings, and what somebody changes in their books: every change must be one, and `verify` must find it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from edge_api.verify import verify
from tests.edge_api.books.studio import Studio, b64, quick_folder

KEYS = {"edge-1#1": b64(Ed25519PrivateKey.from_private_bytes(b"e" * 32).public_key().public_bytes_raw())}
BANK = "(SELECT account_no FROM accounts WHERE kind = 'bank' ORDER BY 1 LIMIT 1)"
P1 = "(SELECT account_no FROM players WHERE player_no = 1)"
NEW_TX = "INSERT INTO transactions SELECT MAX(tx_no) + 1, '{}', '{}', {}, 0 FROM transactions"


def kept(evening: Callable[[Studio], None], built: Callable[[Path], Studio] = Studio) -> Iterator[Path]:
    """The database of an honest evening in the studio that is ``built`` in a folder of its own, which goes afterwards."""
    folder = quick_folder()
    studio = built(folder)
    evening(studio)
    studio.crash()
    yield folder / "books.db"
    shutil.rmtree(folder)


def moved(kind: str, ref: str, entries: Sequence[tuple[str, int]], round_no: str = "NULL") -> list[str]:
    """A balanced transaction that nobody ordered, with its caches in order."""
    made = [NEW_TX.format(kind, ref, round_no)]
    for account, amount in entries:
        made.append(f"INSERT INTO postings SELECT MAX(tx_no), {account}, {amount} FROM transactions")
        made.append(f"UPDATE accounts SET balance = balance + {amount} WHERE account_no = {account}")
    return made


def assert_found(
    books: sqlite3.Connection, statements: Iterable[str], finding: str, uncounted: bool = False
) -> None:
    """`verify` finds what the statements have changed. ``uncounted``: some may be of those whose rows SQLite does not count (a PRAGMA)."""
    for statement in statements:
        rows = books.execute(statement).rowcount
        assert rows > 0 or (uncounted and rows < 0), f"nothing was tampered with: {statement}"
    found = verify(books, KEYS)
    assert any(finding in line for line in found), "\n".join(found) or "nothing was found"
