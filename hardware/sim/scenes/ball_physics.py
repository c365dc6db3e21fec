"""How a ball runs in a wheel: it slows on the track, drops, strikes deflectors, hops between pockets of the turning rotor and comes to rest. Pure; times in seconds, angles in turns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

LOOKS_A_S = 25.0
TRACK, DEFLECTORS, FLOOR = 1.42, 1.22, 0.735
"""Radii of the number ring's outer edge."""
BRAKE = 0.32
"""Of the ball's speed, lost in a second on the track."""
DROPS_AT = 0.55
"""Turns a second below which it leaves the track."""
FALL_A_S2 = 1.9
HOPS = (2, 6)
REST_S = 1.6
"""How long a spin is watched once the ball lies."""


class Stage(Enum):
    """Where the ball is in its run."""

    TRACK = "track"
    FALLING = "falling"
    HOPPING = "hopping"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Moment:
    """One instant. ``rotor``, ``ball``: turns as seen from above, clockwise; ``out``: radii; ``height``: above the floor, in ball radii."""

    at_s: float
    rotor: float
    ball: float
    out: float
    height: float
    stage: Stage


@dataclass(frozen=True, slots=True)
class SpinRun:
    """A whole spin. ``place``: where the ball rests on the rotor, in turns from zero's middle; ``rests_s``: since when."""

    moments: tuple[Moment, ...]
    pocket: int
    place: float
    rests_s: float


@dataclass(frozen=True, slots=True)
class _Hop:
    """From one place on the rotor to another, in an arc."""

    from_s: float
    lasts_s: float
    from_place: float
    to_place: float
    height: float


def spin(rng: np.random.Generator, pockets: int = 37, watch_s: float = 4.0) -> SpinRun:
    """One spin, from ``watch_s`` before the drop until the ball has lain for ``REST_S``."""
    way = 1.0 if rng.random() < 0.5 else -1.0
    rotor_speed = -way * float(rng.uniform(0.15, 0.4))
    start = float(rng.random()), float(rng.random())
    speed = DROPS_AT * float(np.exp(BRAKE * watch_s))
    falls_s = float(
        np.sqrt(2 * (TRACK - DEFLECTORS) / FALL_A_S2) + np.sqrt(2 * (DEFLECTORS - FLOOR) / FALL_A_S2)
    )
    lands_s = watch_s + falls_s
    landing = _free(lands_s, start[1], way * speed) - _rotor(lands_s, start[0], rotor_speed)
    hops, pocket, place = _hops(rng, lands_s, landing, way, pockets)
    rests_s = hops[-1].from_s + hops[-1].lasts_s
    kick = float(rng.uniform(-0.04, 0.04))
    times = np.arange(0, rests_s + REST_S, 1 / LOOKS_A_S)
    moments = (
        _moment(float(at_s), watch_s, lands_s, start, (rotor_speed, way * speed), kick, hops)
        for at_s in times
    )
    return SpinRun(tuple(moments), pocket, place, rests_s)


def _hops(
    rng: np.random.Generator, lands_s: float, landing: float, way: float, pockets: int
) -> tuple[list[_Hop], int, float]:
    """Each shorter and lower than the one before; the last ends in a pocket, off its middle by its play."""
    hops, at_s, place = [], lands_s, landing
    count = int(rng.integers(*HOPS))
    for number in range(count):
        left = 1 - number / count
        far = way * float(rng.uniform(0.5, 4.0)) * left / pockets
        lasts_s = 0.12 + 0.25 * left * float(rng.uniform(0.6, 1.2))
        target = place + far
        if number == count - 1:
            target = (round(target * pockets) + float(rng.uniform(-0.2, 0.2))) / pockets
        hops.append(_Hop(at_s, lasts_s, place, target, 3.5 * left * float(rng.uniform(0.5, 1))))
        at_s, place = at_s + lasts_s, target
    return hops, round(place * pockets) % pockets, place % 1.0


def _moment(
    at_s: float,
    drops_s: float,
    lands_s: float,
    start: tuple[float, float],
    speeds: tuple[float, float],
    kick: float,
    hops: list[_Hop],
) -> Moment:
    rotor = _rotor(at_s, start[0], speeds[0])
    if at_s < drops_s:
        return Moment(at_s, rotor, _free(at_s, start[1], speeds[1]), TRACK, 0.0, Stage.TRACK)
    if at_s < lands_s:
        fallen = (at_s - drops_s) / (lands_s - drops_s)
        out = TRACK - (TRACK - FLOOR) * fallen**1.5
        struck = kick * float(np.sin(np.pi * fallen)) if out < DEFLECTORS else 0.0
        return Moment(
            at_s, rotor, _free(at_s, start[1], speeds[1]) + struck, out, 2 * (1 - fallen), Stage.FALLING
        )
    for hop in hops:
        if at_s < hop.from_s + hop.lasts_s:
            part = (at_s - hop.from_s) / hop.lasts_s
            arc = 4 * part * (1 - part)
            place = hop.from_place + (hop.to_place - hop.from_place) * part
            return Moment(at_s, rotor, rotor + place, FLOOR + 0.05 * arc, hop.height * arc, Stage.HOPPING)
    return Moment(at_s, rotor, rotor + hops[-1].to_place, FLOOR, 0.0, Stage.REST)


def _free(at_s: float, start: float, speed: float) -> float:
    """A ball that loses the same part of its speed every second."""
    return start + speed / BRAKE * (1 - float(np.exp(-BRAKE * at_s)))


def _rotor(at_s: float, start: float, speed: float) -> float:
    return start + speed * at_s * (1 - 0.004 * at_s)
