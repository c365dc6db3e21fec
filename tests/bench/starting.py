"""From the start of a process to its first useful moment, against a Python that only imports the same libraries; and a floor command's way."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import httpx

from tests.bench.bare_mqtt import bare_pair
from tests.bench.board_house import AGENT_RUN, PASSWORD, PIT_BOSS, SHOE_TABLE, BoardHouse, pins
from tests.bench.edge_house import await_ready
from tests.bench.figures import Figure, median, percentile, spread
from tests.bench.processes import BenchFailed, await_true, end, running

STARTS, COMMANDS = 3, 25
EDGE_IMPORTS = "import fastapi, uvicorn, uvloop, pydantic, msgspec, jinja2, prometheus_client, cryptography, paho.mqtt.client"
AGENT_IMPORTS = "import pydantic, paho.mqtt.client, serial, gpiozero, cryptography, sqlite3"


def bench_starting(house: BoardHouse) -> list[Figure]:
    """Restart the agent, then the edge, a few times each. Leaves none of the two running."""
    end(house.agent)
    agent = [_agent_start_ms(house, number) for number in range(STARTS)]
    end(house.edge.process)
    edge = [_edge_start_ms(house) for _ in range(STARTS)]
    bare_edge, bare_agent = (
        median([_import_ms(line) for _ in range(STARTS)]) for line in (EDGE_IMPORTS, AGENT_IMPORTS)
    )
    return [
        Figure(
            "start_agent",
            "agent: start -> its first fact in the books",
            median(agent),
            "ms",
            bare_agent,
            None,
            spread(agent, "ms"),
        ),
        Figure(
            "start_edge", "edge: start -> /readyz", median(edge), "ms", bare_edge, None, spread(edge, "ms")
        ),
    ]


def bench_command(house: BoardHouse) -> list[Figure]:
    """A pit boss pauses and resumes the table: from the click to the board's own fact in the books."""
    way: list[float] = []
    with httpx.Client(base_url=f"http://127.0.0.1:{house.edge.http_port}", timeout=10) as client:
        client.headers["Origin"] = str(client.base_url).rstrip("/")
        signed_in = client.post("/login", data={"name": PIT_BOSS, "password": PASSWORD})
        if signed_in.status_code != httpx.codes.SEE_OTHER:
            raise BenchFailed(f"login: {signed_in.status_code}")
        for _ in range(COMMANDS):
            way += [
                _command_ms(house, client, "pause", "table.paused"),
                _command_ms(house, client, "resume", "table.resumed"),
            ]
    with bare_pair(house.edge.broker_port) as pair:
        bare = [2 * pair.one_way_ms(bytes(1000)) for _ in range(2 * COMMANDS)]
    note = f"{len(way)} commands; raw: bare QoS 1 there and back"
    return [
        Figure(
            "command_p50",
            "floor command -> board's fact in the books, median",
            median(way),
            "ms",
            median(bare),
            None,
            note,
        ),
        Figure(
            "command_p99",
            "floor command -> board's fact in the books, p99",
            percentile(way, 99),
            "ms",
            percentile(bare, 99),
        ),
    ]


def _command_ms(house: BoardHouse, client: httpx.Client, action: str, kind: str) -> float:
    before, began = house.facts(kind), time.monotonic()
    client.post(f"/floor/tables/{SHOE_TABLE}/{action}", json={"reason": "a bench"}).raise_for_status()
    await_true(lambda: house.facts(kind) == before + 1, f"the board's {kind}")
    took = (time.monotonic() - began) * 1e3
    time.sleep(0.05)
    return took


def _agent_start_ms(house: BoardHouse, number: int) -> float:
    before, began = house.facts("table.started"), time.monotonic()
    folder = house.edge.folder
    with running([*AGENT_RUN, str(house.agent_config)], folder / f"agent-{number}.log", pins(folder)):
        await_true(lambda: house.facts("table.started") == before + 1, "the agent's first fact")
        return (time.monotonic() - began) * 1e3


def _edge_start_ms(house: BoardHouse) -> float:
    folder, began = house.edge.folder, time.monotonic()
    with running(
        ["edge_api", "serve", "--config", str(folder / "edge.toml")], folder / "edge-again.log"
    ) as process:
        await_ready(house.edge.http_port, process, folder / "edge-again.log")
        return (time.monotonic() - began) * 1e3


def _import_ms(line: str) -> float:
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", line], check=True, cwd=Path(__file__).parents[2])
    return (time.monotonic() - began) * 1e3
