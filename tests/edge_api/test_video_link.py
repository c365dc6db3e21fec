"""The video process is the front's child and nobody's master: it may die, and bets go on; it ends when the front ends, however."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from edge_api.clock import SystemClock
from edge_api.video.beat import Beat, Sync
from edge_api.video_link import VideoRoom
from hardware.sim.ports import free_port
from tests.edge_api.reference import wait_until
from tests.edge_api.running import RunningEdge, placement, running_edge

pytestmark = [pytest.mark.broker, pytest.mark.slow]


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory, port: int) -> Iterator[RunningEdge]:
    """An edge whose second table has a picture."""
    more = f'[[table]]\nid = "wheel-2"\nname = "Wheel 2"\ngame = "roulette"\ncurrency = "EUR"\nvideo = {{}}\n[video]\nport = {port}\n'
    with running_edge(tmp_path_factory.mktemp("edge"), more) as running:
        yield running


def video_pid(edge: RunningEdge) -> int | None:
    """The child that is the video process."""
    children = Path(f"/proc/{edge.process.pid}/task/{edge.process.pid}/children").read_text().split()
    return next((int(pid) for pid in children if b"edge_api.video" in _words(int(pid))), None)


def _words(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def is_up(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/video/v1/health", timeout=1).status_code == 200
    except httpx.TransportError:
        return False


def says_up(edge: RunningEdge, up: bool) -> bool:
    with edge.client() as nobody:
        return f"studio_video_up {float(up)}" in nobody.get("/metrics").text


def test_a_killed_video_process_costs_no_bet_and_returns(edge: RunningEdge, port: int) -> None:
    wait_until(lambda: is_up(port) and says_up(edge, True), 30, "the video process")
    round_id = edge.open_round()
    with edge.player() as player:
        killed = video_pid(edge)
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        answer = player.post(f"/api/v1/tables/{edge.board.table}/bets", json=placement(round_id))
        assert answer.status_code == 201, answer.text
        wait_until(lambda: says_up(edge, False), 2, "the front to know")
        wait_until(lambda: is_up(port) and says_up(edge, True), 30, "its return")
        assert video_pid(edge) not in (None, killed)
        assert player.get("/api/v1/tables").status_code == 200


def test_a_video_process_that_is_stuck_is_seen_and_ended(edge: RunningEdge, port: int) -> None:
    wait_until(lambda: says_up(edge, True), 30, "the video process")
    stuck = video_pid(edge)
    assert stuck is not None
    os.kill(stuck, signal.SIGSTOP)
    wait_until(lambda: says_up(edge, False), 3, "the front to know")
    wait_until(lambda: _words(stuck) == b"", 15, "its end")


def test_when_the_front_is_killed_the_video_process_ends(edge: RunningEdge, port: int) -> None:
    wait_until(lambda: is_up(port), 30, "the video process")
    orphan = video_pid(edge)
    assert orphan is not None
    edge.process.kill()
    wait_until(lambda: _words(orphan) == b"", 10, "the end of the video process")
    assert not is_up(port)


def test_what_the_front_knows_of_a_table_is_dark_while_the_process_is_down() -> None:
    room = VideoRoom(SystemClock())
    assert room.table("t") is None
    told = Sync()
    told.take(
        Beat(lag_ms=100, released_late=1, events=2, event_off_ms=-20, shown_utc_ms=0, path="fmp4"), "a", 7, 0
    )
    sync = told.said(0)
    room.heard(
        {
            "tables": {
                "t": {
                    "state": "live",
                    "age_ms": 20,
                    "board": {"state": "live"},
                    "sync": sync,
                    "alarms": [],
                    "viewers": {"fmp4": 1},
                }
            }
        }
    )
    said = room.table("t")
    assert said is not None and said["state"] == "live"
    (row,) = room.history("t")
    assert (row["lag_p50_ms"], row["released_late"], row["event_off_p99_ms"]) == (100.0, 1, 20)
    assert time.time() - room.history("t")[0]["at_ms"] / 1000 < 5
    room.fell_silent()
    said = room.table("t")
    assert said is not None and (said["state"], said["alarms"][0]["code"]) == ("dark", "video_down")
    assert (said["age_ms"], said["board"]) == (None, None), "nobody knows how the camera is now"
