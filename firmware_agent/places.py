"""Which place of the outbox's file each fact is in, and which are free. Refuses to give away the place of a fact that is not receipted. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One stored fact, without its bytes."""

    slot: int
    seq: int
    chain_hash: str


class Places:
    """``rows`` in rising order of seq; ``unused`` are slots that hold nothing."""

    def __init__(self, rows: Iterable[Row], unused: Iterable[int]) -> None:
        self._rows, self._unused = deque(rows), deque(unused)
        taken = [row.slot for row in self._rows]
        self._next = 1 + max((*taken, *self._unused), default=-1)

    def choose(self, wanted: int, receipted: int) -> list[int]:
        """Slots for the next facts: unused ones, then those of the oldest receipted facts, then new ones. Takes none yet."""
        free = [*self._unused]
        for row in self._rows:
            if len(free) >= wanted or row.seq > receipted:
                break
            free.append(row.slot)
        return [*free, *range(self._next, self._next + wanted)][:wanted]

    def take(self, rows: Sequence[Row]) -> None:
        """The facts are written: ``rows`` in the slots that ``choose`` gave."""
        for row in rows:
            if self._unused:
                self._unused.popleft()
            elif row.slot < self._next:
                self._rows.popleft()
            self._next = max(self._next, row.slot + 1)
            self._rows.append(row)

    def hash_at(self, seq: int) -> str | None:
        """The hash of a fact that is still kept."""
        first = self._rows[0].seq if self._rows else 1
        return self._rows[seq - first].chain_hash if 0 <= seq - first < len(self._rows) else None
