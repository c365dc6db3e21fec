"""Feeds systemd's watchdog only while the board's invariants hold; says once which one does not. Refuses to feed from a thread that only feeds."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from firmware_agent.systemd import Systemd
from hardware.clock import Clock

log = logging.getLogger(__name__)

Invariant = Callable[[], str | None]
"""None while it holds, else what is wrong."""

CHECK_EVERY_S = 2.0
FEEDS_PER_PERIOD = 4
SLOWEST_PROBE_NS = 1_000_000_000
QUIETEST_UPLINK_NS = 20_000_000_000


class Watchdog:
    """``beat`` is called by the thinking thread in every turn."""

    def __init__(self, systemd: Systemd, invariants: Sequence[Invariant], clock: Clock) -> None:
        self._systemd, self._invariants, self._clock = systemd, invariants, clock
        period_s = systemd.watchdog_s or CHECK_EVERY_S * FEEDS_PER_PERIOD
        self._every_ns = round(min(CHECK_EVERY_S, period_s / FEEDS_PER_PERIOD) * 1e9)
        self._next_ns = 0
        self._trouble: str | None = None

    def beat(self) -> None:
        now_ns = self._clock.monotonic_ns()
        if now_ns < self._next_ns:
            return
        self._next_ns = now_ns + self._every_ns
        trouble = next((wrong for check in self._invariants if (wrong := check())), None)
        if trouble is None:
            self._systemd.alive()
        elif trouble != self._trouble:
            log.error("the watchdog is not fed: %s", trouble)
        self._trouble = trouble


def probe_within(probe: Callable[[], None], clock: Clock) -> Invariant:
    """The outbox can be written to, and soon enough."""

    def check() -> str | None:
        began_ns = clock.monotonic_ns()
        probe()
        took_ns = clock.monotonic_ns() - began_ns
        return f"the outbox took {took_ns / 1e9:.1f} s to answer" if took_ns > SLOWEST_PROBE_NS else None

    return check


def turning(turn_ns: Callable[[], int], clock: Clock) -> Invariant:
    """The uplink's thread still goes round (connected or not)."""

    def check() -> str | None:
        quiet_ns = clock.monotonic_ns() - turn_ns()
        return (
            f"the uplink has not turned for {quiet_ns / 1e9:.0f} s" if quiet_ns > QUIETEST_UPLINK_NS else None
        )

    return check
