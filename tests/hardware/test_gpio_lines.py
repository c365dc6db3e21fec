"""The dealer's keys on mock pins: the same driver, the same library, no board."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from gpiozero.pins.mock import MockFactory, MockPin

from hardware.clock import SystemClock
from hardware.decode.debounce import MS, SECOND, KeyTiming
from hardware.driver import DeviceLost
from hardware.gpio_lines import MOST_WAITING_EDGES, GpioKeys
from hardware.signals import DeviceUp, Key, KeyPressed, KeyStuck
from tests.hardware.bench import running

PINS = {Key.OPEN: "GPIO17", Key.VOID: "BOARD13"}
QUICK = KeyTiming(stable_ns=20 * MS, stuck_ns=150 * MS)


@pytest.fixture
def factory() -> Iterator[MockFactory]:
    pins = MockFactory()
    yield pins
    pins.close()


def keys(factory: MockFactory, **timings: KeyTiming) -> GpioKeys:
    return GpioKeys(
        "console", PINS, {Key[name]: timing for name, timing in timings.items()}, factory, SystemClock()
    )


def finger(factory: MockFactory, key: Key) -> MockPin:
    return factory.pin(PINS[key])


def test_a_push_is_one_press_stamped_from_the_edge(factory: MockFactory) -> None:
    with running(keys(factory, OPEN=QUICK)) as bench:
        bench.next(DeviceUp)
        before_ns = SystemClock().monotonic_ns()
        finger(factory, Key.OPEN).drive_low()
        after_ns = SystemClock().monotonic_ns()
        pressed = bench.next(KeyPressed)
        assert before_ns - 1_000 <= pressed.at_ns - QUICK.stable_ns <= after_ns
        assert pressed.key is Key.OPEN


def test_chatter_is_one_press_and_survives_the_garbage_collector(factory: MockFactory) -> None:
    with running(keys(factory, OPEN=QUICK)) as bench:
        bench.next(DeviceUp)
        gc.collect()
        for _ in range(20):
            finger(factory, Key.OPEN).drive_low()
            finger(factory, Key.OPEN).drive_high()
        finger(factory, Key.OPEN).drive_low()
        bench.next(KeyPressed)
        bench.next(KeyStuck)
        assert bench.rest() == []


def test_a_tap_on_the_void_key_is_no_press(factory: MockFactory) -> None:
    with running(keys(factory, OPEN=QUICK)) as bench:
        bench.next(DeviceUp)
        finger(factory, Key.VOID).drive_low()
        finger(factory, Key.OPEN).drive_low()
        assert bench.next(KeyPressed).key is Key.OPEN
        finger(factory, Key.VOID).drive_high()
        finger(factory, Key.OPEN).drive_high()
        assert not any(isinstance(signal, KeyPressed) for signal in bench.rest())


def test_a_key_held_for_its_hold_is_a_press(factory: MockFactory) -> None:
    with running(keys(factory)) as bench:
        bench.next(DeviceUp)
        before_ns = SystemClock().monotonic_ns()
        finger(factory, Key.VOID).drive_low()
        pressed = bench.next(KeyPressed)
        assert pressed.key is Key.VOID
        assert pressed.at_ns - before_ns >= SECOND - MS


def test_a_stuck_key_is_told_and_its_release_too(factory: MockFactory) -> None:
    with running(keys(factory, OPEN=QUICK)) as bench:
        bench.next(DeviceUp)
        finger(factory, Key.OPEN).drive_low()
        assert bench.next(KeyStuck).stuck
        finger(factory, Key.OPEN).drive_high()
        assert not bench.next(KeyStuck).stuck


def test_stopping_frees_the_pins_for_the_next_run(factory: MockFactory) -> None:
    driver = keys(factory, OPEN=QUICK)
    for _ in range(2):
        with running(driver) as bench:
            bench.next(DeviceUp)
            finger(factory, Key.OPEN).drive_high()
            finger(factory, Key.OPEN).drive_low()
            bench.next(KeyPressed)


def test_a_pin_that_something_else_holds_is_a_lost_device(factory: MockFactory) -> None:
    with running(keys(factory)) as bench:
        bench.next(DeviceUp)
        with pytest.raises(DeviceLost, match="key open on GPIO17"):
            keys(factory).run(lambda _: None, lambda: None, threading.Event())


def test_more_edges_than_can_be_kept_lose_the_console_instead_of_an_edge(factory: MockFactory) -> None:
    def flood() -> None:
        for _ in range(MOST_WAITING_EDGES):
            finger(factory, Key.OPEN).drive_low()
            finger(factory, Key.OPEN).drive_high()

    with pytest.raises(DeviceLost, match="edges waiting"):
        keys(factory).run(lambda _: None, flood, threading.Event())


class StrangeClockPin(MockPin):  # type: ignore[misc]  # gpiozero has no types
    """A pin whose factory stamps edges on a clock that is not this boot's."""

    def _call_when_changed(self) -> None:
        self.when_changed(1.7e9, self._state)


def test_a_stamp_of_another_clock_is_replaced_by_now(factory: MockFactory) -> None:
    factory.pin_class = StrangeClockPin
    with running(keys(factory, OPEN=QUICK)) as bench:
        bench.next(DeviceUp)
        before_ns = SystemClock().monotonic_ns()
        finger(factory, Key.OPEN).drive_low()
        assert 0 <= bench.next(KeyPressed).at_ns - QUICK.stable_ns - before_ns < SECOND


@pytest.mark.parametrize(
    ("pins", "complaint"),
    [
        ({Key.OPEN: "GPIO99"}, "console: pin 'GPIO99' of open is no line of this board"),
        ({Key.OPEN: "BOARD1"}, "pin 'BOARD1' of open is no line of this board"),
        ({Key.OPEN: "GPIO17", Key.CONFIRM: "BOARD11"}, "pin 'BOARD11' is given to open and to confirm"),
    ],
)
def test_wrong_pins_are_refused_before_anything_opens(
    factory: MockFactory, pins: dict[Key, str], complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        GpioKeys("console", pins, {}, factory, SystemClock())


def test_a_void_key_without_its_hold_is_refused_before_anything_opens(factory: MockFactory) -> None:
    with pytest.raises(ValueError, match="key void"):
        keys(factory, VOID=QUICK)
