"""Learns a site's deck from labelled frames: templates, a last touch to the net, and gates from hundreds of looks at each card. Refuses a deck whose cards it cannot tell apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from hardware.decode.sight.calibration import CardCalibration
from hardware.decode.sight.descent import Course
from hardware.decode.sight.finder import Found
from hardware.decode.sight.flat import HEIGHT, WIDTH, flatten, ink
from hardware.decode.sight.index import SITE_BOXES, Net, corners, features, label_of, look
from hardware.decode.sight.learning import teach
from hardware.decode.sight.outline import ordered
from hardware.decode.sight.reader import (
    CalibrationError,
    Corners,
    Floats,
    Frame,
    Labelled,
    LabelledFrame,
)
from hardware.decode.sight.self_test import self_tested
from hardware.decode.sight.shot import MARGIN, Shot, look_at, soft_look
from hardware.decode.sight.table import Table
from hardware.decode.sight.whole_card import Deck, ink_map, row

TEACHING_LOOKS, SOFT_LOOKS = 14, 12
SIZE_OFF = 0.08
"""By which a card may measure more or less than every card of the deal: its corners are seen less well in bad light."""
NEAR = 0.1
"""Of a card's diagonal, by which the corners of a label may be off."""
TOUCH = Course(passes=10, step=8e-4, pull=0.0, drop=0.2)


Find = Callable[[Frame], list[Found]]
"""How cards are found when they are read: those of the deal are cut the same way."""


def enrol(frames: Sequence[LabelledFrame], net: Net, base: str, seed: int, find: Find) -> CardCalibration:
    """Raises CalibrationError when there is no card, or one is not found."""
    shots = [shot for frame in frames for shot in shots_of(frame, find)]
    if len({shot.value for shot in shots}) < 2:
        raise CalibrationError("a calibration needs at least two different cards")
    rng = np.random.default_rng(seed)
    deck = Deck(
        tuple(shot.value for shot in shots),
        np.stack([row(ink_map(ink(shot.wide[MARGIN:-MARGIN, MARGIN:-MARGIN]))) for shot in shots]),
    )
    own = _touched(shots, net, rng)
    return self_tested(shots, deck, own, SITE_BOXES, base, seed)


def shots_of(labelled: LabelledFrame, find: Find) -> list[Shot]:
    """Every labelled card of a frame, cut as it is found."""
    return [
        Shot(thing.value, flatten(labelled.frame, quad, MARGIN))
        for thing, quad in zip(labelled.things, _quads_of(labelled, find), strict=True)
    ]


def diagonals_mm(
    frames: Sequence[LabelledFrame], table: Table | None, find: Find
) -> tuple[float, float] | None:
    """The least and the most that a card of this deck may measure across on the felt; None where its plane is not known."""
    if table is None:
        return None
    of_table = [one for one in frames if (one.frame.shape[1], one.frame.shape[0]) == table.picture]
    found = [table.diagonal_mm(quad) for one in of_table for quad in _quads_of(one, find)]
    return ((1 - SIZE_OFF) * min(found), (1 + SIZE_OFF) * max(found)) if found else None


def _quads_of(labelled: LabelledFrame, find: Find) -> list[Corners]:
    found = [one for one in find(labelled.frame) if not one.reasons]
    return [_quad_of(thing, found, labelled) for thing in labelled.things]


def _quad_of(thing: Labelled, found: list[Found], labelled: LabelledFrame) -> Corners:
    if thing.quad is None:
        if len(found) != 1 or len(labelled.things) != 1:
            raise CalibrationError(
                f"{labelled.name}: {len(found)} cards found for {len(labelled.things)} labels without corners; "
                "give the corners, or one card a picture"
            )
        return found[0].quad
    quad = ordered(np.asarray(thing.quad, dtype=np.float32))
    seen = [each for one in found for each in (one.quad, *one.others)]
    near = min(seen, key=lambda each: _apart(each, quad), default=quad)
    return near if _apart(near, quad) < NEAR * float(np.linalg.norm(quad[2] - quad[0])) else quad


def _apart(one: Corners, other: Corners) -> float:
    """How far their corners are from one another, at most; either end of a card may come first."""
    return min(float(np.linalg.norm(np.roll(one, turn, axis=0) - other, axis=1).max()) for turn in (0, 2))


def _touched(shots: Sequence[Shot], net: Net, rng: np.random.Generator) -> Net:
    """The net, shown this deck's own corners, and this site's own pictures of no index."""
    rows: list[Floats] = []
    labels: list[tuple[int, int]] = []
    for shot in shots:
        for number in range(TEACHING_LOOKS + SOFT_LOOKS):
            inked = shot.seen(rng, look_at if number < TEACHING_LOOKS else soft_look)
            for box in SITE_BOXES:
                shown = corners(inked, box)
                blank = _no_index(inked, box, rng) if number % 2 == 0 else []
                rows += [features(corner) for corner in (*shown, *blank)]
                labels += [label_of(shot.value)] * len(shown) + [label_of(None)] * len(blank)
    return teach(net, np.stack(rows), np.array(labels, dtype=np.int64), TOUCH, rng)


def _no_index(inked: Floats, box: tuple[int, int], rng: np.random.Generator) -> list[Floats]:
    """A corner without an index and a piece of the middle."""
    x, y = int(rng.integers(WIDTH // 4, WIDTH - box[0])), int(rng.integers(HEIGHT // 4, HEIGHT - box[1]))
    middle = inked[y : y + box[1], x : x + box[0]]
    return [look(inked[: box[1], WIDTH - box[0] :]), look(middle)]
