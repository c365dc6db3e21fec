"""A studio of real processes on simulated wires, of which any part may be killed and started again by its process id."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from hardware.clock import SystemClock
from hardware.sim.control import ControlClient
from hardware.sim.dealer import Console, Dealer
from hardware.sim.demo.broker import run_broker, start_broker
from hardware.sim.demo.children import Child, Children
from hardware.sim.demo.cloud import CloudKey, CloudSubscriber
from hardware.sim.demo.cloud_record import CloudRecord, PublicKeys
from hardware.sim.demo.configs import Ports, agent_toml, edge_toml
from hardware.sim.demo.floor_plan import EDGE, KEYS, LAMPS, DemoTable
from hardware.sim.demo.folder import DemoFolder, new_password
from hardware.sim.demo.studio import device_of
from hardware.sim.ports import free_port
from schemas.envelope import Event
from tests.scenarios.enrolled import board_key_of, edge_key_of, enrol
from tests.scenarios.floor_plan import (
    DEVICE_LINES,
    PIT_BOSS,
    READER_SPEED,
    SECOND_READERS,
    SHOE,
    SPEEDS,
    TABLES,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMIT_S, START_S, STEP_S = 20.0, 60.0, 0.02
SECOND_DEVICE = """
[[device]]
name = "{name}"
kind = "{kind}"
port = "{port}"
baud = {baud}
allow_unstable_port = true
"""
UNSTABLE = "allow_unstable_port = true\n"


class NeverCame(AssertionError):
    """Something that had to happen did not happen in time; says what."""


def await_(true: Callable[[], bool], what: str, limit_s: float = LIMIT_S, step_s: float = STEP_S) -> None:
    """Wait for what another process brings about."""
    give_up = time.monotonic() + limit_s
    while not true():
        if time.monotonic() > give_up:
            raise NeverCame(f"waited {limit_s:g} s in vain: {what}")
        time.sleep(step_s)


@dataclass
class FaultStudio:
    """Started with ``open``; ``close`` ends every process, whatever happened. ``people``: who signs in, as what."""

    root: Path
    tables: tuple[DemoTable, ...] = TABLES
    speeds: dict[str, float] = field(default_factory=lambda: dict(SPEEDS))
    passwords: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=lambda: {PIT_BOSS: "pit_boss"})
    wallet_key: str = ""
    cloud_says: list[str] = field(default_factory=list)
    _dealer_stop: threading.Event = field(default_factory=threading.Event)
    _dealer_thread: threading.Thread | None = None

    def __post_init__(self) -> None:
        self.folder = DemoFolder(self.root)
        self.ports = Ports(free_port(), free_port())
        self.children = Children(self.folder.sub("logs"))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.ports.http}"

    def open(self) -> None:
        """Broker, cloud, edge; then devices and agents of every table."""
        users = [*(table.id for table in self._known), EDGE, "cloud", PIT_BOSS]
        self.passwords = {user: new_password() for user in users}
        start_broker(self.folder, self.children, self.ports.broker, self.passwords)
        cloud_key = CloudKey()
        self.record = CloudRecord(PublicKeys(self._register(cloud_key)))
        file = self.folder.sub("cloud") / "stream.jsonl"
        self.cloud = CloudSubscriber(self.record, cloud_key, file, self.cloud_says.append)
        self.cloud.start(self.ports.broker, self.passwords["cloud"])
        self.start_edge()
        for table in self.tables:
            for device in devices(table):
                self.start_device(device)
            self.start_agent(table)

    def close(self) -> None:
        """End everything, the dealer too."""
        self.dealer_leaves()
        self.children.end_all()
        if hasattr(self, "cloud"):
            self.cloud.stop()

    # --- parts ---------------------------------------------------------------------------------------------------------

    def start_broker(self) -> None:
        run_broker(self.folder, self.children, self.ports.broker)

    def start_edge(self, wait: bool = True) -> Child:
        command = ("edge_api", "serve", "--config", str(self.folder.edge_config))
        child = self.children.module("edge", *command)
        if wait:
            self.await_edge()
        return child

    def await_edge(self) -> None:
        """Until it is ready."""
        with httpx.Client(base_url=self.url, timeout=2.0) as client:
            await_(lambda: _is_ready(client), f"the edge's readiness; see {self.part('edge').log}", START_S)

    def start_device(self, table: DemoTable) -> None:
        """The wheel, the shoe or the reader, in a process of its own."""
        control, (module, *words) = self.folder.control(table), table.simulated
        control.unlink(missing_ok=True)
        words += ["--link", str(self.folder.line(table)), "--control", str(control), "--seed", "1"]
        words += ["--speed", str(self.speeds.get(table.id, READER_SPEED)), *self._stage(table)]
        self.children.module(device_of(table), module, *words)
        await_(control.exists, f"the {table.device}'s back door")

    def end_device(self, table: DemoTable) -> None:
        """It goes dark, and its line with it."""
        self.part(device_of(table)).end()

    def start_agent(self, table: DemoTable) -> Child:
        """The board's agent, unchanged; only its pins are simulated."""
        env = {"GPIOZERO_PIN_FACTORY": "studio_sim", "STUDIO_SIM_PINS": str(self.folder.pins(table))}
        words = ("run", "--config", str(self.folder.agent_config(table)))
        return self.children.module(table.id, "firmware_agent", *words, env=env)

    def part(self, name: str) -> Child:
        """The latest process of that name."""
        return self.children.named(name)

    @property
    def books_pid(self) -> int | None:
        """The edge's second process."""
        front = self.part("edge").process.pid
        children = Path(f"/proc/{front}/task/{front}/children")
        pids = [int(word) for word in children.read_text().split()] if children.exists() else []
        return next((pid for pid in pids if b"edge_api.books" in _command_line(pid)), None)

    def kill_books_only(self) -> None:
        """SIGKILL the edge's writer; the front must end by itself."""
        await_(lambda: self.books_pid is not None, "the books process")
        os.kill(self.books_pid or 0, signal.SIGKILL)
        self._ends_alone("its books were killed")

    def kill_front_only(self) -> None:
        """SIGKILL the edge's front; the writer must end by itself."""
        books = self.books_pid
        self.part("edge").process.kill()
        self._ends_alone("it was killed")
        if books is not None:
            await_(lambda: not Path(f"/proc/{books}").exists(), "the end of the books after the front", 10)

    def _ends_alone(self, why: str) -> None:
        child = self.part("edge")
        child.asked_to_end = True
        await_(lambda: not child.running, f"the end of the edge's front after {why}", 10)

    # --- hands and eyes ------------------------------------------------------------------------------------------------

    def order(self, table: DemoTable, **order: Any) -> dict[str, Any]:
        """Through the device's back door."""
        with ControlClient(self.folder.control(table)) as device:
            return device.ask(**order)

    def press(self, table: DemoTable, key: str, **how: Any) -> None:
        """A finger on a key of the console, once the agent has claimed its pins."""
        await_(self.folder.pins(table).exists, f"the console of {table.id}")
        with ControlClient(self.folder.pins(table)) as pins:
            pins.ask(pin=KEYS[key], **(how or {"low_ms": 80}))

    def dealer_comes(self, voids: bool = True) -> None:
        """Somebody deals the shoe when its bets are closed."""
        console = Console(self.folder.pins(SHOE), self.folder.control(SHOE), KEYS, LAMPS)
        dealer = Dealer(console, SystemClock(), opens=False, voids=voids)
        self._dealer_stop.clear()
        self._dealer_thread = threading.Thread(target=dealer.run, args=(self._dealer_stop,), name="dealer")
        self._dealer_thread.start()

    def dealer_leaves(self) -> None:
        self._dealer_stop.set()
        if self._dealer_thread is not None:
            self._dealer_thread.join(10)
            self._dealer_thread = None

    @contextmanager
    def pit_boss(self, name: str = PIT_BOSS) -> Iterator[httpx.Client]:
        """A signed-in browser of the pit boss, or of somebody else."""
        headers = {"Origin": self.url}
        with httpx.Client(base_url=self.url, timeout=5.0, headers=headers) as client:
            form = {"name": name, "password": self.passwords[name]}
            await_(lambda: _signed_in(client, form), f"{name}'s signing in")
            yield client

    # --- what the cloud was told ---------------------------------------------------------------------------------------

    def facts(self, table: DemoTable, kind: str = "") -> list[Event]:
        """Facts of a table that have come through the edge to the cloud, in order."""
        return [
            each.fact
            for each in list(self.record.applied)
            if each.fact is not None
            and each.data["table"] == table.id
            and (not kind or each.fact.type == f"floor.{kind}.v1")
        ]

    def edge_events(self, kind: str) -> list[dict[str, Any]]:
        """Data of the edge's own events."""
        return [each.data for each in list(self.record.applied) if each.kind == kind]

    def await_fact(
        self, table: DemoTable, kind: str, after: int = 0, limit_s: float = LIMIT_S, **data: Any
    ) -> Event:
        """The first fact of that kind, at or after the ``after``-th of the table, whose data says so."""
        found: list[Event] = []

        def came() -> bool:
            kinds = (fact for fact in self.facts(table)[after:] if fact.type == f"floor.{kind}.v1")
            found.extend(fact for fact in kinds if data.items() <= fact.data.items())
            return bool(found)

        seen = [fact.type for fact in self.facts(table)[after:]]
        await_(came, f"{kind} {data} at {table.id} after {seen}", limit_s)
        return found[0]

    @property
    def _known(self) -> tuple[DemoTable, ...]:
        """The tables that the edge is set up for, played here or not."""
        return tuple({table.id: table for table in (*TABLES, *self.tables)}.values())

    def _stage(self, table: DemoTable) -> list[str]:
        """What a device is told of the camera that shows it: nothing, where nobody looks."""
        return []

    def _with_devices(self, table: DemoTable, text: str) -> str:
        """A board's file with what it is told of its devices beyond the demo's."""
        first = UNSTABLE + DEVICE_LINES.get(table.id, "")
        second = [
            SECOND_DEVICE.format(
                name=device.device, kind=device.kind, port=self.folder.line(device), baud=device.baud
            )
            for device in devices(table)[1:]
        ]
        return "".join([text.replace(UNSTABLE, first, 1), *second])

    def _register(self, cloud_key: CloudKey) -> dict[str, str]:
        self.folder.edge_config.write_text(
            edge_toml(self.folder, self.ports, self.passwords[EDGE], cloud_key.public, self._known),
            encoding="utf-8",
        )
        edge_keys = {f"{EDGE}#1": edge_key_of(self.folder.edge_config)}
        boards: dict[str, str] = {}
        for table in self.tables:
            config = self.folder.agent_config(table)
            text = agent_toml(self.folder, self.ports, table, self.passwords[table.id], edge_keys)
            config.write_text(self._with_devices(table, text), encoding="utf-8")
            boards[table.id] = board_key_of(config)
        self.wallet_key = enrol(self.folder.edge_config, boards, self.people, self.passwords)
        return edge_keys | {f"{table}#1": key for table, key in boards.items()}


def devices(table: DemoTable) -> tuple[DemoTable, ...]:
    """The table once for each of its devices: its own first, then a second reader."""
    second = SECOND_READERS.get(table.id)
    return (table,) if second is None else (table, second)


def _is_ready(client: httpx.Client) -> bool:
    try:
        return client.get("/readyz").is_success
    except httpx.HTTPError:
        return False


def _signed_in(client: httpx.Client, form: dict[str, str]) -> bool:
    try:
        return client.post("/login", data=form).status_code == 303
    except httpx.HTTPError:
        return False


def _command_line(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
