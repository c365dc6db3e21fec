"""A real agent process on a real pseudo-terminal beside a real edge: one baccarat table, waiting between coups."""

from __future__ import annotations

import os
import subprocess
import tty
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from hardware.sim.ports import free_port
from tests.bench.edge_house import EdgeHouse, await_ready, edge_toml, register
from tests.bench.processes import await_true, output_of, running
from tests.edge_api.reference import EDGE, SITE, Board, WiredBoard
from tests.fixtures.broker import PrivateBroker

SHOE_TABLE = "baccarat-01"
PIT_BOSS, PASSWORD = "pia", "a long bench password"
AGENT_RUN = ["firmware_agent", "run", "--config"]


@dataclass(slots=True)
class BoardHouse:
    """``edge`` has no reference board of its own here: the agent is the board. ``line`` is the shoe's end of the serial line."""

    edge: EdgeHouse
    agent: subprocess.Popen[bytes]
    agent_config: Path
    line: int

    def facts(self, kind: str) -> int:
        """How many facts of a kind the edge has applied."""
        return int(self.edge.query("SELECT COUNT(*) FROM inbox WHERE kind = ?", kind)[0][0])


@contextmanager
def board_house(folder: Path) -> Iterator[BoardHouse]:
    """Everything up, and the board's first facts receipted."""
    with ExitStack() as stack:
        broker = stack.enter_context(PrivateBroker(folder / "broker"))
        edge_config, agent_config, port = folder / "edge.toml", folder / "agent.toml", free_port()
        edge_config.write_text(
            edge_toml(folder / "store", broker.port, port, SHOE_TABLE, "baccarat"), encoding="utf-8"
        )
        line = stack.enter_context(serial_line(folder / "shoe"))
        edge_key = output_of("edge_api", "admin", "--config", str(edge_config), "key").split()[1]
        agent_config.write_text(agent_toml(folder, broker.port, edge_key), encoding="utf-8")
        board_key = output_of("firmware_agent", "key", "--config", str(agent_config)).split()[-1]
        wallet = register(edge_config, SHOE_TABLE, board_key)
        users = ("edge_api", "admin", "--config", str(edge_config), "users", "add")
        output_of(*users, PIT_BOSS, "--role", "pit_boss", stdin=PASSWORD + "\n")
        process = stack.enter_context(
            running(["edge_api", "serve", "--config", str(edge_config)], folder / "edge.log")
        )
        await_ready(port, process, folder / "edge.log")
        agent = stack.enter_context(
            running([*AGENT_RUN, str(agent_config)], folder / "agent.log", pins(folder))
        )
        house = EdgeHouse(folder, broker.port, port, process, WiredBoard(broker.port, Board()), wallet)
        found = BoardHouse(house, agent, agent_config, line)
        await_true(lambda: found.facts("table.started") == 1, "the agent's first fact")
        yield found


@contextmanager
def serial_line(link: Path) -> Iterator[int]:
    """A pseudo-terminal under a stable name; the device's end of it."""
    device_end, host_end = os.openpty()
    tty.setraw(host_end)
    link.symlink_to(os.ttyname(host_end))
    try:
        yield device_end
    finally:
        os.close(device_end)
        os.close(host_end)


def pins(folder: Path) -> dict[str, str]:
    """The environment in which the agent's keys are simulated."""
    return {"GPIOZERO_PIN_FACTORY": "studio_sim", "STUDIO_SIM_PINS": str(folder / "pins.sock")}


def agent_toml(folder: Path, broker_port: int, edge_key: str) -> str:
    """One baccarat board without a console."""
    return f"""[table]
site = "{SITE}"
id = "{SHOE_TABLE}"
game = "baccarat"
decks = 8
betting_s = 10.0
open_by = "dealer"
[[device]]
name = "shoe"
kind = "angel-eye-2ex"
port = "{folder / "shoe"}"
baud = 4800
allow_unstable_port = true
[console]
keys = {{ open = "GPIO17" }}
[broker]
host = "127.0.0.1"
port = {broker_port}
[edge]
public_keys = {{ "{EDGE}#1" = "{edge_key}" }}
[store]
folder = "{folder / "board"}"
[clock]
require_sync = false
"""
