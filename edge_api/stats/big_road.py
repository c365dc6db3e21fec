"""The bead plate and the big road, hand by hand. The logical depth of each streak is kept beside the drawing: derived roads look only at it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from edge_api.stats.hand import Hand, Winner
from edge_api.stats.streak_grid import ROWS, StreakGrid


@dataclass(frozen=True, slots=True)
class BeadCell:
    """A hand on the bead plate."""

    column: int
    row: int
    hand: Hand


@dataclass(frozen=True, slots=True)
class BigRoadCell:
    """A decided hand on the big road, with the ties that followed it; the first one also bears the ties before it."""

    column: int
    row: int
    hand: Hand
    ties: int


class BeadPlate:
    """Every hand in six rows, column by column."""

    def __init__(self) -> None:
        self.cells: list[BeadCell] = []

    def append(self, hand: Hand) -> None:
        """Add the next hand."""
        column, row = divmod(len(self.cells), ROWS)
        self.cells.append(BeadCell(column + 1, row + 1, hand))


class BigRoad:
    """Streaks of equal winners; ``depths`` has one number a streak, as long as it is, wherever it was drawn."""

    def __init__(self) -> None:
        self.cells: list[BigRoadCell] = []
        self.depths: list[int] = []
        self._grid = StreakGrid()
        self._ties_before = 0

    def append(self, hand: Hand) -> bool:
        """Add the next hand; False when it was a tie, which makes no cell."""
        if hand.winner is Winner.TIE:
            self._tie()
            return False
        streak, row = self.next_entry(hand.winner)
        if row == 1:
            self.depths.append(1)
            column, drawn_row = self._grid.start()
        else:
            self.depths[streak - 1] = row
            column, drawn_row = self._grid.extend()
        self.cells.append(BigRoadCell(column, drawn_row, hand, self._ties_before))
        self._ties_before = 0
        return True

    def next_entry(self, winner: Winner) -> tuple[int, int]:
        """Where a hand with this winner would go: (number of the streak, place in it), both from 1."""
        goes_on = bool(self.cells) and self.cells[-1].hand.winner is winner
        return (len(self.depths), self.depths[-1] + 1) if goes_on else (len(self.depths) + 1, 1)

    def _tie(self) -> None:
        if self.cells:
            self.cells[-1] = replace(self.cells[-1], ties=self.cells[-1].ties + 1)
        else:
            self._ties_before += 1
