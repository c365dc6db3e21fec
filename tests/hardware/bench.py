"""A driver on the bench: run under the supervisor in a thread of its own, its signals waited for, never slept for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty, Queue
from threading import Event, Thread
from typing import TypeVar

from hardware.clock import SystemClock
from hardware.driver import Driver, supervise
from hardware.signals import Signal

PATIENCE_S = 5.0

AnySignal = TypeVar("AnySignal", bound=Signal)


class Bench:
    """A running driver and what it has emitted so far."""

    def __init__(self) -> None:
        self._signals: Queue[Signal] = Queue()
        self.stop = Event()
        self.thread: Thread | None = None

    def emit(self, signal: Signal) -> None:
        self._signals.put(signal)

    def next(self, kind: type[AnySignal]) -> AnySignal:
        """The next signal of ``kind``; others before it are passed over."""
        while True:
            try:
                signal = self._signals.get(timeout=PATIENCE_S)
            except Empty:
                raise AssertionError(f"no {kind.__name__} within {PATIENCE_S} s") from None
            if isinstance(signal, kind):
                return signal

    def rest(self) -> list[Signal]:
        """What has come and was not yet looked at."""
        return [self._signals.get_nowait() for _ in range(self._signals.qsize())]


@contextmanager
def running(driver: Driver) -> Iterator[Bench]:
    """``driver`` under ``supervise``; on leaving it is stopped and must end."""
    bench = Bench()
    bench.thread = Thread(
        target=supervise, args=(driver, bench.emit, bench.stop, SystemClock()), name=driver.name
    )
    bench.thread.start()
    try:
        yield bench
    finally:
        bench.stop.set()
        bench.thread.join(PATIENCE_S)
        assert not bench.thread.is_alive(), f"{driver.name} did not stop"
