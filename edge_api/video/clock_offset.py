"""How far a board's clock is from the edge's, from the capture times of what comes: what is on its way only makes it look later, so the best of a while
counts. Pure."""

from __future__ import annotations

from dataclasses import dataclass

WINDOW_NS = 2 * 10**9
MOST_NS = 500_000_000
"""From here on pictures and events no longer go together, and a table may be shown as stale though frames come."""


@dataclass(slots=True)
class ClockOffset:
    """``said``: what is wrong with it, for people; empty while nothing is."""

    said: str = ""
    _best_ns: int | None = None
    _since_ns: int = 0

    def take(self, capture_utc_ns: int, now_utc_ns: int) -> bool:
        """Another frame. True: ``said`` has changed."""
        off_ns = capture_utc_ns - now_utc_ns
        if self._best_ns is None or now_utc_ns < self._since_ns:
            self._best_ns, self._since_ns = off_ns, now_utc_ns
        if now_utc_ns - self._since_ns < WINDOW_NS:
            self._best_ns = max(self._best_ns, off_ns)
            return False
        before, self.said = self.said, _words(self._best_ns)
        self._best_ns, self._since_ns = off_ns, now_utc_ns
        return self.said != before


def _words(off_ns: int) -> str:
    off_s = abs(off_ns) / 1e9
    if abs(off_ns) < MOST_NS:
        return ""
    if off_ns > 0:
        return f"the capture time is {off_s:.1f} s ahead of the edge's clock: check both clocks"
    return f"every frame is at least {off_s:.1f} s old when it comes: the board's clock is behind the edge's, or its line is slow"
