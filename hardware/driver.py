"""What a device driver is, and the one loop that keeps every driver running. Refuses to hide a fault that is not a lost device."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event
from typing import Protocol

from hardware.clock import Clock
from hardware.signals import DeviceDown, DeviceUp, Signal

log = logging.getLogger(__name__)

Emit = Callable[[Signal], None]

RETRY_S = (0.1, 0.2, 0.5, 1.0, 2.0)


class DeviceLost(Exception):
    """The device, or the line to it, went away; the supervisor tries again."""


class Driver(Protocol):
    """Something that senses. ``name`` is the device's name in the board's configuration."""

    name: str

    def run(self, emit: Emit, opened: Callable[[], None], stop: Event) -> None:
        """Block until ``stop`` is set, emitting signals; call ``opened`` once the line is usable.

        Raises:
            DeviceLost: the line went away or can't be opened; may be called again.
        """


def supervise(driver: Driver, emit: Emit, stop: Event, clock: Clock) -> None:
    """Run ``driver`` until ``stop``; say once when it goes and once when it returns.

    Anything but DeviceLost passes through: a bug must end the process, not a thread.
    """
    attempt = 0
    down = False

    def opened() -> None:
        nonlocal attempt, down
        if down:
            log.info("%s is back", driver.name)
        attempt, down = 0, False
        emit(DeviceUp(clock.monotonic_ns(), driver.name))

    while not stop.is_set():
        try:
            driver.run(emit, opened, stop)
        except DeviceLost as lost:
            if not down:
                log.warning("%s is gone: %s", driver.name, lost)
                emit(DeviceDown(clock.monotonic_ns(), driver.name, str(lost)))
            down = True
        stop.wait(RETRY_S[min(attempt, len(RETRY_S) - 1)])
        attempt += 1
