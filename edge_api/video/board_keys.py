"""The boards' public keys, as the books have them now. A revoked key is not believed from the next look on; the books are only read."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Mapping

from edge_api.reader import Reader
from edge_api.signing import KeyRing, public_key

log = logging.getLogger(__name__)

QUERY = "SELECT key_id, public_key, table_id, revoked_utc_ns IS NULL AS is_good FROM board_keys"


class BoardKeys:
    """``look`` reads the books; ``check`` and ``table_of`` answer as of the last look."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._ring, self._ever = KeyRing(), KeyRing()
        self._tables: dict[str, str] = {}
        self._unreadable: set[str] = set()

    async def look(self) -> None:
        """Read the keys. While the books can't be read, what was known counts."""
        try:
            rows = await self._reader.read(lambda books: books.execute(QUERY).fetchall())
        except sqlite3.Error:
            return
        rows = self._readable({row["key_id"]: row for row in rows})
        good = [row for row in rows if row["is_good"]]
        self._ring.replace({row["key_id"]: row["public_key"] for row in good})
        self._ever.replace({row["key_id"]: row["public_key"] for row in rows})
        self._tables = {row["key_id"]: row["table_id"] for row in good}

    def _readable(self, rows: Mapping[str, sqlite3.Row]) -> list[sqlite3.Row]:
        """One key that is none costs its own board the line, and nobody else."""
        unreadable = {key_id for key_id, row in rows.items() if not _is_key(row["public_key"])}
        if unreadable - self._unreadable:
            log.error("not a public key in the books: %s", ", ".join(sorted(unreadable)))
        self._unreadable = unreadable
        return [row for key_id, row in rows.items() if key_id not in unreadable]

    def check(self, key_id: str, message: bytes, signature: bytes) -> bool:
        """Whether the key is a board's and the signature holds (``schemas.envelope.Check``)."""
        return self._ring.check(key_id, message, signature)

    def check_ever(self, key_id: str, message: bytes, signature: bytes) -> bool:
        """The same for what may have been signed long ago: also by a key that was revoked since."""
        return self._ever.check(key_id, message, signature)

    def table_of(self, key_id: str) -> str | None:
        """The table that the key belongs to; None when it is not believed."""
        return self._tables.get(key_id)


def _is_key(text: str) -> bool:
    try:
        public_key(text)
    except ValueError:
        return False
    return True
