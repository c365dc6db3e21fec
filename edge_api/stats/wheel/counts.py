"""What a wheel has given: hits by pocket, in wheel order, and steps from one spin to the next. Counts; judges nothing."""

from __future__ import annotations

from collections.abc import Collection

from schemas.games.wheels import Wheel, wheel_order


class WheelCounts:
    """Spins of one wheel, added one at a time in constant time."""

    def __init__(self, wheel: Wheel) -> None:
        self.order = wheel_order(wheel)
        self.spins = 0
        self.hits = [0] * len(self.order)
        self.steps = [0] * len(self.order)
        """``steps[k]``: how often the ball fell k pockets clockwise of where it had fallen the spin before; 0 is a repeat."""
        self._place = {pocket: place for place, pocket in enumerate(self.order)}

    @property
    def pockets(self) -> int:
        """How many pockets the wheel has (K)."""
        return len(self.order)

    @property
    def expected(self) -> float:
        """Spins a pocket (E = N / K)."""
        return self.spins / self.pockets

    def add(self, pocket: str, after: str | None = None) -> None:
        """A spin fell into ``pocket``; ``after`` is the spin right before it on this wheel, None when that one does not count here.

        Raises:
            KeyError: the wheel has no such pocket.
        """
        place = self._place[pocket]
        if after is not None:
            self.steps[(place - self._place[after]) % self.pockets] += 1
        self.hits[place] += 1
        self.spins += 1

    def total(self, pockets: Collection[str]) -> int:
        """Hits of several pockets together."""
        return sum(self.hits[self._place[pocket]] for pocket in pockets)

    def sector(self, start: int, width: int) -> tuple[str, ...]:
        """``width`` neighbouring pockets, clockwise from place ``start``."""
        return tuple(self.order[(start + step) % self.pockets] for step in range(width))

    def sector_hits(self, width: int) -> list[int]:
        """Hits of each sector of this width, by its first place."""
        running = sum(self.hits[:width])
        sums = []
        for start in range(self.pockets):
            sums.append(running)
            running += self.hits[(start + width) % self.pockets] - self.hits[start]
        return sums
