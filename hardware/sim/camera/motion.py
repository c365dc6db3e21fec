"""How a rotor, a ball and a money wheel move: angles and places as functions of time, with no state between two looks. Pure.

Angles are in turns, counted as the picture shows them (clockwise up); times are in seconds.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

SETTLES_S = 0.12
BALL_TURNS_A_S = 2.1
BRAKES_S = 1.1
FALLS_S = 1.3
BALL_START_S = 0.35


@dataclass(frozen=True, slots=True)
class Turning:
    """Something that turned at ``before`` turns a second until ``since_s`` and goes over to ``after``, smoothly."""

    since_s: float = 0.0
    angle: float = 0.0
    before: float = 0.0
    after: float = 0.0

    def angle_at(self, at_s: float) -> float:
        """Turns since the beginning of time."""
        passed = max(0.0, at_s - self.since_s)
        return (
            self.angle
            + self.after * passed
            + (self.before - self.after) * SETTLES_S * (1 - math.exp(-passed / SETTLES_S))
        )

    def speed_at(self, at_s: float) -> float:
        """Turns a second."""
        passed = max(0.0, at_s - self.since_s)
        return self.after + (self.before - self.after) * math.exp(-passed / SETTLES_S)

    def going_on_at(self, at_s: float, speed: float) -> Turning:
        """From ``at_s`` on towards another speed, without a jump."""
        return Turning(at_s, self.angle_at(at_s), self.speed_at(at_s), speed)


@dataclass(frozen=True, slots=True)
class Flight:
    """A ball on its way. ``way`` is +1 or -1; ``rests_s`` and ``pocket`` (its place on the rotor, in turns) are None until it is known
    where it falls; ``known_s`` is when that was."""

    launched_s: float
    way: int
    known_s: float | None = None
    rests_s: float | None = None
    pocket: float | None = None


@dataclass(frozen=True, slots=True)
class BallPlace:
    """``out``: 1 in the track, 0 in a pocket; ``height``: above that, for a ball that jumps."""

    angle: float
    out: float
    height: float


def ball_place(flight: Flight, rotor: Turning, at_s: float) -> BallPlace:
    """Where the ball is. ``rotor`` must be how the rotor turns at ``at_s``."""
    if flight.rests_s is None or flight.pocket is None or flight.known_s is None:
        return BallPlace(_free(flight, at_s), 1.0, 0.0)
    left_s = flight.rests_s - at_s
    if left_s <= 0:
        return BallPlace(rotor.angle_at(at_s) + flight.pocket, 0.0, 0.0)
    angle = _falling(flight, rotor, at_s) + _slip(flight, rotor) * _still_off(flight, at_s)
    falls_s = min(FALLS_S, 0.5 * (flight.rests_s - flight.known_s))
    return _drop(angle, max(0.0, 1.0 - left_s / falls_s))


def _drop(angle: float, fallen: float) -> BallPlace:
    """The way down: it leaves the track, strikes, jumps twice and lies."""
    out: float = 1.0 - fallen**1.6
    jumping = max(0.0, (fallen - 0.45) / 0.55)
    height = abs(math.sin(jumping * 3 * math.pi)) * (1 - jumping) * (fallen > 0.45)
    return BallPlace(angle, max(0.0, out), height)


def _free(flight: Flight, at_s: float) -> float:
    passed = max(0.0, at_s - flight.launched_s)
    lost = BALL_START_S * (1 - math.exp(-passed / BALL_START_S))
    return flight.way * BALL_TURNS_A_S * (passed - lost)


def _falling(flight: Flight, rotor: Turning, at_s: float) -> float:
    """An angle that runs into the pocket just when the ball comes to rest, and is slower the nearer that is."""
    assert flight.rests_s is not None and flight.pocket is not None
    left_s = flight.rests_s - at_s
    ahead = BALL_TURNS_A_S * (left_s - BRAKES_S * math.log1p(left_s / BRAKES_S))
    return rotor.angle_at(at_s) + flight.pocket - flight.way * ahead


def _slip(flight: Flight, rotor: Turning) -> float:
    """How far the free ball was from that angle when it became known where it falls; at most half a turn."""
    assert flight.known_s is not None
    off = _free(flight, flight.known_s) - _falling(flight, rotor, flight.known_s)
    return (off + 0.5) % 1.0 - 0.5


def _still_off(flight: Flight, at_s: float) -> float:
    """1 when it became known, 0 halfway to rest, smoothly."""
    assert flight.known_s is not None and flight.rests_s is not None
    part = (at_s - flight.known_s) / (0.6 * (flight.rests_s - flight.known_s))
    part = min(1.0, max(0.0, part))
    return 1 - part * part * (3 - 2 * part)


@dataclass(frozen=True, slots=True)
class Spin:
    """A money wheel from ``since_s`` at ``angle``, at rest at ``rests_s`` with ``rests_at`` (turns) under its pointer."""

    since_s: float
    angle: float
    rests_s: float
    rests_at: float

    def angle_at(self, at_s: float) -> float:
        """Turns; it slows down evenly and comes to rest just in time."""
        whole_s = max(1e-6, self.rests_s - self.since_s)
        left = min(1.0, max(0.0, (self.rests_s - at_s) / whole_s))
        turns = max(2.0, round(whole_s * 0.5))
        path = turns + (self.rests_at - self.angle) % 1.0
        done: float = 1.0 - left**2.4
        return self.angle + path * done
