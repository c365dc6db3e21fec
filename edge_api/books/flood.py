"""How many messages of one sort a table may send: what is above is dropped, and people hear of it once in a while. Pure: reads no clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

TOLD_EVERY_NS = 60_000_000_000


class Flow(Enum):
    """TAKEN; TELL: dropped, and people should hear; DROPPED: they have just heard."""

    TAKEN = "taken"
    TELL = "tell"
    DROPPED = "dropped"


@dataclass(slots=True)
class Floods:
    """At most ``most`` of each table in ``within_ns``; every table has its own."""

    most: int
    within_ns: int
    _since: dict[str, tuple[int, int]] = field(default_factory=dict)
    _told_ns: dict[str, int] = field(default_factory=dict)

    def take(self, table: str, mono_ns: int) -> Flow:
        """One more has come."""
        since_ns, count = self._since.get(table, (mono_ns, 0))
        if mono_ns - since_ns >= self.within_ns:
            since_ns, count = mono_ns, 0
        self._since[table] = since_ns, count + 1
        if count < self.most:
            return Flow.TAKEN
        last_ns = self._told_ns.get(table)
        if last_ns is not None and mono_ns - last_ns < TOLD_EVERY_NS:
            return Flow.DROPPED
        self._told_ns[table] = mono_ns
        return Flow.TELL
