"""Whether one slot's part of the small picture is still, since when, and whether something else lies in it than at a chosen moment. Reads nothing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight.tracking.small import Box, Flags, Grey, changed

MOVED_PART = 0.03
"""Of a slot, from which a difference is movement: half a pixel of a card's slide changes more at its edges."""
OTHER_PART = 0.06
"""Of a slot, from which what lies there is something else."""


class Stillness:
    """The glances at one slot. ``part``: its pixels."""

    def __init__(self, part: Flags) -> None:
        rows, columns = np.nonzero(part)
        self._box: Box = (_reach(rows), _reach(columns))
        self._part = part[self._box]
        self._before: Grey | None = None
        self._rest: Grey | None = None
        self.glances = 0
        """How many glances in a row have shown the same."""
        self.since_ns = 0

    def glance(self, at_ns: int, whole: Grey) -> None:
        """One more small picture. Compared with the one before and with the first of this rest: a slow slide is movement too."""
        moved = self._before is None or self._rest is None
        moved = moved or self.share(whole, self._before) > MOVED_PART
        moved = moved or self.share(whole, self._rest) > MOVED_PART
        self._before = whole
        if moved:
            self._rest, self.glances, self.since_ns = whole, 1, at_ns
        else:
            self.glances += 1

    def share(self, now: Grey, then: Grey | None) -> float:
        """The part of the slot in which two pictures differ, 0 to 1."""
        if then is None or not self._part.any():
            return 1.0
        return float(changed(now, then, self._box)[self._part].mean())

    def other(self, now: Grey, then: Grey | None) -> bool:
        """Something else lies there."""
        return self.share(now, then) > OTHER_PART


def _reach(places: NDArray[np.intp]) -> slice:
    return slice(int(places.min()), int(places.max()) + 1) if len(places) else slice(0, 0)
