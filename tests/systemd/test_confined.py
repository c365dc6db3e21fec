"""What the units refuse is refused here too, and the picture still works: WebRTC, servers that it is sent on to, clips, evidence copies."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx
import pytest
import uvloop

from edge_api.video.clips.entry import State
from edge_api.video.sinks.target import Kind
from edge_api.video_ticket import Ticket, issue
from firmware_agent import signing
from tests.bench.video.house_files import board_key
from tests.edge_api.reference import wait_until
from tests.edge_api.video.clips.filmed_round import S, film, state_of, write_round
from tests.edge_api.video.fake_board import FakeBoard
from tests.edge_api.video.outputs.far_side import HAS_FFMPEG, NO_FFMPEG, far_side, free_address
from tests.edge_api.video.outputs.house import until
from tests.edge_api.video.outputs.watcher import watcher
from tests.edge_api.video.video_edge import KEY, VideoEdge, video_edge
from tests.firmware_agent.video.conftest import video_toml
from tests.firmware_agent.video.test_sound import tone
from tests.fixtures.x264 import Coded, Coding, coded
from tests.hardware.camera.filming import film as reel
from tests.systemd.confined import missing

TABLE, ROUND = "shown", "shown-1795382400-1"
LACKING = missing()

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(LACKING), reason=LACKING)]


def under(unit: str) -> Sequence[str]:
    """To be put before a program."""
    return sys.executable, "-m", "tests.systemd.confined", unit


@pytest.fixture(scope="module")
def pictures() -> list[Coded]:
    return coded(Coding(), 60)


@pytest.mark.skipif(not HAS_FFMPEG, reason=NO_FFMPEG)
def test_the_edge_s_picture_goes_every_way_under_its_unit(tmp_path: Path, pictures: list[Coded]) -> None:
    address = free_address(Kind.SRT)
    table = f'[[table]]\nid = "{TABLE}"\nname = "T"\ngame = "roulette"\ncurrency = "EUR"\n'
    sink = f'video = {{ sinks = [{{ kind = "srt", url = "{address}" }}] }}\n'
    with (
        far_side(Kind.SRT, address, tmp_path / "sent on") as server,
        video_edge(tmp_path, 1, table + sink, under("edge-api.service")) as edge,
    ):
        board = FakeBoard(TABLE, pictures)
        edge.register(board)
        start_ns = time.time_ns() - 20 * S
        board.join(edge.port)
        film(board, start_ns, 12)
        write_round(edge, TABLE, ROUND, start_ns + 3 * S, start_ns + 6 * S)
        with board.filming(edge.port):
            assert uvloop.run(_frames(edge)) >= 10
            edge.until(TABLE, lambda said: said["sinks"][0]["state"] == "live")
            assert {_precedence(pid) for pid in _all_of(edge.process.pid)} == {(os.nice(0) + 5, 500)}
            _copy_is_made(edge)
        assert len(server.kill()) > 0


def test_an_edge_that_may_not_ask_for_its_addresses_says_so_and_serves_on(
    tmp_path: Path, pictures: list[Coded]
) -> None:
    with video_edge(tmp_path, 1, before=under("firmware-agent.service")) as edge:
        board = FakeBoard("t-0", pictures)
        edge.register(board)
        with board.filming(edge.port):
            edge.until("t-0", lambda said: said["state"] == "live")
            answers = [uvloop.run(_offered(edge)) for _ in range(2)]
    assert [(each.status_code, each.json()["error"]) for each in answers] == [(503, "no_webrtc")] * 2
    assert edge.log.read_text().count("WebRTC") == 1


def test_a_board_films_and_records_under_its_unit(tmp_path: Path) -> None:
    key = signing.board_key(tmp_path / "store", "t-0")
    with video_edge(tmp_path, 1) as edge:
        board = FakeBoard("t-0", [], key=board_key(tmp_path / "store" / "key.pem"))
        assert board.key_id == key.key_id
        edge.register(board)
        with subprocess.Popen((*under("firmware-agent.service"), *_camera(tmp_path, edge))) as process:
            try:
                said = edge.until("t-0", lambda said: (said["board"] or {}).get("ring_s", 0) >= 3, 30)
                assert _precedence(process.pid) == (os.nice(0) + 5, 500)
            finally:
                process.terminate()
    assert (said["state"], said["board"]["state"], said["board"]["disk"]) == ("live", "live", "ok")
    assert said["board"]["encode_p95_ms"] > 0


def _camera(folder: Path, edge: VideoEdge) -> Sequence[str]:
    """The board's video process, on a film and a tone that are played again and again."""
    more = (
        f'address = "{reel(folder / "film.mp4", 60, "main", bf="2")}"\naudio = "{tone(folder / "tone.wav")}"'
    )
    text = video_toml(folder, edge.url.replace("http:", "ws:"), more, "file")
    config = folder / "agent.toml"
    config.write_text(text.replace('id = "roulette-01"', 'id = "t-0"'), encoding="utf-8")
    return sys.executable, "-m", "firmware_agent", "video", "--config", str(config)


async def _offered(edge: VideoEdge) -> httpx.Response:
    async with httpx.AsyncClient(base_url=edge.url, timeout=15) as client, watcher() as viewer:
        return await viewer.ask(client, f"/video/v1/tables/t-0/whep?ticket={edge.ticket('t-0')}")


async def _frames(edge: VideoEdge) -> int:
    """How many came to a WebRTC viewer; he leaves when he has seen enough."""
    async with httpx.AsyncClient(base_url=edge.url, timeout=15) as client, watcher() as viewer:
        answer = await viewer.ask(client, f"/video/v1/tables/{TABLE}/whep?ticket={edge.ticket(TABLE)}")
        assert answer.status_code == 201, answer.text
        await until(lambda: len(viewer.got) >= 10)
        await client.delete(answer.headers["location"])
        return len(viewer.got)


def _copy_is_made(edge: VideoEdge) -> None:
    until_s = int(time.time()) + 60
    ticket = Ticket(table=TABLE, scope=f"clip:{ROUND}", role="staff", player_no=0, until=until_s)
    path = f"/video/v1/clips/{ROUND}/evidence.mp4?ticket={issue(ticket, KEY)}"
    wait_until(lambda: state_of(edge, ROUND) is State.READY, 20, "the clip")
    wait_until(lambda: edge.get(path).status_code == 200, 20, edge.log.read_text())


def _all_of(pid: int) -> Iterator[int]:
    """The process, and all that it has started: here a sink, and that sink's ffmpeg."""
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text(encoding="ascii").split():
            yield from _all_of(int(child))


def _precedence(pid: int) -> tuple[int, int]:
    """(niceness, what the kernel adds to its badness when memory is short)."""
    stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    return int(stat.rpartition(") ")[2].split()[16]), int(Path(f"/proc/{pid}/oom_score_adj").read_text())
