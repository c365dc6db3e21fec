"""Which pictures may go: by the class of every round that names them, as clips do (``video.clips.policy``). Never one of a round that is held or kept."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from edge_api.stills.index import Kept, StillIndex
from edge_api.stills.shelf import Shelf
from edge_api.video.clips.policy import DAY_NS, Keeping, expires_ns
from edge_api.video.clips.rounds import round_of

MOST_AT_ONCE = 500
_NAMED = "SELECT round_id, named_utc_ns FROM named_stills WHERE sha256 = ?"


@dataclass(frozen=True, slots=True)
class Retention:
    """``keeping``: days of ordinary and of disputed rounds; what belongs to no round is ordinary."""

    index: StillIndex
    shelf: Shelf
    keeping: Keeping

    def pass_(self, books: sqlite3.Connection, now_ns: int) -> int:
        """Look at all that is old enough to go; how many went."""
        days = [each for each in (self.keeping.clips_days, self.keeping.disputed_days) if each]
        gone, after = 0, (0, "")
        while days and gone < MOST_AT_ONCE:
            batch = self.index.here_since_before(now_ns - min(days) * DAY_NS, after, MOST_AT_ONCE)
            if not batch:
                break
            after = batch[-1]
            for _, sha256 in batch:
                if self._is_over(books, sha256, now_ns):
                    self.index.put(sha256, Kept.GONE, 0, now_ns)
                    self.shelf.remove(sha256)
                    gone += 1
        return gone

    def _is_over(self, books: sqlite3.Connection, sha256: str, now_ns: int) -> bool:
        named = books.execute(_NAMED, (sha256,)).fetchall()
        return bool(named) and all(
            self._has_passed(books, round_id, named_ns, now_ns) for round_id, named_ns in named
        )

    def _has_passed(self, books: sqlite3.Connection, round_id: str, named_ns: int, now_ns: int) -> bool:
        of = round_of(books, round_id) if round_id else None
        if of is None:
            over_ns = named_ns + self.keeping.clips_days * DAY_NS if self.keeping.clips_days else None
        else:
            over_ns = expires_ns(of.standing, self.keeping)
        return over_ns is not None and over_ns <= now_ns
