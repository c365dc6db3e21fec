"""Runs one simulated device: its line, its back door and its agenda on one event loop, alone in a process or in a test's thread."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from types import TracebackType
from typing import Generic, Protocol, Self, TypeVar

from hardware.sim.agenda import Agenda
from hardware.sim.control import ControlServer, Order
from hardware.sim.pty_line import PtyLine


class Device(Protocol):
    """A simulated device: pure but for what its agenda and its line do for it."""

    def start(self) -> None:
        """Begin to live."""

    def receive(self, data: bytes) -> None:
        """Bytes from the host."""

    def host_opened(self) -> None:
        """A host has just opened the line."""

    def obey(self, order: Order) -> Order:
        """An order through the back door.

        Raises:
            KeyError, ValueError: not an order of this device.
        """


D = TypeVar("D", bound=Device)
Build = Callable[[Agenda, PtyLine], D]


async def live(
    build: Build[D], link: Path, control: Path | None, born: Callable[[D], None], end: asyncio.Event
) -> None:
    """Run a device on ``link`` until ``end`` is set."""
    line = PtyLine(link)
    device = build(asyncio.get_running_loop(), line)
    line.received, line.opened = device.receive, device.host_opened
    server = ControlServer(control, device.obey) if control else None
    line.plug()
    if server:
        await server.start()
    device.start()
    born(device)
    await end.wait()
    if server:
        await server.stop()
    line.unplug()


async def live_until_signal(build: Build[D], link: Path, control: Path | None) -> None:
    """Run a device until SIGINT or SIGTERM."""
    end = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, end.set)
    await live(build, link, control, lambda _device: None, end)


class DeviceThread(Generic[D]):
    """A device in a thread of its own, for tests: ``with DeviceThread(build, link) as device: device.do(...)``."""

    def __init__(self, build: Build[D], link: Path, control: Path | None = None) -> None:
        self._build, self._link, self._control = build, link, control
        self._born: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event, D]] = Future()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._live()), name="simulated device")

    async def _live(self) -> None:
        loop, end = asyncio.get_running_loop(), asyncio.Event()
        await live(
            self._build,
            self._link,
            self._control,
            lambda device: self._born.set_result((loop, end, device)),
            end,
        )

    def do(self, order: Order) -> Order:
        """Give the device an order on its own loop and wait for the answer."""
        loop, _, device = self._born.result(timeout=5)
        answer: Future[Order] = Future()

        def obey() -> None:
            try:
                answer.set_result(device.obey(order))
            except Exception as wrong:  # noqa: BLE001 - handed to the caller
                answer.set_exception(wrong)

        loop.call_soon_threadsafe(obey)
        return answer.result(timeout=5)

    def __enter__(self) -> Self:
        self._thread.start()
        self._born.result(timeout=5)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        loop, end, _ = self._born.result(timeout=5)
        loop.call_soon_threadsafe(end.set)
        self._thread.join(timeout=5)
