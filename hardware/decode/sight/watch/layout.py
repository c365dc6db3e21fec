"""Hands over the layout: what differs from the empty table, moves, and reaches in over a side that is not the dealer's. Does not ask what it is."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight.reader import Corners
from hardware.decode.sight.tracking.small import Flags, Grey, changed, inside
from hardware.decode.sight.watch.words import Side

LEAST_PART, MOVING_PART = 0.004, 0.04
"""Of the layout, that something must cover; and of itself, that must have moved."""
RIM_PX = 4
NEXT = (1, 2, 3, 0)


class LayoutArea:
    """The layout in small pictures of one size."""

    def __init__(
        self, quad: Corners, dealer: Side, scale: tuple[float, float], shape: tuple[int, int]
    ) -> None:
        self._area = inside(quad, scale, shape)
        self._rims = _rims(quad * np.array(scale, dtype=np.float32), dealer, shape)

    def reached_into(self, now: Grey, before: Grey, empty: Grey) -> bool:
        """Something that moves reaches in from another side than the dealer's."""
        foreign, moving = changed(now, empty), changed(now, before)
        joined = cv2.morphologyEx(foreign.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3), dtype=np.uint8))
        count, labels = cv2.connectedComponents(joined)
        return any(self._counts(np.asarray(labels == number), moving) for number in range(1, count))

    def _counts(self, thing: Flags, moving: Flags) -> bool:
        over = int((thing & self._area).sum())
        if over < LEAST_PART * self._area.sum() or not (thing & self._rims).any():
            return False
        return bool((thing & moving).sum() >= MOVING_PART * thing.sum())


def _rims(quad: NDArray[np.float32], dealer: Side, shape: tuple[int, int]) -> Flags:
    """The sides over which nobody reaches."""
    rims = np.zeros(shape, dtype=np.uint8)
    far = np.array((shape[1] - 1, shape[0] - 1))
    corners = np.clip(np.rint(quad), 0, far).astype(int).tolist()
    for side in Side:
        if side is not dealer:
            cv2.line(rims, tuple(corners[side]), tuple(corners[NEXT[side]]), (1,), RIM_PX)
    corner_px = 2 * RIM_PX
    for corner in (corners[dealer], corners[NEXT[dealer]]):
        cv2.circle(rims, tuple(corner), corner_px, (0,), -1)
    return rims.astype(bool)
