"""How many watch, by table, path and player, and what they were sent. Turns away whom there is no room for, and who takes more than his share of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

PATHS = ("fmp4", "whep", "hls")


class Full(Exception):
    """There is no room for another viewer on this path."""


STAFF = 0
"""Their player number: tickets don't tell them apart."""

NO_LIMIT = 1 << 31


class Audience:
    """``most``, ``each``: seats by path, in all and for one player. ``bytes_out``, ``frames_dropped``: by path, since the start; ``ended``: sessions by path and reason."""

    def __init__(self, most: Mapping[str, int], each: Mapping[str, int]) -> None:
        self._most, self._each = most, each
        self._seated: Counter[tuple[str, str]] = Counter()
        self._taken: Counter[tuple[int, str]] = Counter()
        self.bytes_out: Counter[str] = Counter()
        self.frames_dropped: Counter[str] = Counter()
        self.ended: Counter[tuple[str, str]] = Counter()

    @contextmanager
    def seat(self, table: str, path: str, player_no: int) -> Iterator[None]:
        """A viewer's place for as long as he watches.

        Raises:
            Full: there is none, or he has his share.
        """
        if self.has_share(path, player_no):
            raise Full(f"you watch by {path} {self._share(path, player_no)} times already: end one of them")
        if self.is_full(path):
            raise Full(
                f"{self._most[path]} viewers watch by {path} already: use another path, or try again later"
            )
        self._seated[table, path] += 1
        self._taken[player_no, path] += 1
        try:
            yield
        finally:
            self._seated[table, path] -= 1
            self._taken[player_no, path] -= 1
            if not self._taken[player_no, path]:
                del self._taken[player_no, path]

    def is_full(self, path: str) -> bool:
        """Whether all seats are taken."""
        return self.on(path) >= self._most.get(path, NO_LIMIT)

    def has_share(self, path: str, player_no: int) -> bool:
        """Whether one player has all that one may have; staff may have half of all seats together."""
        return self._taken[player_no, path] >= self._share(path, player_no)

    def _share(self, path: str, player_no: int) -> int:
        each = self._each.get(path, NO_LIMIT)
        return max(each, self._most.get(path, NO_LIMIT) // 2) if player_no == STAFF else each

    def set(self, table: str, path: str, count: int) -> None:
        """For a path without connections: how many have asked lately."""
        self._seated[table, path] = count

    def on(self, path: str) -> int:
        """Viewers on that path, over all tables."""
        return sum(count for (_, used), count in self._seated.items() if used == path)

    def of(self, table: str) -> dict[str, int]:
        """Viewers of a table by path."""
        return {path: self._seated[table, path] for path in PATHS}
