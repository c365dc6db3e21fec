"""The spin that a roulette round is about: its readings, and what was ordered and seen so far. Decides nothing."""

from __future__ import annotations

from firmware_agent.rounds.settings import SECOND
from firmware_agent.rounds.spin_reading import SpinReading
from schemas.causes import Step
from schemas.games.wheels import RotorDirection, Wheel

BALL_LOST_NS = 5 * SECOND
"""Cammegh SS2, exceptions: state 4 with warn 1 for more than 5 s is void."""

LINES_APART_NS = 2 * SECOND
"""Status lines come every 0.5 s; over a longer stretch unseen, a flag can't be said to have lasted."""

RELAUNCH_NS = 10 * SECOND
"""A second ``*u 1`` goes out after this long; nine launches in ten take less than 8.5 s."""

MAX_LAUNCHES = 3


class Spin:
    """One round's spin, re-spins included."""

    def __init__(self, number: int, wheel: Wheel, visit: int) -> None:
        self.reading = SpinReading(number, wheel)
        self.visit = visit
        self.launches = 0
        self.launch_heard = False
        self.running = False
        self.direction: RotorDirection | None = None
        """Which way the rotor turned when the ball was last seen to run."""
        self.respins = 0
        self.restart_awaited = False
        self.early_number: str | None = None
        self.ball_lost_ns: int | None = None
        self.ball_lost_seen_ns = 0
        self._steps: set[Step] = set()

    def no_spin(self, wheel: Wheel) -> None:
        """The ball is to be launched again: what the wheel has said of this spin does not count."""
        self.restart_awaited = True
        self.reading = SpinReading(self.reading.spin, wheel)

    def restart(self, number: int, wheel: Wheel) -> None:
        """The wheel is ready for the re-spin: nothing that it said before counts."""
        self.reading = SpinReading(number, wheel)
        self.restart_awaited = self.launch_heard = self.running = False
        self.launches, self.ball_lost_ns, self.direction = 0, None, None
        self._steps.clear()

    def first_time(self, step: Step) -> bool:
        """Whether ``step`` was not yet told of this spin."""
        new = step not in self._steps
        self._steps.add(step)
        return new
