"""Finds cards in a frame: contours of paper, each fitted with four straight sides. Returns what looks like a card but is not whole with the reason; says nothing of values."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight.outline import Outline, area, outline, side_lengths
from hardware.decode.sight.paper import Mask, paper_masks
from hardware.decode.sight.parting import parted
from hardware.decode.sight.plausible import card_like, corners_on_border, hollow, leaves, opposite_sides_match
from hardware.decode.sight.reader import Corners, Frame, Reason
from hardware.decode.sight.seam import halves

LOOK_AT = 960
"""Longer side of the picture in which cards are sought; the card itself is cut from the full picture."""
LINEAR_FROM = 0.6
LEAST_SIDE, MOST_SIDE = 22.0, 0.85
"""Short side of a card in pixels, and long side as a part of the picture."""
CLEAR, GOOD, FAIR = 0.95, 0.86, 0.62
SIDE_SEEN = 0.5
STEPS = 8
OVERLAP = 0.25
LARGE_PART = 0.12
"""Of the picture: no card that lies at its edge shows so much."""
FRAYED, JOINED = 9.0, 6.5
"""Points of a contour over the root of its area: a card has about 4, two that touch 5, felt and print far more."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A quad in the frame's own pixels. With reasons: something lies there that cannot be read as a card."""

    quad: Corners
    quality: float
    reasons: tuple[Reason, ...] = ()


def find_cards(frame: Frame) -> list[Found]:
    """Every card-like quad, whole ones first by quality; no two of them overlap."""
    scale = min(1.0, LOOK_AT / max(frame.shape[:2]))
    how = cv2.INTER_LINEAR if scale > LINEAR_FROM else cv2.INTER_AREA
    small = frame if scale == 1 else cv2.resize(frame, None, fx=scale, fy=scale, interpolation=how)
    seen = _parted(cast(Frame, small), _distinct(list(_candidates(cast(Frame, small)))))
    return [Found(_scaled(found.quad, scale), found.quality, found.reasons) for found in seen]


def _parted(frame: Frame, found: list[Found]) -> list[Found]:
    """Each card by itself, also of two that lie edge to edge."""
    return [card for one in found for card in _one_or_two(frame, one)]


def _one_or_two(frame: Frame, one: Found) -> list[Found]:
    two = halves(frame, one.quad)
    if not two:
        return [one]
    return [Found(quad, one.quality, one.reasons) for quad in two if card_like(quad)]


def _scaled(quad: Corners, scale: float) -> Corners:
    return cast(Corners, ((quad + 0.5) / scale - 0.5).astype(np.float32))


def _candidates(frame: Frame) -> Iterator[Found]:
    height, width = frame.shape[:2]
    clear: list[Corners] = []
    for mask in paper_masks(frame):
        for contour in _contours(mask):
            if _known(contour, clear):
                continue
            for shape in _shapes(contour):
                found = _judged(shape, width, height)
                if found is not None and not hollow(frame, found.quad):
                    clear += [found.quad] if found.quality > CLEAR else []
                    yield found


def _known(contour: NDArray[np.int32], clear: list[Corners]) -> bool:
    """The same outline has been fitted well in an earlier mask."""
    x, y, wide, high = cv2.boundingRect(contour)
    box = np.array(((x, y), (x + wide, y + high)), dtype=np.float32)
    near = 0.04 * max(wide, high) + 2
    return any(
        float(max(np.abs(q.min(axis=0) - box[0]).max(), np.abs(q.max(axis=0) - box[1]).max())) < near
        for q in clear
    )


def _contours(mask: Mask) -> list[NDArray[np.int32]]:
    """Outer contours, also of what lies in another's hole; large enough for a card, not the whole picture, not frayed."""
    contours, tree = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    if tree is None:
        return []
    most = MOST_SIDE * mask.shape[0] * mask.shape[1]
    long = [c for c, node in zip(contours, tree[0], strict=True) if node[3] < 0 and len(c) > 3 * LEAST_SIDE]
    sized = [(cast(NDArray[np.int32], c), cv2.contourArea(c)) for c in long]
    return [c for c, size in sized if LEAST_SIDE**2 < size < most and len(c) < FRAYED * math.sqrt(size)]


def _shapes(contour: NDArray[np.int32]) -> Iterator[Outline]:
    """The contour as one card; where that fits badly, the parts into which its notches divide it."""
    whole = outline(contour)
    if whole is not None:
        yield whole
    if (whole is None or whole.quality < GOOD or not card_like(whole.quad)) and _may_be_several(contour):
        for part in parted(contour):
            shape = outline(part)
            if shape is not None and shape.quality > FAIR:
                yield shape


def _may_be_several(contour: NDArray[np.int32]) -> bool:
    size = cv2.contourArea(contour)
    return len(contour) < JOINED * math.sqrt(size) and size > 0.55 * cv2.contourArea(cv2.convexHull(contour))


def _judged(shape: Outline, width: int, height: int) -> Found | None:
    short, long = side_lengths(shape.quad)
    if short < LEAST_SIDE or long > MOST_SIDE * max(width, height) or not card_like(shape.quad):
        return None
    if not opposite_sides_match(shape.quad) or shape.quality < FAIR:
        return None
    on_border = corners_on_border(shape.quad, width, height)
    if on_border >= 3 or (on_border and area(shape.quad) > LARGE_PART * width * height):
        return None  # a lit part of the table, or the picture's own edge
    if on_border > 1 or leaves(shape.quad, width, height):
        return Found(shape.quad, shape.quality, (Reason.PARTLY_SEEN,))
    if float(shape.seen.min()) < SIDE_SEEN:
        return Found(shape.quad, shape.quality, (Reason.HAND,))
    return Found(shape.quad, shape.quality)


def _distinct(found: list[Found]) -> list[Found]:
    """The best of those that show the same place: a whole card first, and of equally good ones the larger (pips are quads too)."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda f: (bool(f.reasons), -round(f.quality * STEPS), -area(f.quad))):
        if not any(_overlap(one.quad, other.quad) > OVERLAP for other in kept):
            kept.append(one)
    return kept


def _overlap(one: Corners, other: Corners) -> float:
    if (one.max(axis=0) < other.min(axis=0)).any() or (other.max(axis=0) < one.min(axis=0)).any():
        return 0.0
    shared, _ = cv2.intersectConvexConvex(one, other)
    return float(shared) / max(1.0, min(area(one), area(other)))
