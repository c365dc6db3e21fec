"""What players like to know of a roulette table: hot and cold numbers, groups, streaks. It predicts nothing: each spin stands alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edge_api.stats.streaks import Streaks
from edge_api.stats.window import Windows
from schemas.games.wheels import NUMBERS, Wheel, colour, wheel_order

SHOWN = 5


def _thirds(number: int) -> tuple[str, str]:
    return str((number - 1) // 12 + 1), str((number - 1) % 3 + 1)


def groups_of(pocket: str) -> dict[str, str]:
    """The groups that a pocket belongs to, by kind; a zero has its colour only."""
    groups = {"colour": colour(pocket).value}
    if pocket in NUMBERS:
        number = int(pocket)
        dozen, column = _thirds(number)
        groups |= {
            "parity": "odd" if number % 2 else "even",
            "half": "low" if number <= 18 else "high",
            "dozen": dozen,
            "column": column,
        }
    return groups


KINDS: dict[str, tuple[str, ...]] = {
    "colour": ("red", "black", "green"),
    "parity": ("odd", "even"),
    "half": ("low", "high"),
    "dozen": ("1", "2", "3"),
    "column": ("1", "2", "3"),
}


class SpinStats:
    """One table's spins."""

    def __init__(self, wheel: Wheel) -> None:
        self._order = wheel_order(wheel)
        self._windows = Windows()
        self._streaks = {kind: Streaks() for kind in KINDS}
        self._seen: dict[str, int] = {}
        self.spins = 0

    def add(self, pocket: str) -> None:
        """The newest spin. A zero ends every streak but that of its colour."""
        self.spins += 1
        self._seen[pocket] = self.spins
        self._windows.add(pocket)
        groups = groups_of(pocket)
        for kind, streaks in self._streaks.items():
            streaks.add(groups.get(kind))

    def to_json(self, size: int) -> dict[str, Any]:
        """Over the last ``size`` spins (one of ``WINDOWS``); ``since`` is how many spins ago a number last came, null when not seen."""
        window = self._windows.of(size)
        hits = {pocket: window.hits[pocket] for pocket in self._order}
        hot = sorted(self._order, key=lambda pocket: (-hits[pocket], self._since(pocket)))
        cold = sorted(self._order, key=lambda pocket: (hits[pocket], -self._since(pocket)))
        return {
            "window": size,
            "results": len(window),
            "numbers": [self._number(pocket, hits) for pocket in self._order],
            "hot": [self._number(pocket, hits) for pocket in hot[:SHOWN] if hits[pocket]],
            "cold": [self._number(pocket, hits) for pocket in cold[:SHOWN] if len(window)],
            "groups": _grouped(hits),
            "streaks": {kind: streaks.to_json() for kind, streaks in self._streaks.items()},
        }

    def _since(self, pocket: str) -> int:
        return self.spins - self._seen.get(pocket, -1)

    def _number(self, pocket: str, hits: Mapping[str, int]) -> dict[str, Any]:
        since = self._since(pocket) if pocket in self._seen else None
        return {"pocket": pocket, "hits": hits[pocket], "since": since}


def _grouped(hits: Mapping[str, int]) -> dict[str, dict[str, int]]:
    sums = {kind: dict.fromkeys(groups, 0) for kind, groups in KINDS.items()}
    for pocket, times in hits.items():
        for kind, group in groups_of(pocket).items():
            sums[kind][group] += times
    return sums
