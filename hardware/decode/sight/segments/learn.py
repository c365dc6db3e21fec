"""Learns a wheel from pictures at labelled stops: its print without the pointer, where segments begin, which is which, where the pointer stands. Refuses labels that do not fit one wheel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight.reader import CalibrationError, Floats, Frame
from hardware.decode.sight.segments import patch, turn
from hardware.decode.sight.segments.disc import ANGLES, INNER, OUTER, RINGS, Disc, unroll
from hardware.decode.sight.segments.patch import COLUMNS

LEAST_ALIKE, LEAST_APART = 0.4, 0.25
POINTER_NEAR_TOP, POINTER_REACHES, POINTER_SHOWS = 0.12, 0.75, 0.1
STANDS_OUT = 4.0
NEAR_BORDER = 0.15
CLEARER, ALIKE_AT_BEST = 1.25, 0.005


@dataclass(frozen=True, slots=True)
class Stop:
    """What a technician says of one picture. ``at``: which segment of the order (from 0), where known."""

    name: str
    segment: str
    at: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Atlas:
    """The unrolled wheel, and how far it has turned in each picture; ``hidden``: what never turns."""

    unrolled: Frame
    turns: tuple[float, ...]
    hidden: NDArray[np.bool_]
    still: Floats


def atlas_of(frames: Sequence[Frame], disc: Disc, names: Sequence[str], segments: int) -> Atlas:
    """The median of all pictures, each turned back: what stands still before the wheel is not in it.

    Raises:
        CalibrationError: a picture shows another wheel, or all show the same stop.
    """
    seen = [unroll(disc).of(frame) for frame in frames]
    first = turn.pattern(turn.tidy(turn.logs(seen[0])))
    turns = [_turns(one, first, name, segments) for one, name in zip(seen, names, strict=True)]
    if _spread(turns) * segments < 3:
        raise CalibrationError("the pictures show too few stops: at least three, some segments apart")
    back = np.stack([unroll(disc, turned=by).of(frame) for frame, by in zip(frames, turns, strict=True)])
    unrolled = np.median(back, axis=0).astype(np.uint8)
    whole = turn.pattern(turn.tidy(turn.logs(unrolled)))
    turns = [_turns(one, whole, name, segments) for one, name in zip(seen, names, strict=True)]
    still = _still(seen, unrolled, turns)
    return Atlas(unrolled, tuple(turns), _hidden(still), still)


def _turns(seen: Frame, atlas: turn.Pattern, name: str, segments: int) -> float:
    told = turn.turned(turn.likeness(turn.pattern(turn.tidy(turn.logs(seen))), atlas), segments)
    if told.score < LEAST_ALIKE:
        raise CalibrationError(f"{name}: not the wheel of the first picture, or turning, or covered")
    return told.turns


def _spread(turns: Sequence[float]) -> float:
    """The smallest part of a turn that holds all of them."""
    ordered = np.sort(np.array(turns))
    gaps = np.diff(np.append(ordered, ordered[0] + 1))
    return float(1 - gaps.max())


def _still(seen: Sequence[Frame], unrolled: Frame, turns: Sequence[float]) -> Floats:
    """Rings x angles: how far the pictures differ from the wheel in nearly all of them."""
    even = patch.evened(turn.logs(unrolled))
    steps = (np.arange(ANGLES) + 0.5) / ANGLES
    off = [
        np.abs(patch.evened(turn.logs(one)) - patch.sampled(even, steps - by)).mean(axis=2)
        for one, by in zip(seen, turns, strict=True)
    ]
    return cast(Floats, np.quantile(np.stack(off), 0.25, axis=0))


def _hidden(still: Floats) -> NDArray[np.bool_]:
    """What stands out, and a little around it."""
    mask = still > STANDS_OUT * max(float(np.median(still)), 0.02)
    wide = mask.copy()
    for down in (-1, 0, 1):
        for across in range(-4, 5):
            wide |= np.roll(np.roll(mask, down, axis=0), across, axis=1)
    wide[:2] &= mask[:2]
    return wide


def pointer_of(atlas: Atlas, disc: Disc) -> float:
    """Its angle: what reaches deepest into the wheel near the top of the picture; straight up where nothing does."""
    steps = (np.arange(ANGLES) + 0.5) / ANGLES
    top = float(steps[int(disc.pixels(steps, np.ones(ANGLES))[:, 1].argmin())])
    away = (steps - top + 0.5) % 1.0 - 0.5
    outer = atlas.still[round(RINGS * (POINTER_REACHES - INNER) / (OUTER - INNER)) :]
    over = outer - np.maximum(np.quantile(outer, 0.95, axis=1, keepdims=True), POINTER_SHOWS)
    weight = np.where(np.abs(away) < POINTER_NEAR_TOP, np.clip(over, 0, None), 0).sum(axis=0)
    if float(weight.sum()) < POINTER_SHOWS:
        return top
    middle = away[int(np.convolve(weight, np.ones(15), mode="same").argmax())]
    weight = np.where(np.abs(away - middle) < 0.01, weight, 0)
    return float((top + (weight * away).sum() / weight.sum()) % 1.0)


def borders_of(atlas: Atlas, segments: int) -> float:
    """Where a segment begins (turns, less than one segment): there every segment is most alike in itself.

    Raises:
        CalibrationError: no beginning is better than another: wrong number of segments.
    """
    even = patch.evened(turn.logs(atlas.unrolled))
    fine = patch.cut(even, 0.0, segments).transpose(1, 0, 2, 3).reshape(len(even), -1, 3)
    apart = np.array([_within(np.roll(fine, -shift, axis=1), segments) for shift in range(COLUMNS)])
    best = int(apart.argmin())
    if apart[best] > (1 - LEAST_APART) * float(apart.max()):
        raise CalibrationError(f"no {segments} equal segments are seen: is the order complete?")
    return (best + turn.between((-apart).astype(np.float32), best)) / COLUMNS / segments


def _within(fine: Floats, segments: int) -> float:
    pieces = fine.reshape(len(fine), segments, COLUMNS, 3)
    return float(pieces.var(axis=2).mean())


def stand(atlas: Atlas, pointer: float, begins: float, segments: int) -> list[tuple[int, float]]:
    """For each picture which piece of the atlas (from ``begins`` on) the pointer stands in, and where in it."""
    places = [(pointer - by - begins) % 1.0 * segments for by in atlas.turns]
    return [(int(place) % segments, place % 1.0) for place in places]


def pieces_of(atlas: Atlas, begins: float, segments: int) -> Floats:
    """Each piece's print as one row."""
    even = patch.evened(turn.logs(atlas.unrolled))
    return cast(Floats, patch.cut(even, begins, segments).reshape(segments, -1))


def placed(
    pieces: Floats, order: Sequence[str], stops: Sequence[Stop], stands: Sequence[tuple[int, float]]
) -> int:
    """Which piece is the first of the order: the labels must fit, and segments of one name look alike.

    Raises:
        CalibrationError: no piece fits, or several.
    """
    fits = [start for start in range(len(order)) if _all_fit(start, order, stops, stands)]
    if not fits:
        raise CalibrationError("the labels do not fit the order: " + _nearest(order, stops, stands))
    cost = sorted((_unlike(pieces, order, start), start) for start in fits)
    if len(cost) > 1 and cost[1][0] <= CLEARER * cost[0][0] + ALIKE_AT_BEST:
        raise CalibrationError("the labels fit the order at several places: label more stops, or say `at`")
    return cost[0][1]


def _all_fit(
    start: int, order: Sequence[str], stops: Sequence[Stop], stands: Sequence[tuple[int, float]]
) -> bool:
    return all(_fits(start, order, stop, at) for stop, at in zip(stops, stands, strict=True))


def _fits(start: int, order: Sequence[str], stop: Stop, at: tuple[int, float]) -> bool:
    """Near a border either side may have been meant."""
    piece, part = at
    near = (
        {piece}
        | ({piece - 1} if part < NEAR_BORDER else set())
        | ({piece + 1} if part > 1 - NEAR_BORDER else set())
    )
    meant = {(one - start) % len(order) for one in near}
    if stop.at is not None:
        return stop.at in meant
    return any(order[one] == stop.segment for one in meant)


def _nearest(order: Sequence[str], stops: Sequence[Stop], stands: Sequence[tuple[int, float]]) -> str:
    """The place at which fewest labels are wrong, and those."""
    wrong: list[list[str]] = [
        [stop.name for stop, at in zip(stops, stands, strict=True) if not _fits(start, order, stop, at)]
        for start in range(len(order))
    ]
    fewest = min(len(names) for names in wrong)
    return "look at " + ", ".join(next(names for names in wrong if len(names) == fewest))


def _unlike(pieces: Floats, order: Sequence[str], start: int) -> float:
    turned = np.roll(pieces, -start, axis=0)
    apart = 0.0
    for name in set(order):
        mine = turned[[place for place, other in enumerate(order) if other == name]]
        apart += float(((mine - mine.mean(axis=0)) ** 2).sum())
    return apart / float((pieces**2).sum())


def order_of(
    pieces: Floats, counts: Mapping[str, int], stops: Sequence[Stop], stands: Sequence[tuple[int, float]]
) -> tuple[str, ...]:
    """The order from piece 0 on, where nobody has told it: each piece is what it looks like among those labelled.

    Raises:
        CalibrationError: a name was never shown, or the numbers of each are not those of the wheel.
    """
    shown = {
        stop.segment: piece for stop, (piece, part) in zip(stops, stands, strict=True) if 0.15 < part < 0.85
    }
    missing = sorted(set(counts) - set(shown))
    if missing:
        raise CalibrationError(f"no picture shows {', '.join(missing)} under the pointer; or tell the order")
    names = list(shown)
    apart = np.stack([((pieces - pieces[shown[name]]) ** 2).sum(axis=1) for name in names])
    order = tuple(names[int(place)] for place in apart.argmin(axis=0))
    found = {name: order.count(name) for name in names}
    if found != dict(counts):
        raise CalibrationError(
            f"the wheel seems to have {found}, its rule set says {dict(counts)}; tell the order"
        )
    return order
