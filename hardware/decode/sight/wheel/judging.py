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
from hardware.decode.sight.wheel.ball_look import Middle, Scenery
from hardware.decode.sight.wheel.calibration import Gate, WheelCalibration
from hardware.decode.sight.wheel.clearness import Clearness, clearness
from hardware.decode.sight.wheel.floor import TRUSTED
from hardware.decode.sight.wheel.pockets import pocket_at
from hardware.decode.sight.wheel.things import DOUBT, SAME_POCKETS, Thing, Things, apart, things_in
from hardware.decode.sight.wheel.torn import torn_beside

NEAR_WALL = 0.42
"""Pockets from a pocket's middle: 8 % of its width from the wall."""
TWO_POCKETS = 0.5
"""Apart, things are two."""
BALL_RADII = 0.04
"""Half of the square that is shown around a ball."""
MANY_VEILED = 0.5
"""Part of the pockets under glare from which on nothing is left to read."""


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
    things = things_in(scenery, calibration, state.clear, (off, beside))
    likeliest = things.likeliest
    if likeliest is not None and (likeliest.perhaps or not state.reasons):
        return Seen((_read(likeliest, things, scenery, calibration, state, (off, beside)),), (), rotor)
    if any(thing.foreign for thing in things.all):
        return Seen((), (Reason.NOT_A_BALL, *state.reasons), rotor)
    return Seen((), state.reasons or (Reason.NO_BALL,), rotor)


def _read(
    thing: Thing,
    things: Things,
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


def _own(sought: Sought, thing: Thing, things: Things, pockets: int) -> Spot:
    """What a reader itself says of a thing: its spot there, ahead of all that was not looked at and found to be nothing; or else its best, elsewhere."""
    spot = next((one for one in sought.spots if apart(one, thing.spot, pockets) < SAME_POCKETS), None)
    if spot is None:
        return sought.best
    nothing = [one.spot for one in things.all if not one.counts]
    rivals = [
        one.strength
        for one in sought.spots
        if one is not spot and all(apart(one, other, pockets) >= SAME_POCKETS for other in nothing)
    ]
    return replace(spot, lead=1 - max(rivals, default=0.0) / max(spot.strength, 1e-6))


def _reasons(
    thing: Thing,
    things: Things,
    scenery: Scenery,
    calibration: WheelCalibration,
    own: tuple[Spot, ...],
) -> tuple[Reason, ...]:
    gates, turns = calibration.gates, scenery.turns
    found: list[Reason] = []
    others = [other for other in things.all if apart(other.spot, thing.spot, calibration.atlas.pockets) > 1]
    if not thing.ball or any(other.foreign for other in others):
        found.append(Reason.NOT_A_BALL)
    second = (
        other.perhaps and apart(other.spot, thing.spot, calibration.atlas.pockets) >= TWO_POCKETS
        for other in things.all
    )  # fmt: skip
    if any(second):
        found.append(Reason.MANY_BALLS)
    named = {_pocket_of(one, calibration, turns)[0] for one in own}
    if len(named) > 1:
        found.append(Reason.DISAGREE)
    if _near_wall(thing, calibration, turns):
        found.append(Reason.NEAR_WALL)
    if not gates.near_out <= thing.spot.out <= gates.far_out:
        found.append(Reason.NOT_AT_REST)
    off, beside = own
    sure = gates.difference.passes(off.strength, off.lead)
    if things.restless or not (sure and gates.neighbours.passes(beside.strength, beside.lead)):
        found.append(Reason.UNSURE)
    if not found and torn_beside(scenery.pair, thing.spot.place):
        found.append(Reason.BAD_PICTURE)
    return tuple(found)


def _near_wall(thing: Thing, calibration: WheelCalibration, turns: float) -> bool:
    """Near it, or on its other side if the floor's shift counted in full, or not at all, or by where its outline lies."""
    middles: list[Spot | Middle] = [thing.spot, *(thing.look.middles if thing.look else ())]
    told = [_pocket_of(one, calibration, turns) for one in middles]
    told += [_pocket_of(thing.spot, calibration, turns, part) for part in (0.0, 1.0)]
    off = max(abs(off) for _, off in told[: len(middles)])
    return off > NEAR_WALL or len({pocket for pocket, _ in told}) > 1


def _pocket_of(
    at: Spot | Middle, calibration: WheelCalibration, turns: float, part: float = TRUSTED
) -> tuple[str, float]:
    """The pocket, and how far from its middle, in pockets."""
    return pocket_at(calibration.wheel, _true_place(at, calibration, turns, part))


def _true_place(
    at: Spot | Middle, calibration: WheelCalibration, turns: float, part: float = TRUSTED
) -> float:
    """On the rotor, once that part of the floor's own shift is taken out; turns."""
    off = calibration.shift.at(turns + at.place, at.out) * part
    return (at.place - off / calibration.atlas.pockets) % 1.0


def _vote(name: str, spot: Spot, gate: Gate, calibration: WheelCalibration, turns: float) -> Vote:
    value = _pocket_of(spot, calibration, turns)[0]
    return Vote(
        name, value if spot.strength >= DOUBT * gate.floor else None, gate.score(spot.strength), spot.lead
    )


def _quad(spot: Spot, scenery: Scenery) -> Corners:
    """Around the ball."""
    half = BALL_RADII / spot.out / (2 * np.pi)
    around = scenery.turns + spot.place + half * np.array([-1, 1, 1, -1], dtype=np.float32)
    out = spot.out + BALL_RADII * np.array([1, 1, -1, -1], dtype=np.float32)
    return np.stack(scenery.pose.pixels(around, out), axis=1).astype(np.float32)
