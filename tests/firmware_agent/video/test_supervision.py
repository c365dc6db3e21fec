"""The agent and its video process: one that dies, hangs, is set up wrong or is left alone by its agent. Real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import av
import pytest

from firmware_agent.config_file import ConfigError, load_config
from firmware_agent.video import ring_file
from firmware_agent.video.parent import VideoChild, video_command
from firmware_agent.video.process import VideoProcess
from tests.firmware_agent.far_edge import soon
from tests.firmware_agent.video.conftest import video_toml
from tests.firmware_agent.video.far_camera import CLOCK, FPS, HEIGHT, WIDTH, picture
from tests.firmware_agent.video.far_video_edge import FarVideoEdge
from tests.firmware_agent.video.line_between import Between

ROOT = Path(__file__).parents[3]

STUB = """
import json, os, socket, sys, time
line = socket.socket(fileno=int(sys.argv[-1]))
if os.path.exists(sys.argv[2]):
    while line.recv(100):
        pass
health = {"op": "health", "state": "live", "source": "stub", "age_ms": 20, "fps": 30.0, "encode_p95_ms": 5.0, "uplink": "up"}
health["detail"] = f"{os.getpid()} {line.recv(100).decode()}"
if sys.argv[1] == "refused":
    health.update(state="lost", detail="the stream has B frames")
line.sendall(json.dumps(health).encode() + b"\\n")
if sys.argv[1] == "ends":
    sys.exit(3)
if sys.argv[1] == "wrong":
    sys.exit(78)
while True:
    line.sendall(json.dumps(health).encode() + b"\\n")
    time.sleep(0.1)
"""


class Kept:
    """A VideoChild on a thread of its own; what it told, each time that it told at once."""

    def __init__(self, command: list[str]) -> None:
        self.told: list[tuple[str, str]] = []
        self.child = VideoChild(command, lambda: 250, self._changed, CLOCK)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self.child.run, args=(self._stop,))

    def __enter__(self) -> Kept:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(10)
        assert not self._thread.is_alive()

    def _changed(self) -> None:
        now = self.child.report()
        self.told.append((now.state, now.detail))

    def states(self) -> list[str]:
        return [state for state, _ in self.told]


def stub(way: str, mute: Path = Path("/nonexistent")) -> list[str]:
    """A child that goes this way; it says nothing where there is the file ``mute``."""
    return [sys.executable, "-c", STUB, way, str(mute)]


def test_the_child_hears_how_good_the_clock_is_and_is_heard() -> None:
    with Kept(stub("speaks")) as kept:
        assert soon(lambda: kept.child.report().state == "live")
        assert kept.child.stale() is None
        assert kept.states()[-1:] == ["live"]
        assert '"clock_error_us": 250' in kept.told[-1][1]


def test_a_child_that_ends_is_told_at_once_and_started_again() -> None:
    with Kept(stub("ends")) as kept:
        assert soon(lambda: kept.states().count("live") >= 2)
        first = kept.states().index("live")
        assert kept.states()[first : first + 3] == ["live", "lost", "live"]
        assert "exit code 3" in kept.told[first + 1][1]
        assert kept.child.report().restarts >= 1


def test_a_picture_gets_older_while_another_child_starts(tmp_path: Path) -> None:
    with Kept(stub("ends", tmp_path / "mute")) as kept:
        assert soon(lambda: kept.states()[-1:] == ["live"])
        (tmp_path / "mute").touch()
        assert soon(lambda: kept.child.stale() is not None, 5)
        assert kept.child.report().state == "lost"


def test_a_wrong_configuration_is_said_and_not_tried_again_at_once() -> None:
    with Kept(stub("wrong")) as kept:
        assert soon(lambda: kept.states()[-1:] == ["lost"])
        assert "firmware-agent check" in kept.child.report().detail
        assert not soon(lambda: kept.states()[-1] != "lost", 1.0)


def test_a_picture_that_can_not_be_used_is_not_good_enough_however_young() -> None:
    with Kept(stub("refused")) as kept:
        assert soon(lambda: kept.states()[-1:] == ["lost"])
        assert (kept.child.report().age_ms or 0) < 1000
        assert kept.child.stale() == "the picture is lost: the stream has B frames"


def test_no_picture_yet_is_not_good_enough() -> None:
    child = VideoChild(stub("speaks"), lambda: None, lambda: None, CLOCK)
    assert child.stale() == "the picture is starting"


def runs(pid: int) -> bool:
    """Whether the process is there and no zombie."""
    with suppress(OSError):
        return ") Z" not in Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    return False


def film(path: Path) -> Path:
    """Three seconds of a moving picture."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=FPS)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.options = {"preset": "ultrafast", "tune": "zerolatency", "x264-params": "keyint=30"}
        for number in range(3 * FPS):
            container.mux(stream.encode(picture(number)))
        container.mux(stream.encode(None))
    return path


AGENT = """
import sys, threading
from firmware_agent.video.process import VideoProcess
from firmware_agent.video.parent import VideoChild, video_command
from hardware.clock import SystemClock
from pathlib import Path
child = VideoChild(video_command(Path(sys.argv[1])), lambda: 777, lambda: None, SystemClock())
child.run(threading.Event())
"""


@contextmanager
def agent(config: Path) -> Iterator[subprocess.Popen[bytes]]:
    with ExitStack() as stack:
        process = subprocess.Popen([sys.executable, "-c", AGENT, str(config)], cwd=ROOT)
        stack.callback(process.wait)
        stack.callback(process.kill)
        yield process


def children(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children")
    threads = Path(f"/proc/{pid}/task")
    assert text.exists()
    return [int(child) for thread in threads.iterdir() for child in (thread / "children").read_text().split()]


def test_the_real_child_sends_a_film_and_ends_with_an_agent_that_was_killed(
    edge: FarVideoEdge, tmp_path: Path
) -> None:
    config = tmp_path / "agent.toml"
    more = f'address = "{film(tmp_path / "film.mp4")}"\nlobby = false'
    config.write_text(video_toml(tmp_path, edge.url, more, source="file"), encoding="utf-8")
    with agent(config) as process:
        edge.until(lambda: edge.healths and edge.healths[-1].state == "live" and edge.healths[-1].fps > 20)
        assert edge.healths[-1].clock_error_us == 777
        [child] = children(process.pid)
        os.kill(process.pid, signal.SIGKILL)
        assert soon(lambda: not runs(child), 10)
    [group] = ring_file.folders(tmp_path / "video")
    assert len(ring_file.numbers(group)) == len(list(ring_file.statements(group, lambda *_: True))) >= 1


def test_an_uplink_whose_packets_vanish_is_told_within_two_seconds(
    edge: FarVideoEdge, tmp_path: Path
) -> None:
    """The connection stands, and all is acknowledged: only the answer that does not come tells."""
    config = tmp_path / "agent.toml"
    more = f'address = "{film(tmp_path / "film.mp4")}"\nlobby = false'
    with Between(edge.port) as between:
        config.write_text(video_toml(tmp_path, between.url, more, source="file"), encoding="utf-8")
        with Kept(video_command(config)) as kept:
            edge.until(lambda: kept.child.report().uplink == "up" and edge.records)
            between.swallows.set()
            began_ns = CLOCK.monotonic_ns()
            assert soon(lambda: kept.child.report().uplink == "down", 5)
            assert CLOCK.monotonic_ns() - began_ns < 2e9
            assert kept.child.report().detail.endswith("neither takes nor answers anything")
            assert kept.child.report().state == "live"
            before = len(edge.records)
            between.swallows.clear()
            edge.until(lambda: kept.child.report().uplink == "up" and len(edge.records) > before)


def test_a_board_without_a_camera_has_no_video_command(tmp_path: Path) -> None:
    config = tmp_path / "agent.toml"
    config.write_text(video_toml(tmp_path, "ws://127.0.0.1:1").partition("[camera]")[0], encoding="utf-8")
    found = subprocess.run(
        video_command(config), cwd=ROOT, capture_output=True, text=True, timeout=30, check=False
    )
    assert found.returncode == 78
    assert "no section [camera]" in found.stderr


def test_an_unknown_kind_of_camera_is_refused_with_those_there_are(tmp_path: Path) -> None:
    config = tmp_path / "agent.toml"
    config.write_text(video_toml(tmp_path, "ws://127.0.0.1:1", source="webcam"), encoding="utf-8")
    with pytest.raises(ConfigError, match="camera kind 'webcam' is unknown; there are file, picamera2"):
        VideoProcess(load_config(config), None)
