"""Driver of the dealer's keys on GPIO lines, active low with pull-up. Refuses to lose an edge quietly, and to let anybody else debounce.

The library's callback thread only stamps and queues; thinking happens in the driver's own thread. Edges keep the stamp that the pin
factory gives (the kernel's, with lgpio); ``bounce_time`` is never used, because it drops edges.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from queue import Empty, Full, Queue
from threading import Event

from gpiozero import Factory, GPIOZeroError, InputDevice

from hardware.clock import Clock
from hardware.decode.debounce import KeyDebouncer, KeyTiming, check_timing, usual_timing
from hardware.driver import DeviceLost, Emit
from hardware.pin_factory import check_pins
from hardware.signals import Key, Signal

MOST_WAITING_EDGES = 1024
LATE_EDGE_NS = 5_000_000
"""An edge may reach us this much after its stamp; time is told to the debouncers that much late."""

OLDEST_STAMP_NS = 1_000_000_000
LONGEST_WAIT_S = 0.1


@dataclass(frozen=True, slots=True)
class _Edge:
    key: Key
    down: bool
    at_ns: int


class GpioKeys:
    """``Driver`` for the console's keys: ``pins`` by gpiozero names ("GPIO17", "BOARD11"); a key without a timing has the usual one.

    Raises:
        ValueError: a pin that the board does not have, one pin for two keys, or a key that destroys without its hold.
    """

    def __init__(
        self,
        name: str,
        pins: Mapping[Key, str],
        timings: Mapping[Key, KeyTiming],
        factory: Factory,
        clock: Clock,
    ) -> None:
        self.name = name
        self._pins, self._factory, self._clock = dict(pins), factory, clock
        self._timings = {key: timings.get(key, usual_timing(key)) for key in pins}
        self._edges: Queue[_Edge] = Queue(MOST_WAITING_EDGES)
        self._overflowed = Event()
        for key, timing in self._timings.items():
            check_timing(key, timing)
        check_pins(name, {key.value: pin for key, pin in pins.items()}, factory)

    def __repr__(self) -> str:
        return f"GpioKeys({self.name!r}: {', '.join(f'{key.value} on {pin}' for key, pin in self._pins.items())})"

    def run(self, emit: Emit, opened: Callable[[], None], stop: Event) -> None:
        """Watch the lines until ``stop``; returns within 0.2 s of it.

        Raises:
            DeviceLost: a line can't be claimed, or more edges came than could be kept.
        """
        with ExitStack() as stack:
            self._forget()
            watches = [self._watch(key, stack) for key in self._pins]
            keys = {watch.key: self._debouncer(watch) for watch in watches}
            opened()
            while not stop.is_set():
                self._turn(keys, emit)

    def _forget(self) -> None:
        self._edges = Queue(MOST_WAITING_EDGES)
        self._overflowed.clear()

    def _watch(self, key: Key, stack: ExitStack) -> _Watch:
        try:
            device = stack.enter_context(
                InputDevice(self._pins[key], pull_up=True, pin_factory=self._factory)
            )
            watch = _Watch(key, device, self._stamp, self._queue)
            stack.callback(watch.stop)
            watch.start()
        except (GPIOZeroError, OSError) as fault:
            raise DeviceLost(f"key {key.value} on {self._pins[key]}: {fault}") from fault
        return watch

    def _debouncer(self, watch: _Watch) -> KeyDebouncer:
        return KeyDebouncer(
            watch.key, self._timings[watch.key], down=watch.down, at_ns=self._clock.monotonic_ns()
        )

    def _turn(self, keys: Mapping[Key, KeyDebouncer], emit: Emit) -> None:
        signals: list[Signal] = []
        try:
            edge = self._edges.get(timeout=self._wait_s(keys))
            signals += keys[edge.key].edge(edge.down, edge.at_ns)
        except Empty:
            told_ns = self._clock.monotonic_ns() - LATE_EDGE_NS
            for key in keys.values():
                signals += key.advance(told_ns)
        for signal in signals:
            emit(signal)
        if self._overflowed.is_set():
            raise DeviceLost(
                f"more than {MOST_WAITING_EDGES} edges waiting: a contact chatters without end, or the board is starved"
            )

    def _wait_s(self, keys: Mapping[Key, KeyDebouncer]) -> float:
        deadlines = [key.deadline_ns for key in keys.values()]
        nearest = min((at for at in deadlines if at is not None), default=None)
        if nearest is None:
            return LONGEST_WAIT_S
        wait_s = (nearest + LATE_EDGE_NS - self._clock.monotonic_ns()) / 1e9
        return min(max(wait_s, 0.0), LONGEST_WAIT_S)

    def _stamp(self, ticks: float) -> int:
        """The monotonic time of a pin factory's stamp; now, if the factory counts on some other clock."""
        now_ns = self._clock.monotonic_ns()
        age_ns = round(self._factory.ticks_diff(self._factory.ticks(), ticks) * 1e9)
        return now_ns - age_ns if 0 <= age_ns <= OLDEST_STAMP_NS else now_ns

    def _queue(self, edge: _Edge) -> None:
        try:
            self._edges.put_nowait(edge)
        except Full:
            self._overflowed.set()


class _Watch:
    """One claimed line. gpiozero keeps only a weak reference to its callback: whoever watches must keep this object."""

    def __init__(
        self, key: Key, device: InputDevice, stamp: Callable[[float], int], queue: Callable[[_Edge], None]
    ) -> None:
        self.key = key
        self._device, self._stamp, self._queue = device, stamp, queue

    @property
    def down(self) -> bool:
        return bool(self._device.is_active)

    def start(self) -> None:
        self._device.pin.bounce = None
        self._device.pin.edges = "both"
        self._device.pin.when_changed = self.changed

    def stop(self) -> None:
        self._device.pin.when_changed = None

    def changed(self, ticks: float, state: int) -> None:
        if state in (0, 1):  # lgpio also calls for its watchdog, with 2
            self._queue(_Edge(self.key, down=not state, at_ns=self._stamp(ticks)))
