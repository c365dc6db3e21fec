"""What a transaction gives back for the stakes that it takes off the layout. Counts only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Payment:
    """How many placements it concerns, and per player the stakes it ends and what comes back for them, minor units."""

    placements: int
    staked: Counter[int]
    returned: Counter[int]

    @classmethod
    def of(cls, rows: Iterable[tuple[int, int, int, int]]) -> Self:
        """From rows of (player, placements, staked, returned), one a player."""
        listed = list(rows)
        staked, returned = {row[0]: row[2] for row in listed}, {row[0]: row[3] for row in listed}
        return cls(sum(row[1] for row in listed), Counter(staked), Counter(returned))

    def plus(self, other: Payment) -> Payment:
        """Both together."""
        staked, returned = self.staked.copy(), self.returned.copy()
        staked.update(other.staked)
        returned.update(other.returned)
        return Payment(self.placements + other.placements, staked, returned)

    @property
    def total_staked(self) -> int:
        return self.staked.total()

    @property
    def total_returned(self) -> int:
        return self.returned.total()
