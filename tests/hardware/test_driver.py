"""The loop that keeps a driver running."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event

import pytest

from hardware.clock import SystemClock
from hardware.driver import DeviceLost, Emit, supervise
from hardware.signals import DeviceDown, DeviceUp, Signal


class Flaky:
    """A device that fails as told, one entry a run: None is a line that opens and then goes."""

    name = "flaky"

    def __init__(self, faults: list[Exception | None]) -> None:
        self._faults = faults

    def run(self, emit: Emit, opened: Callable[[], None], stop: Event) -> None:
        if not self._faults:
            opened()
            stop.set()
            return
        fault = self._faults.pop(0)
        if fault is None:
            opened()
            raise DeviceLost("unplugged")
        raise fault


def outcome(faults: list[Exception | None]) -> list[Signal]:
    signals: list[Signal] = []
    supervise(Flaky(faults), signals.append, Event(), SystemClock())
    return signals


def test_a_device_that_stays_away_is_said_to_be_gone_once(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        signals = outcome([DeviceLost("no port"), DeviceLost("no port"), DeviceLost("no port")])
    assert [type(signal) for signal in signals] == [DeviceDown, DeviceUp]
    assert [each.levelname for each in caplog.records] == ["WARNING", "INFO"]


def test_each_loss_of_an_open_line_is_told() -> None:
    assert [type(signal) for signal in outcome([None, None])] == [
        DeviceUp,
        DeviceDown,
        DeviceUp,
        DeviceDown,
        DeviceUp,
    ]


def test_a_bug_ends_the_loop_instead_of_being_retried() -> None:
    with pytest.raises(ZeroDivisionError):
        outcome([ZeroDivisionError()])
