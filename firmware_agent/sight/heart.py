"""The heartbeat of the process that looks: twice a second how it stands. A look that hangs is said, and then nothing more is: the agent kills this process."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

from firmware_agent.sight.freshness import Freshness, Sighted
from firmware_agent.sight.line import HealthSaid
from hardware.clock import Clock
from schemas.sight import SightHealth

HEART_S = 0.5
LONGEST_TURN_NS = 1_000_000_000
"""A look that takes longer hangs."""
MUTE_NS = 2_000_000_000


class Heart:
    """``turned`` and ``looked`` are called by the thread that looks; ``beat`` is a thread of its own. ``about``: what else is known, with what is wrong."""

    def __init__(self, fresh: Freshness, clock: Clock, about: Callable[[str], dict[str, object]]) -> None:
        self._fresh, self._clock, self._about = fresh, clock, about
        self._turn_ns = clock.monotonic_ns()
        self._looks, self._look_ns = 0, 0

    def turned(self) -> int:
        """Another turn of looking begins: its moment."""
        self._turn_ns = self._clock.monotonic_ns()
        return self._turn_ns

    def looked(self, since_ns: int) -> None:
        """A whole picture was read."""
        self._looks += 1
        self._look_ns = self._clock.monotonic_ns() - since_ns

    def beat(self, say: Callable[[HealthSaid], None], stop: Event) -> None:
        """Until ``stop``."""
        while not stop.is_set():
            hangs_ns = self._clock.monotonic_ns() - self._turn_ns
            if hangs_ns < MUTE_NS:
                say(HealthSaid(health=self._health(hangs_ns)))
            stop.wait(HEART_S)

    def _health(self, hangs_ns: int) -> SightHealth:
        now = self._fresh.judge(self._clock.monotonic_ns())
        if hangs_ns > LONGEST_TURN_NS:
            now = Sighted("blind", now.age_ms, f"a look has taken {hangs_ns / 1e9:.1f} s")
        health = SightHealth(
            state=now.state, age_ms=now.age_ms, looks=self._looks, look_ms=round(self._look_ns / 1e6, 1)
        )
        return health.model_copy(update=self._about(now.detail if now.state != "looking" else ""))
