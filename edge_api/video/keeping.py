"""What an uplink hands to who records: the seam between the boards' lines and the disk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from edge_api.video.frames import Record

Ask = Callable[[int], None]
"""Ask the board for the segment of that number."""


class Keeping(Protocol):
    """Never blocks, and never raises: a disk that fails is alarmed, and the live picture goes on."""

    def frame(self, table: str, record: Record, message: bytes) -> None:
        """A record of a KEPT track, and the bytes that it came in."""

    def stated(self, table: str, wrapper: str, filled: bool) -> None:
        """The board's signed statement of a segment; ``filled``: it answers what was asked, and its content follows."""

    def filled(self, table: str, number: int, content: bytes) -> None:
        """A whole segment that was asked for."""

    def gone(self, table: str, number: int) -> None:
        """The board no longer has it."""

    def joined(self, table: str, ask: Ask) -> None:
        """A board is here, and can be asked."""

    def left(self, table: str) -> None:
        """It is not any more."""
