"""The program itself: exit codes, the check, a round killed in its middle, a goodbye. Real processes, a real broker, a simulated wheel."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from hardware.sim.ports import free_port
from schemas.topics import TableTopics
from tests.firmware_agent import desk
from tests.firmware_agent.far_edge import FarEdge, soon
from tests.fixtures.broker import PrivateBroker

pytestmark = pytest.mark.broker
ROOT = Path(__file__).parents[2]
QUICK_WHEEL = 8.0


@dataclass
class Table:
    """A folder with a configuration, a broker, the edge's end of the wire, and processes that end with the test."""

    folder: Path
    edge: FarEdge
    broker: PrivateBroker
    stack: ExitStack

    @property
    def config(self) -> Path:
        return self.folder / "agent.toml"

    @property
    def log(self) -> str:
        return (self.folder / "agent.log").read_text(encoding="utf-8")

    def start(self, environ: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
        return self._spawn("firmware_agent", "run", "--config", str(self.config), environ=environ)

    def start_wheel(self) -> None:
        self._spawn(
            "hardware.sim.wheel",
            "--link",
            str(self.folder / "wheel"),
            "--speed",
            str(QUICK_WHEEL),
            "--seed",
            "3",
        )
        assert soon(lambda: (self.folder / "wheel").exists())

    def kinds(self) -> list[str]:
        return [event.type.removeprefix("floor.").removesuffix(".v1") for event in self.edge.events]

    def _spawn(
        self, module: str, *words: str, environ: dict[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        log = self.stack.enter_context((self.folder / "agent.log").open("ab"))
        process = subprocess.Popen(
            [sys.executable, "-m", module, *words],
            cwd=ROOT,
            stdout=log,
            stderr=log,
            env=os.environ | (environ or {}),
        )
        self.stack.callback(process.wait)
        self.stack.callback(process.kill)
        return process


def configuration(folder: Path, port: int, public: dict[str, str]) -> str:
    [(key_id, key)] = public.items()
    return f"""
[table]
site = "{desk.SITE}"
id = "{desk.TABLE}"
game = "roulette"
wheel = "european"
betting_s = 0.8
gap_s = 0.2
launch_after_s = 0.2
[[device]]
name = "wheel"
kind = "cammegh-ss2"
port = "{folder / "wheel"}"
allow_unstable_port = true
silence_s = 5.0
[broker]
port = {port}
[edge]
public_keys = {{ "{key_id}" = "{key}" }}
[store]
folder = "{folder / "store"}"
[clock]
require_sync = false
"""


@pytest.fixture
def table(broker: PrivateBroker, tmp_path: Path) -> Iterator[Table]:
    topics = TableTopics(desk.SITE, desk.TABLE)
    with ExitStack() as stack:
        edge = stack.enter_context(FarEdge(broker.port, topics, desk.board_check(tmp_path / "store")))
        (tmp_path / "agent.toml").write_text(
            configuration(tmp_path, broker.port, edge.signer.public), encoding="utf-8"
        )
        yield Table(tmp_path, edge, broker, stack)


def agent(*words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "firmware_agent", *words]
    return subprocess.run(
        command, cwd=ROOT, input=stdin, capture_output=True, text=True, timeout=60, check=False
    )


def test_a_killed_round_is_held_at_the_next_start_and_sigterm_says_goodbye(table: Table) -> None:
    table.start_wheel()
    first = table.start()
    table.edge.until(lambda _: "round.outcome" in table.kinds() and table.kinds()[-1] == "round.opened", 40)
    first.send_signal(signal.SIGKILL)
    first.wait()
    running = table.edge.events[-1].data["round_id"]
    second = table.start()
    table.edge.until(lambda _: "round.held" in table.kinds())
    started = [event for event in table.edge.events if event.type == "floor.table.started.v1"]
    held = next(event for event in table.edge.events if event.type == "floor.round.held.v1")
    assert [event.data.get("mid_round") for event in started] == [None, running]
    assert (held.data["round_id"], held.data["cause"]) == (running, "agent_died_mid_round")
    assert f"in the middle of round {running}" in table.log
    second.send_signal(signal.SIGTERM)
    assert second.wait(10) == 0
    table.edge.until(lambda edge: edge.statuses[-1]["state"] == "stopped")
    assert table.edge.statuses[-2]["state"] in ("online", "lost")


def test_no_round_opens_before_the_edge_has_confirmed_the_start(table: Table) -> None:
    table.edge.mute = True
    table.start_wheel()
    table.start()
    table.edge.until(lambda _: "table.paused" in table.kinds())
    assert not soon(lambda: "round.opened" in table.kinds(), 2.0)
    table.edge.mute = False
    table.edge.repeat_receipt()
    table.edge.until(lambda _: "round.opened" in table.kinds())


def test_systemd_hears_that_it_is_ready_and_alive(table: Table) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(table.folder / "notify"))
        manager.settimeout(20)
        process = table.start({"NOTIFY_SOCKET": str(table.folder / "notify"), "WATCHDOG_USEC": "2000000"})
        heard = b"".join(manager.recv(500) + b"\n" for _ in range(6))
        process.send_signal(signal.SIGTERM)
        while b"STOPPING=1" not in heard:
            heard += manager.recv(500)
    assert heard.index(b"READY=1") < heard.index(b"WATCHDOG=1") < heard.index(b"STOPPING=1")
    assert process.wait(10) == 0


def test_a_rolled_back_disk_starts_again_in_a_new_epoch_by_itself(table: Table) -> None:
    table.start()
    table.edge.until(lambda edge: len(edge.events) >= 2)
    old = table.edge.events[0].position[0]
    table.edge.receipt(old, 500, "a" * 64)
    table.edge.until(lambda edge: edge.events[-1].position[0] > old)
    table.edge.until(lambda _: table.kinds().count("table.started") >= 2)
    again = [
        event for event in table.edge.events if event.type == "floor.table.started.v1" and not event.reissue
    ][-1]
    assert again.data["rolled_back_from"] == f"{old}:500"


def test_check_tries_everything_and_says_what_to_do(table: Table) -> None:
    failed = agent("check", "--config", str(table.config))
    assert failed.returncode == 1
    [line] = [line for line in failed.stdout.splitlines() if line.startswith("FAIL")]
    assert line.startswith("FAIL device wheel: ")
    table.start_wheel()
    passed = agent("check", "--config", str(table.config))
    assert passed.returncode == 0, passed.stdout
    assert "edge-api admin boards add roulette-01 --key" in passed.stdout


def test_check_leaves_an_agent_that_plays_alone(table: Table) -> None:
    table.start()
    table.edge.until(lambda edge: bool(edge.events))
    found = agent("check", "--config", str(table.config))
    assert found.returncode == 1
    [failed] = [line for line in found.stdout.splitlines() if not line.startswith("ok   config")]
    assert failed.startswith("FAIL agent: ") and "another agent" in failed


def test_check_finds_a_store_that_is_another_tables(table: Table) -> None:
    desk.outbox(table.folder / "store").close()
    table.config.write_text(table.config.read_text().replace(f'id = "{desk.TABLE}"', 'id = "roulette-09"'))
    found = agent("check", "--config", str(table.config))
    assert found.returncode == 1
    assert "FAIL store: it holds the facts of table demo/" in found.stdout


def test_check_names_a_broker_that_is_not_there(table: Table) -> None:
    dead = free_port()
    table.config.write_text(table.config.read_text().replace(f"port = {table.broker.port}", f"port = {dead}"))
    found = agent("check", "--config", str(table.config))
    assert found.returncode == 1
    assert f"FAIL broker 127.0.0.1:{dead}: " in found.stdout


@pytest.mark.parametrize("command", ["run", "check", "key"])
def test_a_wrong_configuration_ends_with_78(table: Table, command: str) -> None:
    table.config.write_text(table.config.read_text().replace("betting_s", "beting_s"))
    found = agent(command, "--config", str(table.config))
    assert found.returncode == 78
    assert "table.beting_s: unknown key; did you mean betting_s?" in found.stderr


def test_an_unknown_device_kind_ends_with_78(table: Table) -> None:
    table.config.write_text(table.config.read_text().replace("cammegh-ss2", "cammegh-ss9"))
    found = agent("run", "--config", str(table.config))
    assert found.returncode == 78
    assert "cammegh-ss9" in found.stderr
    assert "cammegh-ss2" in found.stderr


def test_a_second_agent_on_the_same_store_ends_with_78(table: Table) -> None:
    table.start()
    table.edge.until(lambda edge: bool(edge.events))
    found = agent("run", "--config", str(table.config))
    assert found.returncode == 78
    assert "another agent" in found.stderr


def test_key_prints_the_same_key_every_time(table: Table) -> None:
    first, again = (agent("key", "--config", str(table.config)) for _ in range(2))
    assert first.returncode == 0
    assert first.stdout == again.stdout
    assert first.stdout.split() == [f"{desk.TABLE}#1", desk.key(table.folder / "store").public_key]


def test_version_is_printed() -> None:
    assert agent("version").stdout.count(".") == 2
