"""A video process in threads of this one, with a camera and an edge that tests command."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from firmware_agent.config_file import load_config
from firmware_agent.video.process import VideoProcess
from tests.firmware_agent import desk
from tests.firmware_agent.video.far_camera import FPS, HEIGHT, WIDTH, FarCamera
from tests.firmware_agent.video.far_video_edge import FarVideoEdge


def video_toml(folder: Path, edge: str, more: str = "", source: str = "far") -> str:
    return f"""
[table]
site = "{desk.SITE}"
id = "{desk.TABLE}"
game = "roulette"
wheel = "european"
[edge]
public_keys = {{ "edge-1#1" = "AAAA" }}
[store]
folder = "{folder / "store"}"
[camera]
source = "{source}"
width = {WIDTH}
height = {HEIGHT}
fps = {FPS}
bitrate_kbit = 1500
edge = "{edge}"
folder = "{folder / "video"}"
reserve_mib = 0
{more}
"""


@pytest.fixture
def edge(tmp_path: Path) -> Iterator[FarVideoEdge]:
    with FarVideoEdge(desk.board_check(tmp_path / "store")) as edge:
        yield edge


class Running:
    """A video process on its own thread. ``fault``: what it ended with, if by a fault."""

    def __init__(self, process: VideoProcess) -> None:
        self._process = process
        self.fault: BaseException | None = None
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    @property
    def over(self) -> bool:
        return not self._thread.is_alive()

    def end(self) -> None:
        self._process.stop()
        self._thread.join(15)
        assert self.over

    def _run(self) -> None:
        try:
            self._process.run()
        except BaseException as fault:  # noqa: BLE001
            self.fault = fault


Start = Callable[..., Running]


@contextmanager
def begun(folder: Path, edge: FarVideoEdge, camera: FarCamera, more: str = "") -> Iterator[Running]:
    """A video process with this camera, for as long as it is wanted."""
    path = folder / "agent.toml"
    path.write_text(video_toml(folder, edge.url, more), encoding="utf-8")
    running = Running(VideoProcess(load_config(path), None, lambda _: camera))
    try:
        yield running
    finally:
        running.end()


@pytest.fixture
def start(tmp_path: Path, edge: FarVideoEdge) -> Iterator[Start]:
    """``start(camera, more)``: begin a video process with more lines of [camera]."""
    with ExitStack() as stack:
        yield lambda camera, more="": stack.enter_context(begun(tmp_path, edge, camera, more))
