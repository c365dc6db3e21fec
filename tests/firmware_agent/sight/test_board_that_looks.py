"""The agent as it runs at a table whose filmed picture is also looked at: shared between two processes, told in its health, and gone with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from schemas.topics import TableTopics
from tests.firmware_agent import desk
from tests.firmware_agent.far_edge import FarEdge, soon
from tests.firmware_agent.test_program import configuration
from tests.firmware_agent.video.conftest import video_toml
from tests.firmware_agent.video.test_supervision import children, film, runs
from tests.fixtures.broker import PrivateBroker

pytestmark = pytest.mark.broker
ROOT = Path(__file__).parents[3]


def states(edge: FarEdge) -> list[str]:
    return [health.sight.state for health in edge.healths if health.sight is not None]


def test_the_picture_of_the_table_s_camera_is_looked_at_by_another_process(
    broker: PrivateBroker, tmp_path: Path
) -> None:
    more = f'address = "{film(tmp_path / "film.mp4")}"\nlobby = false'
    camera = video_toml(tmp_path, "ws://127.0.0.1:1", more, source="file").partition("[camera]")[2]
    topics = TableTopics(desk.SITE, desk.TABLE)
    with FarEdge(broker.port, topics, desk.board_check(tmp_path / "store")) as far:
        table = configuration(tmp_path, broker.port, far.signer.public)
        config = tmp_path / "agent.toml"
        config.write_text(f'{table}[camera]{camera}\n[sight]\nreads = "cards"\n', encoding="utf-8")
        agent = subprocess.Popen(
            [sys.executable, "-m", "firmware_agent", "run", "--config", str(config)], cwd=ROOT
        )
        try:
            far.until(lambda _: states(far)[-1:] == ["looking"], 30)
            found = [pid for pid in children(agent.pid) if runs(pid)]
            [looks] = [pid for pid in found if b"sight" in Path(f"/proc/{pid}/cmdline").read_bytes()]
            assert len(found) == 2
            os.kill(looks, signal.SIGSTOP)
            far.until(lambda _: states(far)[-1] == "lost", 5)
            far.until(lambda _: states(far)[-1] == "looking", 30)
            agent.kill()
            assert soon(lambda: not any(runs(pid) for pid in found), 10)
        finally:
            agent.kill()
            agent.wait()
