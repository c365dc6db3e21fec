"""The agent as it runs at a table with a camera: health tells of the picture at once, and a table that needs one waits for it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from schemas.topics import TableTopics
from tests.firmware_agent import desk
from tests.firmware_agent.far_edge import FarEdge
from tests.firmware_agent.test_program import configuration
from tests.firmware_agent.video.conftest import video_toml
from tests.firmware_agent.video.far_video_edge import FarVideoEdge
from tests.firmware_agent.video.test_supervision import children, film, runs
from tests.fixtures.broker import PrivateBroker

pytestmark = pytest.mark.broker
ROOT = Path(__file__).parents[3]


def pictures(edge: FarEdge) -> list[str]:
    return [health.video.state for health in edge.healths if health.video is not None]


def reasons(edge: FarEdge, kind: str) -> list[str]:
    return [event.data.get("reason", "") for event in edge.events if event.type == f"floor.table.{kind}.v1"]


def test_health_tells_of_the_picture_at_once_and_the_table_waits_for_it(
    broker: PrivateBroker, edge: FarVideoEdge, tmp_path: Path
) -> None:
    config = tmp_path / "agent.toml"
    more = f'address = "{film(tmp_path / "film.mp4")}"\nlobby = false\nrequired = true'
    camera = video_toml(tmp_path, edge.url, more, source="file").partition("[camera]")[2]
    with FarEdge(
        broker.port, TableTopics(desk.SITE, desk.TABLE), desk.board_check(tmp_path / "store")
    ) as far:
        table = configuration(tmp_path, broker.port, far.signer.public)
        config.write_text(f"{table}[camera]{camera}", encoding="utf-8")
        command = [sys.executable, "-m", "firmware_agent", "run", "--config", str(config)]
        agent = subprocess.Popen(command, cwd=ROOT)
        try:
            far.until(lambda _: "live" in pictures(far), 20)
            assert far.healths[-1].video is not None
            far.until(lambda _: reasons(far, "resumed") != [], 10)
            assert any("the picture is starting" in reason for reason in reasons(far, "paused"))
            [child] = [pid for pid in children(agent.pid) if runs(pid)]
            os.kill(child, signal.SIGSTOP)
            stopped_s = time.monotonic()
            far.until(lambda _: pictures(far)[-1] == "lost", 10)
            assert time.monotonic() - stopped_s < 2.5
            far.until(lambda _: "the picture is lost" in reasons(far, "paused")[-1], 10)
            far.until(lambda _: pictures(far)[-1] == "live", 20)
            last = far.healths[-1].video
            assert last is not None and last.restarts == 1
            assert resident_mib(agent.pid) < 120
            agent.send_signal(signal.SIGTERM)
            assert agent.wait(15) == 0
        finally:
            agent.kill()
            agent.wait()


def resident_mib(pid: int) -> int:
    """Of the agent itself; a codec in it would be seen."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) // 1024


def test_the_agent_itself_loads_no_codec() -> None:
    code = "import sys, firmware_agent.board; print([name for name in ('av', 'numpy', 'websockets') if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
