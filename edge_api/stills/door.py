"""How many pictures of each table may wait to be looked at: a board that floods takes room from nobody else, and people hear of it once a minute. Looks into no picture."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from threading import Lock

from edge_api.stills.shelf import is_picture
from edge_api.stills.wanted import S
from edge_api.stills.words import Trouble
from schemas.sight import MOST_STILL_BYTES

MIB = 1 << 20
MOST_WAITING_BYTES = 32 * MIB
"""Of all tables, beyond what each has for itself."""
OWN_BYTES = 2 * MIB
WEIGHT_BYTES = 1024
"""What a picture weighs beside its bytes."""
TOLD_EVERY_NS = 60 * S


@dataclass(frozen=True, slots=True)
class RefusedStill:
    """Why it is dropped: the name of its counter, and what people should hear, if they have not just heard it."""

    count: str
    trouble: Trouble | None = None


@dataclass(slots=True)
class Door:
    """Of all ``tables``. May be used from any thread."""

    tables: frozenset[str]
    _waiting: Counter[str] = field(default_factory=Counter)
    _told_ns: dict[str, int] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def refuses(self, table_id: str, picture: bytes, mono_ns: int) -> RefusedStill | None:
        """None: it is in, and counts until it has ``left``."""
        if table_id not in self.tables:
            return RefusedStill("dropped")
        with self._lock:
            if not is_picture(picture):
                what = f"what is no whole JPEG of at most {MOST_STILL_BYTES:,} bytes"
                return RefusedStill("no_picture", self._notice(table_id, what, mono_ns))
            if not self._has_room(table_id, len(picture) + WEIGHT_BYTES):
                return RefusedStill(
                    "dropped", self._notice(table_id, "more pictures than can be kept", mono_ns)
                )
        return None

    def left(self, table_id: str, picture: bytes) -> None:
        """It has been looked at."""
        with self._lock:
            self._waiting[table_id] -= len(picture) + WEIGHT_BYTES

    def _has_room(self, table_id: str, weight: int) -> bool:
        own = self._waiting[table_id] + weight
        if own > OWN_BYTES and self._waiting.total() + weight > MOST_WAITING_BYTES:
            return False
        self._waiting[table_id] = own
        return True

    def _notice(self, table_id: str, what: str, mono_ns: int) -> Trouble | None:
        last_ns = self._told_ns.get(table_id)
        if last_ns is not None and mono_ns - last_ns < TOLD_EVERY_NS:
            return None
        self._told_ns[table_id] = mono_ns
        text = f"the board of {table_id} sends {what}: dropped; what its facts name is asked for again"
        return Trouble(table_id, "stills_refused", text)
