"""Which glances count: each newer than the last, and of a camera none the same picture over again, as its noise never repeats. A frozen or lagging camera must look like no camera."""

from __future__ import annotations

import numpy as np

from hardware.decode.sight.reader import Frame, Reason

REMEMBERED = 16


class Stamps:
    """The glances of one source. ``repeats``: it may show one picture again and again (pictures of a folder, a drawn scene)."""

    def __init__(self, repeats: bool) -> None:
        self._repeats = repeats
        self._last: Frame | None = None
        self._newest_ns: int | None = None
        self._open: list[int] = []
        self.ignored: Reason | None = None
        """Why the last picture did not count; None when it did."""

    def glanced(self, at_ns: int, small: Frame) -> bool:
        """Whether this small picture counts."""
        self.ignored = self._wrong(at_ns, small)
        if self.ignored is not None:
            return False
        self._last, self._newest_ns = small.copy(), at_ns
        self._open = [*self._open[1 - REMEMBERED :], at_ns]
        return True

    def looked(self, at_ns: int) -> bool:
        """Whether a look at the whole picture of that moment counts: a glance at it did, and it was not looked at before."""
        if at_ns not in self._open:
            self.ignored = Reason.LATE_FRAME
            return False
        self._open = [other for other in self._open if other > at_ns]
        self.ignored = None
        return True

    def _wrong(self, at_ns: int, small: Frame) -> Reason | None:
        if self._newest_ns is not None and at_ns <= self._newest_ns:
            return Reason.LATE_FRAME
        if self._repeats or self._last is None:
            return None
        return Reason.STALE_FRAME if np.array_equal(self._last, small) else None
