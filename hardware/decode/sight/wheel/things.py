"""What lies in the pockets of one frame: each place that a reader names is looked at where its look can matter, and judged by the ball's limits. Accepts nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from hardware.decode.sight.wheel.atlas import CELL
from hardware.decode.sight.wheel.ball import Sought, Spot
from hardware.decode.sight.wheel.ball_look import Look, Middle, Scenery, look_at
from hardware.decode.sight.wheel.calibration import BallLimits, WheelCalibration
from hardware.decode.sight.wheel.clearness import Clearness
from hardware.decode.sight.wheel.unwrap import row_at

SAME_POCKETS = 0.6
DOUBT = 0.5
"""Of a gate's floor: what answers so strongly is looked at."""
FAR_SIDE = 0.15
"""The same, of what lies across the border, where a ball is half out of the readers' sight: it answers with twice as much at least, an empty border with less."""
MOST_LOOKS = 10
"""A frame with more to look at is too restless to be read."""
BORDER = 0.8
"""Radii: from here on a ball lies across the border of the pockets."""
FURTHER = 0.045
"""Radii: about a ball's own."""
BESIDE_POCKETS = (0.56, 0.7, 0.85)
"""Where a ball that touches another one lies: its own middle, or its edge."""
AS_BRIGHT, LEAST_BRIGHTER = 0.3, 10.0
"""Part of a ball's own brightness above the empty rotor, and of how many grey levels of it at least."""
BY_FAR = 1.5
"""Gates by which the second reader tells a ball of its floor's own brightness, which the first can't."""
ROUGHLY, WELL = 0.5, 0.2
"""Parts of the limits' width by which a thing may be beyond them and still be a ball in part."""
WELL_AROUND, HALF_AROUND, FAINT_AROUND = 0.75, 0.5, 0.4
"""Parts of a rim that are seen of a ball, and at least of what may be one in part, and of one that hardly stands out from its floor."""


@dataclass(frozen=True, slots=True, eq=False)
class Thing:
    """Something in the pockets. ``ball``: it looks like one; ``perhaps``: a ball in part; ``strong``: both readers answer above their gates; ``foreign``: so they do, and it ends somewhere;
    ``faint``: it is well like one, one reader answers by far, and the other, which hardly tells it from its floor, names no other place first.

    ``look`` is None where nothing has an outline, and where no look could matter: both readers are in doubt, and one of them by half.
    """

    spot: Spot
    look: Look | None = None
    ball: bool = False
    perhaps: bool = False
    strong: bool = False
    foreign: bool = False
    faint: bool = False

    @property
    def counts(self) -> bool:
        return self.perhaps or self.foreign


@dataclass(frozen=True, slots=True, eq=False)
class Things:
    """``restless``: there is more than was looked at."""

    all: tuple[Thing, ...]
    restless: bool

    @property
    def likeliest(self) -> Thing | None:
        """The first that looks like a ball, or in part, or faintly."""
        balls, parts, faint = (
            [one for one in self.all if getattr(one, kind)] for kind in ("ball", "perhaps", "faint")
        )
        return next(iter(balls + parts + faint), None)


def things_in(
    scenery: Scenery, calibration: WheelCalibration, clear: Clearness, sought: tuple[Sought, Sought]
) -> Things:
    """Those that either reader names, the second reader's first, each once, and what touches a ball."""
    found: list[Thing] = []
    left = MOST_LOOKS
    for spot in _spots(calibration, sought):
        parts = _parts(calibration, spot.place, sought)
        if not _matters(spot, parts, sought, calibration.atlas.pockets):
            found.append(Thing(spot))
            continue
        if left == 0:
            return Things(tuple(found), True)
        left -= 1
        found.append(_thing(scenery, calibration, spot, parts, clear, sought))
    first = next((thing for thing in found if thing.ball), None)
    if first is not None:
        found.extend(_touching(first, scenery, calibration.atlas.pockets))
    return Things(tuple(found), False)


def apart(one: Spot, other: Spot, pockets: int) -> float:
    """In pockets."""
    return abs((one.place - other.place + 0.5) % 1 - 0.5) * pockets


def _spots(calibration: WheelCalibration, sought: tuple[Sought, Sought]) -> Iterator[Spot]:
    """What lies across the border is looked at where the first reader sees it."""
    off, beside = sought
    gates, pockets = calibration.gates, calibration.atlas.pockets
    known = [spot for spot in beside.spots if spot.strength >= DOUBT * gates.neighbours.floor]
    yield from known
    for spot in off.spots:
        least = FAR_SIDE if spot.out >= BORDER else DOUBT
        there = [other for other in known if apart(spot, other, pockets) < SAME_POCKETS]
        new = not there or (spot.out >= BORDER and all(other.out < BORDER for other in there))
        if new and spot.strength >= least * gates.difference.floor:
            yield spot


def _parts(calibration: WheelCalibration, place: float, sought: tuple[Sought, Sought]) -> tuple[float, float]:
    """How strongly both readers answer there, in their gates."""
    off, beside = (one.near(place, calibration.atlas.pockets) for one in sought)
    return off / calibration.gates.difference.floor, beside / calibration.gates.neighbours.floor


def _matters(spot: Spot, parts: tuple[float, float], sought: tuple[Sought, Sought], pockets: int) -> bool:
    """Whether a look could make it a ball, or something beside one (``_perhaps``)."""
    return (
        spot.out >= BORDER or parts[0] >= 1 or min(parts) >= DOUBT or _by_far(spot, parts[1], sought, pockets)
    )


def _by_far(spot: Spot, second: float, sought: tuple[Sought, Sought], pockets: int) -> bool:
    return second >= BY_FAR and all(apart(one.best, spot, pockets) < SAME_POCKETS for one in sought)


def _thing(
    scenery: Scenery,
    calibration: WheelCalibration,
    spot: Spot,
    parts: tuple[float, float],
    clear: Clearness,
    sought: tuple[Sought, Sought],
) -> Thing:
    limits, strong, across = calibration.gates.ball, min(parts) >= 1, spot.out >= BORDER
    look = _looked(scenery, spot)
    if look is None:
        return Thing(spot, strong=strong)
    ball = limits.hold(look, clear.sharp, clear.tinge)
    perhaps = ball or _perhaps(look, limits, parts, across)
    by_far = not across and _by_far(spot, parts[1], sought, calibration.atlas.pockets)
    faint = by_far and limits.nearly_hold(look, WELL, FAINT_AROUND)
    return Thing(spot, look, ball, perhaps, strong, strong and not perhaps and not look.spreads, faint)


def _looked(scenery: Scenery, spot: Spot) -> Look | None:
    """Of a ball across the border but its shadow may be among the pockets."""
    first = look_at(scenery, spot)
    if spot.out < BORDER or (first is not None and first.around >= WELL_AROUND):
        return first
    looks = (first, look_at(scenery, replace(spot, out=spot.out + FURTHER)))
    return max((look for look in looks if look is not None), key=lambda look: look.around, default=None)


def _perhaps(look: Look, limits: BallLimits, parts: tuple[float, float], across: bool) -> bool:
    """What is new on the rotor need be like a ball roughly; what both readers answer to by half, as to a ball before a bright rim, well.

    ``across``: it lies on the pockets' border, where but a part of a ball is seen by the first reader, and little by the second; of a ball
    well on its other side nearly nothing, but its look.
    """
    if parts[0] >= (DOUBT if across else 1) and limits.nearly_hold(look, ROUGHLY, HALF_AROUND):
        return True
    return (across or min(parts) >= DOUBT) and limits.nearly_hold(look, WELL, HALF_AROUND)


def _touching(ball: Thing, scenery: Scenery, pockets: int) -> Iterator[Thing]:
    """What is as bright as this ball where one that touches it would lie: one reader's spots are too far apart to tell them. Between two, a spot may lie nearer to the other than the outline."""
    middles = (Middle(ball.spot.place, ball.spot.out), *(ball.look.middles[:1] if ball.look else ()))
    for middle in middles:
        here = max(_brighter(scenery, middle, 0.0), LEAST_BRIGHTER)
        for off in (side * far / pockets for side in (-1, 1) for far in BESIDE_POCKETS):
            if _brighter(scenery, middle, off) > AS_BRIGHT * here:
                yield Thing(replace(ball.spot, place=(middle.place + off) % 1.0), perhaps=True)


def _brighter(scenery: Scenery, at: Middle, off: float) -> float:
    """Grey levels above the empty rotor so far beside a middle, in turns, over the half of a ball."""
    pair = scenery.pair
    width, row = pair.seen.shape[1], row_at(at.out)
    columns = (int((at.place + off) * width + 0.5 * CELL) + np.arange(-2, 3)) % width
    rows = slice(max(0, row - 2), row + 3)
    return float((pair.seen[rows][:, columns] - pair.expected[rows][:, columns]).mean())
