"""Which slot a read belongs to: the one its middle lies in, the nearest of several, else the one that it covers enough of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import cv2
import numpy as np

from hardware.decode.sight.outline import area
from hardware.decode.sight.reader import Corners, Read, Seen
from hardware.decode.sight.tracking.words import Slot

SHARED_PART = 0.4
"""Of a read, that must lie in a slot for it to be the slot's, when its middle does not."""


def lying(seen: Seen, slots: Sequence[Slot]) -> list[list[Read]]:
    """The reads of each slot; those of none are left out."""
    lies: list[list[Read]] = [[] for _ in slots]
    for read in seen.reads:
        number = slot_of(read.quad, slots)
        if number is not None:
            lies[number].append(read)
    return lies


def slot_of(quad: Corners, slots: Sequence[Slot]) -> int | None:
    """The number of its slot, None when it lies in none."""
    middle = quad.mean(axis=0)
    point = (float(middle[0]), float(middle[1]))
    held = [n for n, slot in enumerate(slots) if cv2.pointPolygonTest(_polygon(slot.quad), point, False) >= 0]
    if held:
        return min(held, key=lambda n: float(np.linalg.norm(slots[n].quad.mean(axis=0) - middle)))
    shares = [_shared(quad, slot.quad) for slot in slots]
    best = int(np.argmax(shares)) if shares else 0
    return best if shares and shares[best] >= SHARED_PART else None


def _polygon(quad: Corners) -> Corners:
    return cast(Corners, np.ascontiguousarray(quad, dtype=np.float32).reshape(-1, 1, 2))


def _shared(quad: Corners, slot: Corners) -> float:
    shared, _ = cv2.intersectConvexConvex(_polygon(quad), _polygon(slot))
    return float(shared) / max(1.0, area(quad))
