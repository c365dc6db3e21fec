"""A real table with a picture: broker, `edge-api serve` with its video process, and a board's video process with a rendered camera whose
capture time is burned in. The table's facts are said by the bench itself, with the board's own key. All of it ends with its block."""

from __future__ import annotations

import json
import subprocess
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from hardware.clock import SystemClock
from hardware.sim.camera.feed import SceneFeed
from hardware.sim.ports import free_port
from schemas.video.record import Track, records
from tests.bench.board_house import PASSWORD, PIT_BOSS
from tests.bench.edge_house import EdgeHouse, await_ready, edge_toml, register, table_started
from tests.bench.processes import BenchFailed, await_true, output_of, running
from tests.bench.video.house_files import FPS, agent_toml, board_key, with_video
from tests.edge_api.reference import TABLE, Board, WiredBoard
from tests.fixtures.broker import PrivateBroker

FRAME_MS = 1000 / FPS
CAMERA = ("firmware_agent", "video")
FIRST_PICTURE_S = 30.0


@dataclass(slots=True)
class VideoHouse:
    """``camera``: the board's video process. ``ring``: what it records. ``scene``: where its camera is told what happens."""

    edge: EdgeHouse
    camera: subprocess.Popen[bytes]
    video_port: int
    ring: Path
    scene: Path

    @property
    def video_pid(self) -> int:
        """The edge's video process."""
        found = [pid for pid in _children(self.edge.process.pid) if b"edge_api.video" in _words(pid)]
        if not found:
            raise BenchFailed("the edge has no video process")
        return found[0]

    @property
    def origin(self) -> str:
        """Of the video process."""
        return f"http://127.0.0.1:{self.video_port}"

    @property
    def socket(self) -> str:
        """Where players hear of the table."""
        return f"ws://127.0.0.1:{self.edge.http_port}/api/v1/tables/{TABLE}/socket"

    def addresses(self) -> dict[str, Any]:
        """As a player is told them, each with a ticket."""
        found: dict[str, Any] = self.get(f"tables/{TABLE}/video")
        return found

    def get(self, path: str) -> Any:
        """An answer of the front to the first player."""
        address = f"http://127.0.0.1:{self.edge.http_port}/api/v1/{path}"
        request = urllib.request.Request(address, headers={"Authorization": f"Bearer {self.edge.tokens[0]}"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def recorded(self) -> Iterator[bytes]:
        """The frames of the main track that the board has on its disk."""
        for path in sorted(self.ring.rglob("*.segment"), key=lambda path: int(path.stem)):
            yield from (each.payload for each in records(path.read_bytes()) if each.track is Track.MAIN)

    def staff(self, path: str) -> Any:
        """An answer of the front to somebody of the floor."""
        with self.session() as client:
            return client.get(path).json()

    @contextmanager
    def session(self) -> Iterator[httpx.Client]:
        """Somebody of the floor, signed in."""
        origin = f"http://127.0.0.1:{self.edge.http_port}"
        with httpx.Client(base_url=origin, headers={"Origin": origin}, timeout=10) as client:
            signed_in = client.post("/login", data={"name": PIT_BOSS, "password": PASSWORD})
            if signed_in.status_code != httpx.codes.SEE_OTHER:
                raise BenchFailed(f"login: {signed_in.status_code}")
            yield client

    def fault(self, what: str, seconds: float) -> int:
        """Something goes wrong with the camera; when, in UTC ns."""
        self.show("fault", fault=what, for_s=seconds)
        return SystemClock().utc_ns()

    def show(self, what: str, **facts: Any) -> None:
        """Something happens on the table (docs/simulation.md)."""
        feed = SceneFeed(self.scene, f"bench {what}", SystemClock())
        feed.show(what, **facts)
        feed.close()


@contextmanager
def video_house(
    folder: Path,
    origins: Sequence[str] = (),
    sinks: Sequence[dict[str, str]] = (),
    camera: Sequence[str] = CAMERA,
) -> Iterator[VideoHouse]:
    """Everything up, a player seated, the table started and its picture live. ``origins``: of pages that may ask."""
    with ExitStack() as stack:
        broker = stack.enter_context(PrivateBroker(folder / "broker"))
        http_port, video_port = free_port(), free_port()
        edge_config, agent_config = folder / "edge.toml", folder / "agent.toml"
        text = edge_toml(folder / "store", broker.port, http_port)
        edge_config.write_text(with_video(text, video_port, origins, sinks), encoding="utf-8")
        agent_config.write_text(agent_toml(folder, broker.port, video_port), encoding="utf-8")
        public_key = output_of("firmware_agent", "key", "--config", str(agent_config)).split()[-1]
        wallet_key = register(edge_config, TABLE, public_key)
        users = ("edge_api", "admin", "--config", str(edge_config), "users", "add")
        output_of(*users, PIT_BOSS, "--role", "pit_boss", stdin=PASSWORD + "\n")
        words = ["edge_api", "serve", "--config", str(edge_config)]
        process = stack.enter_context(running(words, folder / "edge.log"))
        await_ready(http_port, process, folder / "edge.log")
        wired = WiredBoard(broker.port, Board(key=board_key(folder / "board" / "key.pem")))
        stack.enter_context(wired.connected())
        edge = EdgeHouse(folder, broker.port, http_port, process, wired, wallet_key)
        edge.say(table_started())
        edge.seat(1)
        words = [*camera, "--config", str(agent_config)]
        board = stack.enter_context(running(words, folder / "camera.log"))
        house = VideoHouse(edge, board, video_port, folder / "ring", folder / "scene.sock")
        try:
            _await_picture(house)
            yield house
            if board.poll() is not None:
                raise BenchFailed(f"the camera's process has ended: {board.poll()}")
        except BenchFailed as failed:
            raise BenchFailed(f"{failed}\n{_last_words(folder)}") from None


def _await_picture(house: VideoHouse) -> None:
    """The table is told before its first picture: to draw a new one takes a while, and a camera that gives nothing meanwhile is opened again."""
    await_true(lambda: house.scene.exists() or house.camera.poll() is not None, "the camera", FIRST_PICTURE_S)
    house.show("table", game="roulette")
    house.show("rotor", speed_decirpm=300, direction=0)
    await_true(lambda: _has_picture(house), "the first picture at the edge", FIRST_PICTURE_S)


def _has_picture(house: VideoHouse) -> bool:
    if house.camera.poll() is not None:
        raise BenchFailed(f"the camera ended: {house.camera.poll()}")
    try:
        with urllib.request.urlopen(house.addresses()["thumb"], timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _last_words(folder: Path) -> str:
    """What board and edge wrote last."""
    return "\n".join(
        (folder / name).read_text(encoding="utf-8")[-1500:] for name in ("camera.log", "edge.log")
    )


def _children(pid: int) -> list[int]:
    """Of all its threads."""
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(word) for each in lists for word in each.read_text().split()]


def _words(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()
