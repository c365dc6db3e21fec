"""Whether a quad can be a card at all: its shape, whether it lies in the picture, and whether there is anything in it. Reads nothing on it."""

from __future__ import annotations

import cv2
import numpy as np

from hardware.decode.sight.outline import area, side_lengths, sides
from hardware.decode.sight.ranked import middle_of, quantile
from hardware.decode.sight.reader import Corners, Frame

LEAST_RATIO, MOST_RATIO = 0.36, 1.0
"""Short side over long side: half of a card's own (63 by 88 mm), for one that shows less is being turned over; and of one seen so steeply that it is square."""
BORDER, TIP = 5.0, 0.04
"""Pixels at the picture's edge, and the part of a card that may lie outside."""
HOLLOW_SIDE, HOLLOW_RIM, HOLLOW_APART = 20, 4, 10
HOLLOW_PART = 0.35
"""Of the ring just inside the sides, that may look like the cloth: print on a card may."""


def hollow(frame: Frame, quad: Corners) -> bool:
    """Too much of the same cloth just inside as outside: a box printed on the felt for a card to lie in, with one in it or without, or lettering."""
    inside, rim = HOLLOW_SIDE, HOLLOW_RIM
    target = np.array(((0, 0), (inside, 0), (inside, inside), (0, inside)), dtype=np.float32) + rim - 0.5
    plan, side = cv2.getPerspectiveTransform(quad, target), inside + 2 * rim
    tiny = cv2.warpPerspective(
        frame, plan, (side, side), flags=cv2.INTER_NEAREST, borderMode=cv2.BORDER_REPLICATE
    )
    first, last = rim + 2, side - rim - 3
    core = np.concatenate(
        (tiny[[first, last], first : last + 1], tiny[first : last + 1, [first, last]].swapaxes(0, 1))
    )
    around = np.concatenate((tiny[: rim - 1].reshape(-1, 3), tiny[1 - rim :].reshape(-1, 3)))
    cloth = middle_of(around)
    apart = np.abs(core.reshape(-1, 3) - cloth).max(axis=1)
    return quantile(apart, HOLLOW_PART) < max(HOLLOW_APART, 0.15 * float(cloth.max()))


def card_like(quad: Corners, least: float = LEAST_RATIO) -> bool:
    short, long = side_lengths(quad)
    return least <= short / max(long, 1e-6) <= MOST_RATIO


def opposite_sides_match(quad: Corners) -> bool:
    """A card seen by a camera above a table never shows one side twice as long as the opposite one."""
    first, second, third, fourth = sides(quad)
    across, along = sorted((first, third)), sorted((second, fourth))
    return across[0] > 0.6 * across[1] and along[0] > 0.6 * along[1]


def corners_on_border(quad: Corners, width: int, height: int) -> int:
    far = np.array((width - 1, height - 1), dtype=np.float32)
    return int(((quad < BORDER) | (quad > far - BORDER)).any(axis=1).sum())


def leaves(quad: Corners, width: int, height: int) -> bool:
    """More than a tip of it lies outside the picture."""
    picture = np.array(((-1, -1), (width, -1), (width, height), (-1, height)), dtype=np.float32)
    inside, _ = cv2.intersectConvexConvex(quad, picture)
    return float(inside) < (1 - TIP) * area(quad)
