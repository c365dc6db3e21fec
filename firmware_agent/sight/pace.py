"""How evenly a camera's pictures come, whichever of them is looked at. No thread, no clock."""

from __future__ import annotations

from collections import deque
from statistics import pstdev

GAPS, FAR_NS = 32, 5_000_000_000


class Pace:
    """Fed the moment of every picture."""

    def __init__(self) -> None:
        self._at_ns: int | None = None
        self._gaps_ns: deque[int] = deque(maxlen=GAPS)

    def came(self, at_ns: int) -> None:
        """Another picture, of this moment (monotonic ns). One out of order says nothing; far from the last one, it is counted anew."""
        gap_ns = 0 if self._at_ns is None else at_ns - self._at_ns
        if abs(gap_ns) > FAR_NS:
            self._gaps_ns.clear()
        elif gap_ns > 0:
            self._gaps_ns.append(gap_ns)
        elif self._at_ns is not None:
            return
        self._at_ns = at_ns

    @property
    def jitter_us(self) -> int | None:
        """The spread (standard deviation) of the last gaps, in microseconds; None until there are some."""
        return round(pstdev(tuple(self._gaps_ns)) / 1000) if len(self._gaps_ns) > 1 else None
