"""Where the entries of a road lie: streaks drawn downwards in six rows, turned right where there is no room. Draws; judges nothing.

Source of the rule: any printed big road; the columns and rows count from 1.
"""

from __future__ import annotations

ROWS = 6


class StreakGrid:
    """Each entry takes one cell, each in constant time. Cells once taken stay as they are."""

    def __init__(self) -> None:
        self._taken: set[tuple[int, int]] = set()
        self._here = (0, 0)
        self._turned = False
        self._row_1_end = 0
        """Row 1 is taken from column 1 to here, without a gap: a streak starts in the first free column of it."""

    def start(self) -> tuple[int, int]:
        """The first entry of a new streak: (column, row)."""
        self._turned = False
        return self._take(self._row_1_end + 1, 1)

    def extend(self) -> tuple[int, int]:
        """The next entry of the running streak: down while there is room, else right, and then right for good (dragon tail)."""
        column, row = self._here
        blocked = row == ROWS or (column, row + 1) in self._taken
        self._turned = self._turned or blocked
        return self._take(column + 1, row) if self._turned else self._take(column, row + 1)

    def _take(self, column: int, row: int) -> tuple[int, int]:
        self._here = (column, row)
        self._taken.add(self._here)
        if row == 1:
            self._row_1_end = column
        return self._here
