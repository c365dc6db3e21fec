"""Big eye boy, small road and cockroach pig: is the big road regular? By the depth rule: logical depths only, never drawn cells.

With d(1), d(2) ... the depths of the big road's streaks and k = 1, 2, 3, the mark of the entry at (streak n, row m) is

- none before (k + 1, row 2), or (k + 2, row 1) where streak k + 1 has one entry;
- row m >= 2, p = d(n - k): red if p >= m, blue if p = m - 1, red if p < m - 1;
- row 1: red if d(n - 1) = d(n - 1 - k), else blue.

Many public libraries skip the comparison with the first streak, lack ``p < m - 1 is red``, or look at cells after a dragon tail.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from edge_api.stats.streak_grid import StreakGrid


class Mark(Enum):
    """Red: regular. Blue: not. The colours have nothing to do with banker and player."""

    RED = "R"
    BLUE = "B"


class DerivedKind(Enum):
    """Its value is k: how many streaks it looks back."""

    BIG_EYE_BOY = 1
    SMALL_ROAD = 2
    COCKROACH_PIG = 3


@dataclass(frozen=True, slots=True)
class MarkCell:
    """A mark where it is drawn."""

    column: int
    row: int
    mark: Mark


def mark_at(kind: DerivedKind, depths: Sequence[int], streak: int, row: int) -> Mark | None:
    """The mark of the big road's entry at (``streak``, ``row``), both from 1; None where the road has not begun.

    ``depths`` holds the streaks before this one in full; the streak itself need not be in it.
    """
    back = kind.value
    if row == 1:
        if streak < back + 2:
            return None
        return _mark(depths[streak - 2] == depths[streak - 2 - back])
    if streak < back + 1:
        return None
    return _mark(depths[streak - 1 - back] != row - 1)


def _mark(regular: bool) -> Mark:
    return Mark.RED if regular else Mark.BLUE


class DerivedRoad:
    """The marks of one derived road, drawn like the big road with red and blue as its two sides."""

    def __init__(self, kind: DerivedKind) -> None:
        self.kind = kind
        self.cells: list[MarkCell] = []
        self._grid = StreakGrid()

    def append(self, depths: Sequence[int], streak: int, row: int) -> None:
        """The big road got an entry at (``streak``, ``row``)."""
        mark = mark_at(self.kind, depths, streak, row)
        if mark is None:
            return
        goes_on = bool(self.cells) and self.cells[-1].mark is mark
        self.cells.append(MarkCell(*(self._grid.extend() if goes_on else self._grid.start()), mark))

    @property
    def marks(self) -> str:
        """All marks in order, as in ``RBB``."""
        return "".join(cell.mark.value for cell in self.cells)
