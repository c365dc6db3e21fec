"""Starts the demo's studio in order, and ends it in order. Builds everything; decides nothing about the game."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

from hardware.clock import SystemClock
from hardware.sim.control import ControlClient
from hardware.sim.dealer import Console, Dealer
from hardware.sim.demo.broker import run_broker, start_broker
from hardware.sim.demo.children import ChildDied, Children
from hardware.sim.demo.cloud import CloudKey, CloudSubscriber
from hardware.sim.demo.cloud_record import CloudRecord, PublicKeys
from hardware.sim.demo.configs import Ports, agent_toml, edge_toml
from hardware.sim.demo.eyes import calibrating
from hardware.sim.demo.floor_plan import (
    DEALER,
    EDGE,
    KEYS,
    LAMPS,
    OPERATOR,
    ROULETTE,
    STAFF,
    TABLES,
    DemoTable,
)
from hardware.sim.demo.folder import DemoFolder, new_password
from hardware.sim.demo.registry import Registrar, board_key
from hardware.sim.demo.screen import DealerScreen
from hardware.sim.ports import free_port

Say = Callable[[str], None]
READY_TRIES, READY_STEP_S = 900, 0.1
CALIBRATION_S = 120.0


@dataclass(slots=True)
class Studio:
    """One running studio. ``start`` blocks for a few seconds; ``stop`` may be called at any time after it began."""

    folder: DemoFolder
    say: Say
    ports: Ports = field(default_factory=lambda: Ports(free_port(), free_port()))
    cloud: CloudSubscriber = field(init=False)
    children: Children = field(init=False)
    registrar: Registrar = field(init=False)
    staff_passwords: dict[str, str] = field(default_factory=lambda: {name: new_password() for name in STAFF})
    wallet_key: str = ""
    _dealers: dict[str, Dealer] = field(default_factory=dict)
    _dealers_stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.children = Children(self.folder.sub("logs"))
        self.registrar = Registrar(self.folder.edge_config)

    @property
    def url(self) -> str:
        """The edge's front door."""
        return f"http://127.0.0.1:{self.ports.http}"

    def looks_at(self, table: DemoTable) -> bool:
        """Whether a camera looks at this table."""
        return table.has_camera and self.ports.video is not None

    def films(self, table: DemoTable) -> bool:
        """Whether players can watch it."""
        return table.filmed and self.ports.video is not None

    def start(self) -> None:
        """Everything up to the first round.

        Raises:
            ChildDied, CommandFailed, ProgramMissing: something did not start; says what.
        """
        users = [*(table.id for table in TABLES), EDGE, "cloud"]
        passwords = {user: new_password() for user in users}
        cloud_key = CloudKey()
        start_broker(self.folder, self.children, self.ports.broker, passwords)
        keys = self._register(passwords, cloud_key)
        record = CloudRecord(PublicKeys(keys))
        self.cloud = CloudSubscriber(record, cloud_key, self.folder.sub("cloud") / "stream.jsonl", self.say)
        self.cloud.start(self.ports.broker, passwords["cloud"])
        self._begin_calibrations()
        self.start_edge()
        self._await_edge()
        self._start_devices()
        self._await_calibrations()
        for table in TABLES:
            self.start_agent(table.id)
        self._start_dealers()

    def _begin_calibrations(self) -> None:
        """Beside the edge's start: each takes some ten seconds of a core."""
        tables = [table for table in TABLES if self.looks_at(table)]
        if tables:
            self.say(f"calibrating {len(tables)} cameras, about half a minute (longer on a busy machine)")
        for table in tables:
            self.children.module(
                f"{table.id}-calibration", *calibrating(self.folder, table)
            ).asked_to_end = True

    def _await_calibrations(self) -> None:
        for table in filter(self.looks_at, TABLES):
            child = self.children.named(f"{table.id}-calibration")
            if child.ended(CALIBRATION_S) != 0:
                raise child.failed(f"the camera of {table.name} was not calibrated")
            self.say(f"{table.id}: its camera is calibrated")

    def start_broker_again(self) -> None:
        """After it has ended: the same port, the same users, nothing remembered."""
        run_broker(self.folder, self.children, self.ports.broker)

    def start_edge(self) -> None:
        """The edge, as a unit file would start it."""
        self.children.module("edge", "edge_api", "serve", "--config", str(self.folder.edge_config))

    def start_agent(self, table_id: str) -> None:
        """One board's agent; only its pins, its serial line and its camera are simulated."""
        table = next(table for table in TABLES if table.id == table_id)
        env = {"GPIOZERO_PIN_FACTORY": "studio_sim", "STUDIO_SIM_PINS": str(self.folder.pins(table))}
        if self.looks_at(table):
            env["STUDIO_SIM_SCENE"] = str(self.folder.scene(table))
        self.children.module(
            table.id, "firmware_agent", "run", "--config", str(self.folder.agent_config(table)), env=env
        )

    def last_round(self) -> None:
        """The dealer opens no further round, the wheel closes after its game."""
        with ControlClient(self.folder.control(ROULETTE)) as wheel:
            wheel.ask(do="close")
        for dealer in self._dealers.values():
            dealer.going_home.set()

    def stop_boards(self) -> None:
        """Dealers go home, agents end, devices go dark."""
        self._dealers_stop.set()
        for thread in self._threads:
            thread.join(10)
        for table in TABLES:
            self.children.named(table.id).end()
        for table in TABLES:
            self.children.named(device_of(table)).end()

    def stop_edge(self) -> None:
        """The edge ends and lets go of its books."""
        self.children.named("edge").end()

    def stop(self) -> None:
        """Whatever still runs ends, in reverse order."""
        self._dealers_stop.set()
        self.children.end_all()
        for thread in self._threads:
            thread.join(5)
        if hasattr(self, "cloud"):
            self.cloud.stop()

    def _register(self, passwords: dict[str, str], cloud_key: CloudKey) -> dict[str, str]:
        """Configurations, keys and people; public keys by key id."""
        self.folder.edge_config.write_text(
            edge_toml(self.folder, self.ports, passwords[EDGE], cloud_key.public), encoding="utf-8"
        )
        keys = {f"{EDGE}#1": self.registrar.edge_key()}
        edge_keys = dict(keys)
        for table in TABLES:
            config = self.folder.agent_config(table)
            config.write_text(
                agent_toml(self.folder, self.ports, table, passwords[table.id], edge_keys), encoding="utf-8"
            )
            keys[f"{table.id}#1"] = board_key(config)
            self.registrar.add_board(table.id, keys[f"{table.id}#1"])
            if table.wheel_serial is not None:
                self.registrar.add_wheel(table.id, table.wheel_serial, "ivory-1")
        for name, role in STAFF.items():
            self.registrar.add_user(name, role, self.staff_passwords[name])
        self.wallet_key = self.registrar.register(OPERATOR, "wallet")
        return keys

    def _await_edge(self) -> None:
        with httpx.Client(base_url=self.url, timeout=2.0) as client:
            for _ in range(READY_TRIES):
                if not self.children.named("edge").running:
                    break
                try:
                    if client.get("/readyz").is_success:
                        return
                except httpx.HTTPError:
                    pass
                threading.Event().wait(READY_STEP_S)
        raise self.children.named("edge").failed("the edge is not ready")

    def _start_devices(self) -> None:
        for table in TABLES:
            line, control = str(self.folder.line(table)), str(self.folder.control(table))
            module, *words = table.simulated
            if self.looks_at(table):
                words += ["--scene", str(self.folder.scene(table))]
            self.children.module(device_of(table), module, "--link", line, "--control", control, *words)
        for table in TABLES:
            _await_file(self.folder.control(table).exists, f"the {table.device} did not start")

    def _start_dealers(self) -> None:
        for table in TABLES:
            layout = None if table is ROULETTE else self.folder.control(table)
            console = Console(self.folder.pins(table), layout, KEYS, LAMPS, self._screen(table))
            dealer = Dealer(
                console,
                SystemClock(),
                opens=table.opens,
                confirms=table.confirms or (self.looks_at(table) and not self.ports.cameras_lie),
                declares_shoe=table.declares_shoe,
            )
            thread = threading.Thread(
                target=dealer.run, args=(self._dealers_stop,), name=f"dealer at {table.id}", daemon=True
            )
            thread.start()
            self._dealers[table.id] = dealer
            self._threads.append(thread)

    def _screen(self, table: DemoTable) -> DealerScreen | None:
        if not table.screen:
            return None
        return DealerScreen(self.url, table.id, DEALER, self.staff_passwords[DEALER])


def device_of(table: DemoTable) -> str:
    """The name of the process that simulates the table's device."""
    return f"{table.id}-{table.device}"


def _await_file(exists: Callable[[], bool], otherwise: str) -> None:
    for _ in range(READY_TRIES):
        if exists():
            return
        threading.Event().wait(READY_STEP_S)
    raise ChildDied(otherwise)


async def until(true: Callable[[], bool], limit_s: float, step_s: float = 0.1) -> bool:
    """Wait for something; False when ``limit_s`` passed first."""
    for _ in range(round(limit_s / step_s)):
        if true():
            return True
        await asyncio.sleep(step_s)
    return true()
