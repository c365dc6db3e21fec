"""Learns a site's money wheel from labelled stops, and sets its gates by hundreds of looks at it. Refuses pictures and labels that do not make one wheel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from hardware.decode.sight.gates import Gate
from hardware.decode.sight.reader import CalibrationError, Floats, Frame
from hardware.decode.sight.segments import learn, turn
from hardware.decode.sight.segments import pointer as post
from hardware.decode.sight.segments.calibration import SegmentCalibration, SegmentGates, SegmentTest
from hardware.decode.sight.segments.disc import Disc, unroll_beside
from hardware.decode.sight.segments.find_disc import find_disc
from hardware.decode.sight.segments.learn import Stop
from hardware.decode.sight.segments.self_test import self_tested

FEWEST_PICTURES, SEGMENTS = 4, (6, 62)
ALWAYS = 0.85
NO_GATES = SegmentGates(Gate(1.0, 1.0), Gate(1.0, 1.0), 0.0, 1.0)
NO_TEST = SegmentTest(0, 0, 0.0, 0.0, 0)


def enrol(
    frames: Sequence[Frame],
    stops: Sequence[Stop],
    order: Sequence[str],
    counts: Mapping[str, int] | None = None,
    rim: Floats | None = None,
    pointer: tuple[float, float] | None = None,
    seed: int = 0,
) -> SegmentCalibration:
    """``order`` may be empty where ``counts`` says how many of each name there are; ``rim``: points of it; ``pointer``: its tip. All in pixels.

    Raises:
        CalibrationError: says what is missing or does not fit.
    """
    segments = len(order) or sum((counts or {}).values())
    _refuse_early(frames, stops, segments, order)
    disc = find_disc(frames, rim)
    atlas = learn.atlas_of(frames, disc, [stop.name for stop in stops], segments)
    at = disc.turns_at(*pointer) if pointer else learn.pointer_of(atlas, disc)
    begins = learn.borders_of(atlas, segments)
    stands = learn.stand(atlas, at, begins, segments)
    pieces = learn.pieces_of(atlas, begins, segments)
    order = order or learn.order_of(pieces, counts or {}, stops, stands)
    first = (begins + learn.placed(pieces, order, stops, stands) / segments) % 1.0
    beside, steady = _beside(frames, disc)
    size = frames[0].shape[1], frames[0].shape[0]
    site = SegmentCalibration(
        disc,
        size,
        tuple(order),
        first,
        at,
        atlas.unrolled,
        atlas.hidden,
        beside,
        steady,
        post.learned(frames, disc, at),
        NO_GATES,
        NO_TEST,
    )
    return self_tested(site, frames, atlas.turns, seed)


def _refuse_early(
    frames: Sequence[Frame], stops: Sequence[Stop], segments: int, order: Sequence[str]
) -> None:
    if len(frames) < FEWEST_PICTURES:
        raise CalibrationError(f"{len(frames)} pictures: at least {FEWEST_PICTURES} stops are needed")
    if not SEGMENTS[0] <= segments <= SEGMENTS[1]:
        raise CalibrationError(
            f"{segments} segments: tell the order, {SEGMENTS[0]} to {SEGMENTS[1]} names, clockwise"
        )
    if len({frame.shape for frame in frames}) != 1:
        raise CalibrationError("the pictures differ in size: all must be the same camera's")
    if len(set(order)) == 1:
        raise CalibrationError("all segments have one name: there is nothing to read")
    unknown = sorted({stop.segment for stop in stops} - set(order)) if order else []
    if unknown:
        raise CalibrationError(f"the order has no {', '.join(unknown)}")


def _beside(frames: Sequence[Frame], disc: Disc) -> tuple[Frame, bool]:
    """What stands around the wheel, and whether it looks so in every picture."""
    way = unroll_beside(disc)
    seen = [way.of(frame) for frame in frames]
    middle = np.median(np.stack(seen), axis=0).astype(np.uint8)
    whole = turn.pattern(turn.tidy(turn.logs(middle)))
    alike = [turn.likeness(turn.pattern(turn.tidy(turn.logs(one))), whole) for one in seen]
    return middle, bool(min(float(one[0]) for one in alike) > ALWAYS)
