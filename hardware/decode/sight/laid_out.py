"""A layout's slots and a picture of the empty table: what lies in each slot, also where print on the felt touches it. Looks nowhere else; reads no card."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight.causes import skin_part
from hardware.decode.sight.finder import Found, find_cards
from hardware.decode.sight.outline import area, ordered, outline
from hardware.decode.sight.paper import Mask, whiteness
from hardware.decode.sight.plausible import card_like
from hardware.decode.sight.reader import CalibrationError, Corners, Frame, Reason
from hardware.decode.sight.table import Table
from hardware.decode.sight.tracking.slots_of import slot_of
from hardware.decode.sight.tracking.small import Flags, Grey, changed, inside
from hardware.decode.sight.tracking.words import Slot

AROUND = 0.3
"""Of a slot's size, that is looked at around it."""
MOST_VIEW, LEAST_VIEW = 480, 120
LIES_PART = 0.06
"""Of a slot, from which a difference from the empty table is something that lies there."""
BESIDE_PART = 0.15
"""Of a card, that may differ from the empty table beside it within its slot: its shadow; more is another thing."""
WHITER_PART = 0.03
"""Of a card, that may have become brighter beside it: a shadow never does, the edge of a card below does."""
GOOD, GOOD_SIDE = 0.9, 0.7
"""How well an outline fits, and how much of each side is seen, for a card that needs no second search."""
COMPARE_WIDTH = 480
PAPER_QUANTILE, LEAST_PAPER = 0.8, 12
SKIN = 0.06

Plan = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class LaidOut:
    """``slots`` in pixels of a picture of ``picture`` (width, height); ``empty``: that table with nothing on it, None where nobody showed it."""

    slots: tuple[Slot, ...]
    picture: tuple[int, int]
    empty: Frame | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _View:
    """A slot and what is around it, seen from above where the table's plane is known. ``plan``: from the picture to it."""

    seen: Frame
    plan: Plan
    quad: Corners

    def back(self, quad: Corners) -> Corners:
        return _through(np.linalg.inv(self.plan).astype(np.float64), quad)


def laid_out_from(slots: tuple[Slot, ...], picture: tuple[int, int], empty: Frame | None) -> LaidOut:
    """Raises CalibrationError when a slot is no convex quad in the picture, named twice, or the empty table is of another size."""
    far = np.array(picture, dtype=np.float32)
    for slot in slots:
        convex = cv2.isContourConvex(slot.quad.reshape(-1, 1, 2))
        if not convex or (slot.quad < 0).any() or (slot.quad > far).any() or area(slot.quad) < 400:
            raise CalibrationError(f"slot {slot.place}:{slot.index}: no convex quad in the picture")
    if len({(slot.place, slot.index, slot.hand) for slot in slots}) != len(slots):
        raise CalibrationError("a slot is named twice")
    if empty is not None and (empty.shape[1], empty.shape[0]) != picture:
        raise CalibrationError("the picture of the empty table is of another size than the first picture")
    return LaidOut(slots, picture, empty)


@dataclass(frozen=True, slots=True, eq=False)
class _Against:
    """A frame against the empty table: where they differ, in a smaller picture of ``scale``."""

    differs: Flags
    whiter: Flags
    scale: float

    def part(self, quad: Corners) -> Flags:
        return inside(quad, (self.scale, self.scale), self.differs.shape)

    def lies(self, quad: Corners) -> bool:
        return bool(self.differs[self.part(quad)].mean() > LIES_PART)

    def alone(self, slot: Corners, card: Corners) -> bool:
        """No more than a shadow differs in the slot beside the card."""
        on = self.part(_grown(card, 0.06))
        beside, size = self.part(slot) & ~on, max(1.0, float(on.sum()))
        differs, whiter = ((flags & beside).sum() / size for flags in (self.differs, self.whiter))
        return bool(differs <= BESIDE_PART and whiter <= WHITER_PART)


def find_in_slots(
    frame: Frame, laid: LaidOut, table: Table | None, only: frozenset[int] | None = None
) -> list[Found]:
    """What lies in the slots, or ``only`` in those of these numbers. A slot that looks as on the empty table costs next to nothing."""
    slots = [slot for number, slot in enumerate(laid.slots) if only is None or number in only]
    if laid.empty is None:
        return _anywhere(frame, laid, table, slots)
    against = _against(frame, laid)
    lying = [slot for slot in slots if against.lies(slot.quad)]
    return [one for slot in lying for one in _in_slot(frame, slot, laid, against, table)]


def _anywhere(frame: Frame, laid: LaidOut, table: Table | None, slots: list[Slot]) -> list[Found]:
    """Nobody has shown the empty table: as everywhere, slot by slot where the table's plane is known."""
    if table is None:
        wanted = {laid.slots.index(slot) for slot in slots}
        return [one for one in find_cards(frame) if slot_of(one.quad, laid.slots) in wanted]
    return [one for slot in slots for one in _found(_view(frame, slot, table), slot, laid)]


def _against(frame: Frame, laid: LaidOut) -> _Against:
    now, then = _small(frame), _small_empty(laid)
    differs = changed(now, then)
    return _Against(differs, differs & (now > then), min(1.0, COMPARE_WIDTH / frame.shape[1]))


def _small(frame: Frame) -> Grey:
    scale = min(1.0, COMPARE_WIDTH / frame.shape[1])
    size = (round(frame.shape[1] * scale), round(frame.shape[0] * scale))
    plain = cv2.resize(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), size, interpolation=cv2.INTER_AREA)
    return cast(Grey, cv2.blur(plain, (3, 3)).astype(np.float32))


@lru_cache(maxsize=2)
def _small_empty(laid: LaidOut) -> Grey:
    """Worked out once for a layout, as each picture is held against it."""
    assert laid.empty is not None
    return _small(laid.empty)


@lru_cache(maxsize=64)
def _white_empty(laid: LaidOut, slot: Slot, table: Table | None) -> Mask:
    """How white each slot of the empty table is, seen as the slot is."""
    assert laid.empty is not None
    return whiteness(_view(laid.empty, slot, table).seen)


def _in_slot(
    frame: Frame, slot: Slot, laid: LaidOut, against: _Against, table: Table | None
) -> Iterator[Found]:
    view = _view(frame, slot, table)
    own = list(_by_difference(view, _white_empty(laid, slot, table))) or _found(view, slot, laid)
    whole = [one for one in own if not one.reasons]
    if whole:
        yield from (_alone(view, one, slot, against) for one in whole)
        return
    yield own[0] if own else Found(ordered(slot.quad), 0.0, (_thing(view),))


def _found(view: _View, slot: Slot, laid: LaidOut) -> list[Found]:
    found = [one.through(view.back) for one in find_cards(view.seen)]
    number = laid.slots.index(slot)
    return [one for one in found if slot_of(one.quad, laid.slots) == number]


def _by_difference(view: _View, empty: Mask) -> Iterator[Found]:
    """A card by the paper that hides the table: neither its shadow nor print on the felt joins its outline."""
    part = inside(_grown(view.quad, 0.1), (1.0, 1.0), (empty.shape[0], empty.shape[1]))
    mask = (_paper(whiteness(view.seen), empty, part) & part).astype(np.uint8)
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((3, 3), dtype=np.uint8))
    contours, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not contours:
        return
    shape = outline(cast(NDArray[np.int32], max(contours, key=cv2.contourArea)))
    if shape is not None and shape.quality > GOOD and card_like(shape.quad) and shape.seen.min() > GOOD_SIDE:
        yield Found(view.back(shape.quad), shape.quality)


def _paper(now: Mask, then: Mask, part: Flags) -> Flags:
    """Pixels that have become more than half as white as the card is; on white print that takes less than on cloth."""
    more = now.astype(np.int16) - then
    whiter = now[part & (more > LEAST_PAPER)]
    if not len(whiter):
        return np.zeros(part.shape, dtype=np.bool_)
    card = float(np.quantile(whiter, PAPER_QUANTILE))
    half = np.maximum(LEAST_PAPER, (card - np.arange(256)) / 2)
    return np.asarray(more > np.floor(half).astype(np.int16)[then])


def _alone(view: _View, one: Found, slot: Slot, against: _Against) -> Found:
    """A card beside which something else lies in its slot is not read: another card over or under it, or a hand."""
    if against.alone(slot.quad, one.quad):
        return one
    return replace(one, reasons=(Reason.HAND if skin_part(view.seen) > SKIN else Reason.OVERLAPPING,))


def _thing(view: _View) -> Reason:
    return Reason.HAND if skin_part(view.seen) > SKIN else Reason.COVERED


def _view(frame: Frame, slot: Slot, table: Table | None) -> _View:
    plane = np.eye(3) if table is None else table.plan
    level = _through(plane, slot.quad)
    low, high = level.min(axis=0), level.max(axis=0)
    reach = AROUND * (high - low).max()
    low, wide = low - reach, (high - low) + 2 * reach
    scale = _scale(slot.quad, level, float(wide.max()))
    shift = np.array(((scale, 0, -scale * low[0]), (0, scale, -scale * low[1]), (0, 0, 1)), dtype=np.float64)
    plan, size = shift @ plane, (max(8, round(scale * wide[0])), max(8, round(scale * wide[1])))
    seen = cv2.warpPerspective(frame, plan, size, borderMode=cv2.BORDER_REPLICATE)
    return _View(cast(Frame, seen), plan, _through(plan, slot.quad))


def _scale(quad: Corners, level: Corners, widest: float) -> float:
    """As many pixels as the picture has there."""
    wanted = float(np.sqrt(area(quad) / max(1e-6, area(level))))
    return min(max(wanted, LEAST_VIEW / widest), MOST_VIEW / widest)


def _through(plan: Plan, quad: Corners) -> Corners:
    return cast(
        Corners, cv2.perspectiveTransform(quad.reshape(-1, 1, 2).astype(np.float32), plan).reshape(4, 2)
    )


def _grown(quad: Corners, part: float) -> Corners:
    middle = quad.mean(axis=0)
    return cast(Corners, (middle + (quad - middle) * (1 + 2 * part)).astype(np.float32))
