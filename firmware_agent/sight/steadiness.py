"""Whether a camera still stands where it stood: by the table's marks where they are known, else by looks in a row whose reader finds it moved. Says nothing of a look that shows neither."""

from __future__ import annotations

from hardware.decode.sight.reader import Frame, Reason, Seen
from hardware.decode.sight.table import DRIFT, Table, drift_px

EVERY_NS = 2_000_000_000


class Steadiness:
    """For one thread. ``drift_px``: how far the table's marks have moved, as last measured; ``moved_looks``: so many looks in a row found it moved, or the marks unseen."""

    def __init__(self, table: Table | None) -> None:
        self._table, self._due_ns = table, 0
        self.drift_px: float | None = None
        self.moved_looks = 0

    def is_due(self, at_ns: int) -> bool:
        """A whole picture is wanted for the marks."""
        return self._table is not None and at_ns >= self._due_ns

    def measure(self, at_ns: int, frame: Frame) -> None:
        """A whole picture, whatever it is for."""
        if self._table is None or at_ns < self._due_ns:
            return
        self._due_ns = at_ns + EVERY_NS
        self.drift_px = drift_px(frame, self._table)
        self._count(self.drift_px is None or self.drift_px > DRIFT)

    def saw(self, seen: Seen) -> None:
        """What was read in a whole picture; where marks are known, they alone count: an empty table reads as nothing wherever the camera looks."""
        if self._table is not None:
            return
        if Reason.MOVED_CAMERA in _reasons(seen):
            self._count(True)
        elif seen.reads or seen.rotor is not None:
            self._count(False)

    def _count(self, moved: bool) -> None:
        self.moved_looks = self.moved_looks + 1 if moved else 0


def _reasons(seen: Seen) -> set[Reason]:
    return {*seen.reasons, *(reason for read in seen.reads for reason in read.reasons)}
