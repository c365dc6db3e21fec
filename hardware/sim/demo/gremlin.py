"""Breaks things in a running demo at random: wires, devices and processes. What it breaks it also brings back; money it never touches."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from random import Random

from hardware.clock import SystemClock
from hardware.sim.camera.faults import CameraFault
from hardware.sim.camera.feed import SceneFeed
from hardware.sim.control import ControlClient, ControlRefused
from hardware.sim.demo.floor_plan import BACCARAT, KEYS, ROULETTE, TABLES, DemoTable
from hardware.sim.demo.studio import Studio
from hardware.sim.reader.faults import ReaderFault
from hardware.sim.shoe.faults import ShoeFault
from hardware.sim.wheel.faults import WheelFault
from hardware.sim.wire import LineFault

FIRST_S, LAST_S = 2.0, 6.0
WHEEL_FAULTS = tuple(fault for fault in WheelFault if fault is not WheelFault.LAUNCH_NEVER)


class Gremlin:
    """One mischief every few seconds."""

    def __init__(self, studio: Studio, rng: Random) -> None:
        self._studio, self._rng = studio, rng
        self._mischiefs: tuple[Callable[[], str], ...] = (
            self._wheel_fault,
            self._shoe_fault,
            self._reader_fault,
            self._reader_fault,
            self._noise,
            self._unplug,
            self._chatter,
            self._kill_agent,
            self._kill_edge,
            self._kill_broker,
            *([self._camera_fault] if self._with_camera() else []),
        )

    async def run(self, stop: asyncio.Event) -> None:
        """Until ``stop``."""
        while not stop.is_set():
            await asyncio.sleep(self._rng.uniform(FIRST_S, LAST_S))
            if stop.is_set():
                return
            try:
                done = self._rng.choice(self._mischiefs)()
            except (OSError, ControlRefused) as busy:
                done = f"nothing: {busy}"
            self._studio.say(f"gremlin      {done}")

    def _wheel_fault(self) -> str:
        fault = self._rng.choice(WHEEL_FAULTS)
        self._order(ROULETTE, do="fault", fault=fault.value)
        return f"the wheel: {fault.value}"

    def _shoe_fault(self) -> str:
        fault = self._rng.choice(tuple(ShoeFault))
        self._order(BACCARAT, do="fault", fault=fault.value)
        return f"the shoe: {fault.value}"

    def _reader_fault(self) -> str:
        table = self._rng.choice([table for table in TABLES if table not in (ROULETTE, BACCARAT)])
        fault = self._rng.choice(tuple(ReaderFault))
        self._order(table, do="fault", fault=fault.value)
        return f"the {table.device} of {table.id}: {fault.value}"

    def _with_camera(self) -> list[DemoTable]:
        return [table for table in TABLES if self._studio.looks_at(table)]

    def _camera_fault(self) -> str:
        table, fault = self._rng.choice(self._with_camera()), self._rng.choice(tuple(CameraFault))
        feed = SceneFeed(self._studio.folder.scene(table), "gremlin", SystemClock())
        feed.show("fault", fault=fault.value, for_s=self._rng.uniform(0.5, 3.0))
        feed.close()
        return f"{table.id}: the camera: {fault.value}"

    def _noise(self) -> str:
        table, noise = self._rng.choice(TABLES), self._rng.choice(tuple(LineFault))
        self._order(table, do="noise", noise=noise.value, times=self._rng.randint(1, 4))
        return f"the {table.device}'s line: {noise.value}"

    def _unplug(self) -> str:
        table = self._rng.choice(TABLES)
        self._order(table, do="unplug", for_s=self._rng.uniform(0.2, 2.0))
        return f"the {table.device}'s cable is pulled"

    def _chatter(self) -> str:
        table, key = self._rng.choice(TABLES), self._rng.choice(("confirm", "supervisor"))
        with ControlClient(self._studio.folder.pins(table)) as finger:
            finger.ask(pin=KEYS[key], low_ms=60, chatter_ms=10)
        return f"{table.id}: the {key} key chatters"

    def _kill_agent(self) -> str:
        table = self._rng.choice(TABLES)
        self._studio.children.named(table.id).kill()
        self._studio.start_agent(table.id)
        return f"{table.id}: the agent is killed and started again"

    def _kill_edge(self) -> str:
        self._studio.children.named("edge").kill()
        self._studio.start_edge()
        return "the edge is killed and started again"

    def _kill_broker(self) -> str:
        self._studio.children.named("broker").kill()
        self._studio.start_broker_again()
        return "the broker is killed and started again"

    def _order(self, table: DemoTable, **order: object) -> None:
        with ControlClient(self._studio.folder.control(table)) as device:
            device.ask(**order)
