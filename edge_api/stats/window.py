"""The last so many results, counted: a result costs constant time however long the window is. Knows no game."""

from __future__ import annotations

from collections import Counter, deque

WINDOWS = (50, 100, 200, 500, 1000)
USUAL_WINDOW = 500


class Window:
    """Counts of the last ``size`` results."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.hits: Counter[str] = Counter()
        self._last: deque[str] = deque()

    def __len__(self) -> int:
        """How many results are in it, at most its size."""
        return len(self._last)

    def add(self, result: str) -> None:
        """The newest result; the oldest one goes when the window is full."""
        self._last.append(result)
        self.hits[result] += 1
        if len(self._last) > self.size:
            gone = self._last.popleft()
            self.hits[gone] -= 1
            if not self.hits[gone]:
                del self.hits[gone]


class Windows:
    """One window of each size in ``WINDOWS``."""

    def __init__(self) -> None:
        self._by_size = {size: Window(size) for size in WINDOWS}

    def add(self, result: str) -> None:
        """The newest result, into each."""
        for window in self._by_size.values():
            window.add(result)

    def of(self, size: int) -> Window:
        """The window of a size in ``WINDOWS``."""
        return self._by_size[size]
