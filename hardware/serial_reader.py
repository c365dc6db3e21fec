"""Driver of a device on a serial line: reads, stamps, decodes, and writes orders. Refuses to believe that nothing was missed.

pyserial throws away what arrived before the line was opened, so each opening starts the decoder afresh. A line that fails, ends
or stays silent is a lost device; orders that were waiting are dropped, because a late order is a wrong one.
"""

from __future__ import annotations

import logging
import termios
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from threading import Event, Lock

import serial

from hardware.clock import Clock
from hardware.decode.decoder import Decoder
from hardware.driver import DeviceLost, Emit
from hardware.serial_line import SerialLine

log = logging.getLogger(__name__)

Tap = Callable[[int, bytes], None]
"""Sees every read: monotonic ns and the bytes."""

READ_TIMEOUT_S = 0.05
WRITE_TIMEOUT_S = 0.1
MOST_WAITING_ORDERS = 16


class SerialReader:
    """``Driver`` for one ``SerialLine``; ``send`` may be called from any thread."""

    def __init__(
        self, name: str, line: SerialLine, decoder: Decoder, clock: Clock, tap: Tap | None = None
    ) -> None:
        self.name = name
        self.decoder = decoder
        self._line, self._clock, self._tap = line, clock, tap
        self._orders: deque[bytes] = deque()
        self._lock = Lock()
        self._is_open = False
        self._heard_ns = self._poll_ns = 0

    def __repr__(self) -> str:
        return f"SerialReader({self.name!r} on {self._line.port})"

    def send(self, data: bytes) -> bool:
        """Queue an order for the device; False if it can't be sent (line closed, or too many waiting): nothing is kept then."""
        with self._lock:
            if not self._is_open or len(self._orders) >= MOST_WAITING_ORDERS:
                log.warning(
                    "%s: order %r refused: %s",
                    self.name,
                    data,
                    "too many waiting" if self._is_open else "line closed",
                )
                return False
            self._orders.append(data)
            return True

    def run(self, emit: Emit, opened: Callable[[], None], stop: Event) -> None:
        """Read until ``stop``; returns within 0.2 s of it.

        Raises:
            DeviceLost: the line can't be opened, failed, ended, or was silent for ``silence_s``.
        """
        with closing(self._open()) as port:
            self._begin()
            opened()
            try:
                while not stop.is_set():
                    self._turn(port, emit)
            finally:
                self._end()

    def _open(self) -> serial.Serial:
        with self._line_faults():
            exclusive = None if self._line.is_socket else True
            return serial.serial_for_url(
                self._line.port,
                baudrate=self._line.baud,
                timeout=READ_TIMEOUT_S,
                write_timeout=WRITE_TIMEOUT_S,
                exclusive=exclusive,
            )

    def _begin(self) -> None:
        self.decoder.reset()
        self._heard_ns = self._poll_ns = self._clock.monotonic_ns()
        with self._lock:
            self._is_open = True

    def _end(self) -> None:
        self.decoder.finish()
        with self._lock:
            self._is_open = False
            unsent = len(self._orders)
            self._orders.clear()
        if unsent:
            log.warning("%s: %d orders dropped with the line", self.name, unsent)

    def _turn(self, port: serial.Serial, emit: Emit) -> None:
        with self._line_faults():
            self._write(port)
            # Never wait for more than one byte: what waits for company gets its companion's time.
            data = port.read(max(1, port.in_waiting))
        at_ns = self._clock.monotonic_ns()
        if data:
            self._hear(data, at_ns, emit)
        self._check_silence(at_ns)

    def _hear(self, data: bytes, at_ns: int, emit: Emit) -> None:
        if self._tap is not None:
            self._tap(at_ns, data)
        frames = self.decoder.counts.frames
        for signal in self.decoder.feed(data, at_ns):
            emit(signal)
        if self.decoder.counts.frames > frames:
            self._heard_ns = at_ns

    def _check_silence(self, now_ns: int) -> None:
        silence_s = self._line.silence_s
        if silence_s is not None and now_ns - self._heard_ns > silence_s * 1e9:
            raise DeviceLost(f"silent for {silence_s:g} s (no valid frame on {self._line.port})")

    def _write(self, port: serial.Serial) -> None:
        now_ns = self._clock.monotonic_ns()
        if self._line.poll and now_ns >= self._poll_ns:
            self._poll_ns = now_ns + self._line.poll_ms * 1_000_000
            port.write(self._line.poll)
        while (order := self._next_order()) is not None:
            port.write(order)

    def _next_order(self) -> bytes | None:
        with self._lock:
            return self._orders.popleft() if self._orders else None

    @contextmanager
    def _line_faults(self) -> Iterator[None]:
        try:
            yield
        except (OSError, termios.error) as fault:  # serial.SerialException is an OSError
            raise DeviceLost(f"{self._line.port}: {fault}") from fault
