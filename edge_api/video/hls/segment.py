"""A segment as it grows: its parts with their names and bytes. The bytes of a whole segment are those of its parts, one behind the other."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class HeldPart:
    """A part under its name."""

    name: str
    duration_ns: int
    is_key: bool
    data: bytes


@dataclass(slots=True)
class Segment:
    """``number``: media sequence number. ``init``: name of the init segment. ``breaks``: how many discontinuities there were before and at its start;
    ``is_break``: one is at its start."""

    name: str
    number: int
    start_utc_ns: int
    init: str
    breaks: int
    is_break: bool
    parts: list[HeldPart] = field(default_factory=list)

    @property
    def duration_ns(self) -> int:
        """So far."""
        return sum(part.duration_ns for part in self.parts)

    @property
    def data(self) -> bytes:
        """So far."""
        return b"".join(part.data for part in self.parts)
