"""Judges what two readers found in the pockets of one frame: which of it looks like this site's ball, whether it is alone, and whether both name its pocket. Whatever is in doubt has a reason and is not accepted."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from hardware.decode.sight.reader import Corners, Read, Reason, Seen, Vote
from hardware.decode.sight.wheel.atlas import Turned
from hardware.decode.sight.wheel.ball import (
    Flags,
    Sought,
    Spot,
    by_difference,
    by_neighbours,
    covered_pockets,
)
from hardware.decode.sight.wheel.ball_look import Look, Scenery, look_at
from hardware.decode.sight.wheel.calibration import BallLimits, Gate, WheelCalibration
from hardware.decode.sight.wheel.clearness import Clearness, clearness
from hardware.decode.sight.wheel.floor import TRUSTED
from hardware.decode.sight.wheel.pockets import pocket_at

NEAR_WALL = 0.42
"""Pockets from a pocket's middle: 8 % of its width from the wall."""
SAME_POCKETS = 0.6
DOUBT = 0.5
"""Of a gate's floor: what answers so strongly is looked at."""
FURTHER = 0.045
"""Radii: about a ball's own."""
BY_FAR = 1.5
"""Gates by which the second reader tells a ball of its floor's own brightness, which the first can't."""
BORDER = 0.8
"""Radii: from here on a ball lies across the border of the pockets."""
ROUGHLY, WELL = 0.5, 0.2
"""Parts of the limits' width by which a thing may be beyond them and still be a ball in part."""
WELL_AROUND, HALF_AROUND, FAINT_AROUND = 0.75, 0.5, 0.4
"""Parts of a rim that are seen of a ball, and at least of what may be one in part, and of one that hardly stands out from its floor."""
BALL_RADII = 0.04
MANY_VEILED = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """How clear a frame is. ``covered``: pockets whose numbers are hidden; ``veiled``: pockets under glare, and their neighbours."""

    covered: int
    veiled: Flags
    clear: Clearness
    blurred: bool

    @property
    def all_veiled(self) -> bool:
        return bool(self.veiled.mean() > MANY_VEILED)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        glare = (Reason.GLARE,) if self.veiled.any() else ()
        return (*glare, Reason.BLUR) if self.blurred else glare


@dataclass(frozen=True, slots=True, eq=False)
class _Thing:
    """Something in the pockets. ``ball``: it looks like one; ``perhaps``: a ball in part; ``strong``: both readers answer above their gates; ``foreign``: so they do, and it ends somewhere; ``faint``: it is well like one, one reader answers by far, and the other, which hardly tells it from its floor, names no other place first."""

    spot: Spot
    ball: bool = False
    perhaps: bool = False
    strong: bool = False
    foreign: bool = False
    faint: bool = False

    @property
    def counts(self) -> bool:
        return self.perhaps or self.foreign


def state_of(pair: Turned, calibration: WheelCalibration) -> State:
    """A hand hides numbers; glare lets them through, or is as white as can be."""
    gates, clear, covered = calibration.gates, clearness(pair), covered_pockets(pair, calibration.atlas)
    hand = bool((covered & ~clear.shows).any())
    veiled = (clear.veil > gates.veil) & clear.shows & (not hand)
    hidden = covered & ~veiled
    around = veiled | np.roll(veiled, 1) | np.roll(veiled, -1)
    return State(int(hidden.sum()), around, clear, clear.sharp < gates.sharp)


def judged(scenery: Scenery, calibration: WheelCalibration, state: State) -> Seen:
    """What is told of the ball."""
    rotor = scenery.pose.rotor(scenery.turns)
    off = by_difference(scenery.pair, state.veiled)
    beside = by_neighbours(scenery.pair, calibration.usual, state.veiled)
    things = _things(scenery, calibration, state.clear, (off, beside))
    balls = [thing for thing in things if thing.ball] or [thing for thing in things if thing.perhaps]
    balls = balls or [thing for thing in things if thing.faint and not state.reasons]
    if balls:
        return Seen((_read(balls[0], things, scenery, calibration, state, (off, beside)),), (), rotor)
    if any(thing.foreign for thing in things):
        return Seen((), (Reason.NOT_A_BALL, *state.reasons), rotor)
    return Seen((), state.reasons or (Reason.NO_BALL,), rotor)


def _things(
    scenery: Scenery, calibration: WheelCalibration, clear: Clearness, sought: tuple[Sought, Sought]
) -> list[_Thing]:
    """Those that either reader names, the second reader's first, each once; what lies across the border is looked at where the first sees it."""
    off, beside = sought
    gates, pockets = calibration.gates, calibration.atlas.pockets
    spots = [spot for spot in beside.spots if spot.strength >= DOUBT * gates.neighbours.floor]
    for spot in off.spots:
        known = any(_apart(spot, other, pockets) < SAME_POCKETS for other in spots)
        least = 0.0 if spot.out >= BORDER else DOUBT
        if (not known or spot.out >= BORDER) and spot.strength >= least * gates.difference.floor:
            spots.append(spot)
    return [_thing(scenery, calibration, spot, clear, sought) for spot in spots]


def _thing(
    scenery: Scenery,
    calibration: WheelCalibration,
    spot: Spot,
    clear: Clearness,
    sought: tuple[Sought, Sought],
) -> _Thing:
    gates, pockets = calibration.gates, calibration.atlas.pockets
    parts = [one.near(spot.place, pockets) for one in sought]
    parts = [parts[0] / gates.difference.floor, parts[1] / gates.neighbours.floor]
    across, faint = spot.out >= BORDER, _faint(spot, sought, parts[1], pockets)
    if not (across or faint or parts[0] >= 1 or min(parts) >= DOUBT):
        return _Thing(spot)
    look = _looked(scenery, spot)
    if look is None:
        return _Thing(spot, strong=min(parts) >= 1)
    ball = gates.ball.hold(look, clear.sharp, clear.tinge)
    perhaps = ball or _perhaps(look, gates.ball, parts, across)
    strong = min(parts) >= 1
    faint = faint and not across and gates.ball.nearly_hold(look, WELL, FAINT_AROUND)
    return _Thing(spot, ball, perhaps, strong, strong and not perhaps and not look.spreads, faint)


def _looked(scenery: Scenery, spot: Spot) -> Look | None:
    """Of a ball across the border but its shadow may be among the pockets."""
    first = look_at(scenery, spot)
    if spot.out < BORDER or (first is not None and first.around >= WELL_AROUND):
        return first
    looks = (first, look_at(scenery, replace(spot, out=spot.out + FURTHER)))
    return max((look for look in looks if look is not None), key=lambda look: look.around, default=None)


def _faint(spot: Spot, sought: tuple[Sought, Sought], beside: float, pockets: int) -> bool:
    first = all(_apart(one.best, spot, pockets) < SAME_POCKETS for one in sought)
    return first and beside >= BY_FAR


def _perhaps(look: Look, limits: BallLimits, parts: list[float], across: bool) -> bool:
    """What is new on the rotor need be like a ball roughly; what both readers answer to by half, as to a ball before a bright rim, well.

    ``across``: it lies on the pockets' border, where but a part of a ball is seen by the first reader, and little by the second; of a ball
    well on its other side nearly nothing, but its look.
    """
    if parts[0] >= (DOUBT if across else 1) and limits.nearly_hold(look, ROUGHLY, HALF_AROUND):
        return True
    return (across or min(parts) >= DOUBT) and limits.nearly_hold(look, WELL, HALF_AROUND)


def _apart(one: Spot, other: Spot, pockets: int) -> float:
    """In pockets."""
    return abs((one.place - other.place + 0.5) % 1 - 0.5) * pockets


def _read(
    thing: _Thing,
    things: list[_Thing],
    scenery: Scenery,
    calibration: WheelCalibration,
    state: State,
    sought: tuple[Sought, Sought],
) -> Read:
    pockets, gates = calibration.atlas.pockets, calibration.gates
    own = tuple(_own(one, thing, things, pockets) for one in sought)
    reasons = _reasons(thing, things, scenery, calibration, own)
    if reasons and not thing.strong:
        reasons = (*reasons, *state.reasons)
    votes = (
        _vote("difference", own[0], gates.difference, calibration, scenery.turns),
        _vote("neighbours", own[1], gates.neighbours, calibration, scenery.turns),
    )
    place = _true_place(thing.spot, calibration, scenery.turns)
    value, score = pocket_at(calibration.wheel, place)[0], min(vote.score for vote in votes)
    quad = _quad(thing.spot, scenery)
    return Read(value, round(score, 4), not reasons, reasons, quad, votes, place)


def _own(sought: Sought, thing: _Thing, things: list[_Thing], pockets: int) -> Spot:
    """What a reader itself says of a thing: its spot there, ahead of all that was not looked at and found to be nothing; or else its best, elsewhere."""
    spot = next((one for one in sought.spots if _apart(one, thing.spot, pockets) < SAME_POCKETS), None)
    if spot is None:
        return sought.best
    nothing = [one.spot for one in things if not one.counts]
    rivals = [
        one.strength
        for one in sought.spots
        if one is not spot and all(_apart(one, other, pockets) >= SAME_POCKETS for other in nothing)
    ]
    return replace(spot, lead=1 - max(rivals, default=0.0) / max(spot.strength, 1e-6))


def _reasons(
    thing: _Thing,
    things: list[_Thing],
    scenery: Scenery,
    calibration: WheelCalibration,
    own: tuple[Spot, ...],
) -> tuple[Reason, ...]:
    gates, turns = calibration.gates, scenery.turns
    found: list[Reason] = []
    others = [other for other in things if _apart(other.spot, thing.spot, calibration.atlas.pockets) > 1]
    if not thing.ball or any(other.foreign for other in others):
        found.append(Reason.NOT_A_BALL)
    apart = [
        other for other in things if _apart(other.spot, thing.spot, calibration.atlas.pockets) >= SAME_POCKETS
    ]
    if any(other.perhaps for other in apart):
        found.append(Reason.MANY_BALLS)
    named = {pocket_at(calibration.wheel, _true_place(one, calibration, turns))[0] for one in own}
    if len(named) > 1:
        found.append(Reason.DISAGREE)
    if _near_wall(thing.spot, calibration, turns):
        found.append(Reason.NEAR_WALL)
    if not gates.near_out <= thing.spot.out <= gates.far_out:
        found.append(Reason.NOT_AT_REST)
    off, beside = own
    sure = gates.difference.passes(off.strength, off.lead)
    if not (sure and gates.neighbours.passes(beside.strength, beside.lead)):
        found.append(Reason.UNSURE)
    return tuple(found)


def _near_wall(spot: Spot, calibration: WheelCalibration, turns: float) -> bool:
    """Near it, or on its other side if the floor's shift counted in full, or not at all."""
    told = [
        pocket_at(calibration.wheel, _true_place(spot, calibration, turns, part))
        for part in (0.0, TRUSTED, 1.0)
    ]
    return abs(told[1][1]) > NEAR_WALL or len({pocket for pocket, _ in told}) > 1


def _true_place(spot: Spot, calibration: WheelCalibration, turns: float, part: float = TRUSTED) -> float:
    """On the rotor, once that part of the floor's own shift is taken out; turns."""
    off = calibration.shift.at(turns + spot.place, spot.out) * part
    return (spot.place - off / calibration.atlas.pockets) % 1.0


def _vote(name: str, spot: Spot, gate: Gate, calibration: WheelCalibration, turns: float) -> Vote:
    value = pocket_at(calibration.wheel, _true_place(spot, calibration, turns))[0]
    return Vote(
        name, value if spot.strength >= DOUBT * gate.floor else None, gate.score(spot.strength), spot.lead
    )


def _quad(spot: Spot, scenery: Scenery) -> Corners:
    """Around the ball."""
    half = BALL_RADII / spot.out / (2 * np.pi)
    around = scenery.turns + spot.place + half * np.array([-1, 1, 1, -1], dtype=np.float32)
    out = spot.out + BALL_RADII * np.array([1, 1, -1, -1], dtype=np.float32)
    return np.stack(scenery.pose.pixels(around, out), axis=1).astype(np.float32)
