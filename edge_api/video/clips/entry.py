"""What is known of a round's clip: one row of the index. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class State(Enum):
    """Where a clip is. PARTIAL can be seen, and is made again when what it lacks arrives."""

    BEING_MADE = "being_made"
    READY = "ready"
    PARTIAL = "partial"
    GONE = "gone"

    @property
    def is_there(self) -> bool:
        return self in (State.READY, State.PARTIAL)


@dataclass(frozen=True, slots=True)
class ClipRow:
    """As stored. ``size``: bytes of the folder's files."""

    round_id: str
    table_id: str
    state: State
    why: str
    kind: str
    ended: bool
    from_utc_ns: int
    to_utc_ns: int
    seen_utc_ns: int
    attempt: int = 0
    size: int = 0
    frames: int = 0
    had: int = 0
    digest: str = ""
    expires_utc_ns: int | None = None
    changed_utc_ns: int = 0

    @property
    def folder_name(self) -> str:
        """Below the clips' folder."""
        return f"{self.table_id}/{self.round_id}.{self.attempt}"
