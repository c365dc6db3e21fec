"""Finds cards in a frame: contours of paper, each fitted with four straight sides. Returns what looks like a card but is not whole with the reason; says nothing of values."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight.outline import Outline, area, ordered, outline, side_lengths
from hardware.decode.sight.paper import Mask, paper_masks
from hardware.decode.sight.parting import parted
from hardware.decode.sight.plausible import (
    LEAST_RATIO,
    card_like,
    corners_on_border,
    hollow,
    leaves,
    opposite_sides_match,
)
from hardware.decode.sight.reader import Corners, Frame, Reason
from hardware.decode.sight.seam import halves

LOOK_AT = 960
"""Longer side of the picture in which cards are sought; the card itself is cut from the full picture."""
LINEAR_FROM = 0.6
LEAST_SIDE, MOST_SIDE = 22.0, 0.85
"""Short side of a card in pixels, and long side as a part of the picture."""
CLEAR, GOOD, FAIR = 0.95, 0.86, 0.7
SIDE_SEEN = 0.5
NARROW = 0.42
"""Short side over long side up to which lettering looks like a card that fits only fairly."""
STEPS = 8
LEVEL_RATIO, STEEPEST = 0.4, 0.15
"""Short side over long side of a card in the table's plane, and of one in the picture, at the least, where that plane is known."""
OVERLAP = 0.25
SAME, MOST_OTHERS = 0.06, 3
"""Part of the short side by which corners differ that are the same; how many other places are kept of a thing."""
ROUGHLY = 0.8
LARGE_PART = 0.12
"""Of the picture: no card that lies at its edge shows so much."""
FRAYED, JOINED = 9.0, 6.5
"""Points of a contour over the root of its area: a card has about 4, two that touch 5, felt and print far more."""


Level = Callable[[Corners], Corners]
"""Corners as they lie in the table's plane."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A quad in the frame's own pixels. With reasons: something lies there that cannot be read as a card.

    ``others``: what may be there instead: print on the felt goes on a card's edge, or two cards lie edge to edge.
    """

    quad: Corners
    quality: float
    reasons: tuple[Reason, ...] = ()
    others: tuple[Corners, ...] = ()

    def through(self, move: Callable[[Corners], Corners]) -> Found:
        """The same in another picture."""
        return replace(self, quad=move(self.quad), others=tuple(map(move, self.others)))


def find_cards(frame: Frame, level: Level | None = None) -> list[Found]:
    """Every card-like quad, whole ones first by quality; no two of them overlap.

    ``level``: the frame's pixels to the table's plane, where that is known: there a card has its own shape, however steeply it is seen.
    """
    scale = min(1.0, LOOK_AT / max(frame.shape[:2]))
    how = cv2.INTER_LINEAR if scale > LINEAR_FROM else cv2.INTER_AREA
    small = frame if scale == 1 else cv2.resize(frame, None, fx=scale, fy=scale, interpolation=how)
    above = None if level is None else lambda quad: level(_scaled(quad, scale))
    found = _distinct(list(_candidates(cast(Frame, small), above)))
    seen = [_maybe_two(cast(Frame, small), one) for one in found]
    return [one.through(lambda quad: _scaled(quad, scale)) for one in seen]


def _maybe_two(frame: Frame, one: Found) -> Found:
    """Two cards that lie edge to edge have the shape of one; and a large index at a card's edge looks like their joint. So both are told."""
    two = tuple(quad for quad in halves(frame, one.quad) if card_like(quad))
    return replace(one, others=(*two, *one.others))


def _scaled(quad: Corners, scale: float) -> Corners:
    return cast(Corners, ((quad + 0.5) / scale - 0.5).astype(np.float32))


def _candidates(frame: Frame, level: Level | None) -> Iterator[Found]:
    height, width = frame.shape[:2]
    clear: list[Corners] = []
    tried: set[tuple[int, ...]] = set()
    for mask in paper_masks(frame):
        for contour in _contours(mask):
            same = (*cv2.boundingRect(contour), len(contour))
            if same in tried or _known(contour, clear):
                continue
            tried.add(same)
            for shape in _shapes(contour, clear, level):
                found = _judged(shape, width, height, level)
                if found is not None and not hollow(frame, found.quad):
                    clear += [found.quad] if found.quality > CLEAR else []
                    yield found


def _known(contour: NDArray[np.int32], clear: list[Corners]) -> bool:
    """The same outline has been fitted well in an earlier mask."""
    x, y, wide, high = cv2.boundingRect(contour)
    near = 0.04 * max(wide, high) + 2
    return any(
        abs(left - x) < near
        and abs(top - y) < near
        and abs(right - x - wide) < near
        and abs(low - y - high) < near
        for left, top, right, low in map(_box, clear)
    )


def _box(quad: Corners) -> tuple[float, float, float, float]:
    across, down = quad.T.tolist()
    return min(across), min(down), max(across), max(down)


def _lies_in(part: NDArray[np.int32], clear: list[Corners]) -> bool:
    x, y, wide, high = cv2.boundingRect(part)
    middle = (x + wide / 2, y + high / 2)
    return any(cv2.pointPolygonTest(quad.reshape(-1, 1, 2), middle, False) >= 0 for quad in clear)


def _contours(mask: Mask) -> list[NDArray[np.int32]]:
    """Outer contours, also of what lies in another's hole; large enough for a card, not the whole picture, not frayed."""
    contours, tree = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    if tree is None:
        return []
    most = MOST_SIDE * mask.shape[0] * mask.shape[1]
    long = [c for c, node in zip(contours, tree[0], strict=True) if node[3] < 0 and len(c) > 3 * LEAST_SIDE]
    sized = [(cast(NDArray[np.int32], c), cv2.contourArea(c)) for c in long]
    return [c for c, size in sized if LEAST_SIDE**2 < size < most and len(c) < FRAYED * math.sqrt(size)]


def _shapes(contour: NDArray[np.int32], clear: list[Corners], level: Level | None) -> Iterator[Outline]:
    """The contour as one card; where that fits badly, the parts into which its notches divide it."""
    thin = LEAST_RATIO if level is None else STEEPEST
    whole = outline(contour) if _may_be_a_card(contour, thin) else None
    if whole is not None:
        yield whole
    fits = whole is not None and whole.quality >= GOOD and _card_like(whole.quad, level)
    if not fits and _may_be_several(contour):
        for part in parted(contour):
            if not _may_be_a_card(part, thin) or _lies_in(part, clear):
                continue
            shape = outline(part)
            if shape is not None and shape.quality > FAIR:
                yield shape


def _may_be_a_card(part: NDArray[np.int32], thin: float) -> bool:
    """Roughly, and fast: most parts of a contour that is no card are too thin or too hollow."""
    _, sides, _ = cv2.minAreaRect(np.ascontiguousarray(part[::3]))
    short, long = min(sides), max(sides)
    solid = cv2.contourArea(part) > ROUGHLY * FAIR * short * long
    return solid and short > ROUGHLY * LEAST_SIDE and short > ROUGHLY * thin * long


def _may_be_several(contour: NDArray[np.int32]) -> bool:
    size = cv2.contourArea(contour)
    return len(contour) < JOINED * math.sqrt(size) and size > 0.55 * cv2.contourArea(cv2.convexHull(contour))


def _card_like(quad: Corners, level: Level | None) -> bool:
    if level is None:
        return card_like(quad) and opposite_sides_match(quad)
    above = ordered(level(quad))
    return card_like(above, LEVEL_RATIO) and opposite_sides_match(above)


def _judged(shape: Outline, width: int, height: int, level: Level | None) -> Found | None:
    short, long = side_lengths(shape.quad)
    if short < LEAST_SIDE or long > MOST_SIDE * max(width, height) or not _card_like(shape.quad, level):
        return None
    if shape.quality < (FAIR if short > NARROW * long else GOOD):
        return None
    quad = shape.quad if level is None else _short_side_first(shape.quad, level)
    on_border = corners_on_border(quad, width, height)
    if on_border >= 3 or (on_border and area(quad) > LARGE_PART * width * height):
        return None  # a lit part of the table, or the picture's own edge
    if on_border > 1 or leaves(quad, width, height):
        return Found(quad, shape.quality, (Reason.PARTLY_SEEN,))
    if float(shape.seen.min()) < SIDE_SEEN:
        return Found(quad, shape.quality, (Reason.HAND,))
    return Found(quad, shape.quality)


def _short_side_first(quad: Corners, level: Level) -> Corners:
    """Seen steeply a card may look longer across than along."""
    short, long = side_lengths(level(quad))
    return quad if short <= long else cast(Corners, np.ascontiguousarray(np.roll(quad, -1, axis=0)))


def _distinct(found: list[Found]) -> list[Found]:
    """The best of those that show the same place: a whole card first, and of equally good ones the larger (pips are quads too)."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda f: (bool(f.reasons), -round(f.quality * STEPS), -area(f.quad))):
        over = next((n for n, other in enumerate(kept) if overlap(one.quad, other.quad) > OVERLAP), None)
        if over is None:
            kept.append(one)
        elif one.quality > GOOD and not one.reasons and _differs(one.quad, kept[over]):
            kept[over] = replace(kept[over], others=(*kept[over].others, one.quad))
    return kept


def _differs(quad: Corners, kept: Found) -> bool:
    """Another place than those already known there, of which there are few."""
    known = (kept.quad, *kept.others)
    near = SAME * side_lengths(quad)[0]
    apart = (float(np.abs(quad - np.roll(one, turn, axis=0)).max()) for one in known for turn in (0, 2))
    return len(known) <= MOST_OTHERS and min(apart) > near


def overlap(one: Corners, other: Corners) -> float:
    """Shared part of the smaller one."""
    if (one.max(axis=0) < other.min(axis=0)).any() or (other.max(axis=0) < one.min(axis=0)).any():
        return 0.0
    shared, _ = cv2.intersectConvexConvex(one, other)
    return float(shared) / max(1.0, min(area(one), area(other)))
