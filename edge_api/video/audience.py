"""How many watch, by table and path, and what they were sent. Turns away whom there is no room for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

PATHS = ("fmp4", "whep", "hls")


class Full(Exception):
    """There is no room for another viewer on this path."""


class Audience:
    """``bytes_out``, ``frames_dropped``: by path, since the start."""

    def __init__(self, most: dict[str, int]) -> None:
        self._most = most
        self._seated: Counter[tuple[str, str]] = Counter()
        self.bytes_out: Counter[str] = Counter()
        self.frames_dropped: Counter[str] = Counter()

    @contextmanager
    def seat(self, table: str, path: str) -> Iterator[None]:
        """A viewer's place for as long as he watches.

        Raises:
            Full: there is none.
        """
        if self.on(path) >= self._most.get(path, 1 << 31):
            raise Full(
                f"{self._most[path]} viewers watch by {path} already: use another path, or try again later"
            )
        self._seated[table, path] += 1
        try:
            yield
        finally:
            self._seated[table, path] -= 1

    def set(self, table: str, path: str, count: int) -> None:
        """For a path without connections: how many have asked lately."""
        self._seated[table, path] = count

    def on(self, path: str) -> int:
        """Viewers on that path, over all tables."""
        return sum(count for (_, used), count in self._seated.items() if used == path)

    def of(self, table: str) -> dict[str, int]:
        """Viewers of a table by path."""
        return {path: self._seated[table, path] for path in PATHS}
