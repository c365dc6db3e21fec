"""The boards' door under a crowd, and what boards may say there: none is locked out, none fills the lines of others, none replaces who is live."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from websockets.sync.client import connect

from edge_api.clock import SystemClock
from edge_api.video.alarms import MOST_DETAIL, Alarms
from edge_api.video.claims import SILENT_NS, Claim, Claims, Taken
from edge_api.video.front_line import MOST_STATUS, status_line
from edge_api.video.strangers import MOST_STRANGERS, Strangers, origin_of
from edge_api.video.uplink import LOOK_S
from edge_api.video_link import MOST_LINE, VideoLink, VideoRoom
from schemas.video.uplink import MOST_DETAIL as MOST_SAID
from schemas.video.uplink import PATH
from tests.edge_api.video.fake_board import FakeBoard
from tests.edge_api.video.video_edge import VideoEdge, video_edge
from tests.fixtures.x264 import Coded


def test_a_crowd_that_says_nothing_locks_no_board_out_and_is_alarmed(
    edge: VideoEdge, pictures: list[Coded]
) -> None:
    board = FakeBoard("t-17", pictures)
    edge.register(board)
    with ExitStack() as crowd:
        for _ in range(MOST_STRANGERS):
            line = connect(f"ws://127.0.0.1:{edge.port}{PATH}", compression=None)
            crowd.callback(line.socket.close)
        with board.filming(edge.port):
            edge.until("t-17", lambda said: said["state"] == "live")
            assert "from 127.0.0.1" in edge.alarmed("t-17", "crowded_door")["detail"]


def test_it_is_the_oldest_from_where_most_come_that_must_go() -> None:
    gone: list[str] = []
    told: list[tuple[str, int]] = []
    strangers = Strangers(lambda *crowd: told.append(crowd), most=4)
    with ExitStack() as all_of_them:
        for name in ("10.0.0.1", "fe80::a:1", "fe80::b:2", "10.0.0.2", "fe80::c:3", "fe80::d:4"):
            all_of_them.enter_context(strangers.one(name, lambda name=name: gone.append(name)))  # type: ignore[misc]
    assert gone == ["fe80::a:1", "fe80::b:2"] and told == [("fe80::/64", 3)] * 2
    with strangers.one("10.0.0.3", lambda: gone.append("nobody")):
        assert gone[2:] == []


@pytest.mark.parametrize(
    ("address", "origin"),
    [("10.0.0.1", "10.0.0.1"), ("::ffff:10.0.0.1", "10.0.0.1"), ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"), ("", "")],
)  # fmt: skip
def test_one_host_is_one_origin(address: str, origin: str) -> None:
    assert origin_of(address) == origin


def test_a_table_that_no_board_ever_came_to_is_alarmed(tmp_path: Path, pictures: list[Coded]) -> None:
    board = FakeBoard("t-1", pictures)
    with video_edge(tmp_path, tables=2) as edge:
        edge.register(board)
        with board.filming(edge.port):
            edge.alarmed("t-0", "no_board", 10)
            assert edge.table("t-1")["alarms"] == []


def test_a_board_whose_clock_was_set_back_gets_its_table_back_when_the_old_line_is_silent() -> None:
    claims = Claims()
    claims.claim(Claim("t", "boot", 1_000, 0))
    with pytest.raises(Taken):
        claims.claim(Claim("t", "boot", 999, SILENT_NS))
    claims.claim(Claim("t", "boot", 999, SILENT_NS + 1))


def test_a_text_without_end_is_refused_and_the_line_goes_on(edge: VideoEdge, pictures: list[Coded]) -> None:
    board = FakeBoard("t-18", pictures)
    edge.register(board)
    with board.filming(edge.port):
        edge.until("t-18", lambda said: said["state"] == "live" and said["board"])
        endless = json.loads(board.health().model_dump_json()) | {"detail": "x" * 5_000_000}
        board.send(json.dumps(endless))
        assert "5000" in edge.alarmed("t-18", "bad_message")["detail"]
        board.send(json.dumps(endless | {"detail": "x" * (MOST_SAID + 1)}))
        edge.until(
            "t-18", lambda said: {of["code"]: of["count"] for of in said["alarms"]}["bad_message"] == 2
        )
        assert edge.table("t-18")["state"] == "live" and edge.table("t-18")["board"]["detail"] == ""


def test_a_key_that_is_none_costs_nobody_else_the_line(tmp_path: Path, pictures: list[Coded]) -> None:
    board, other = FakeBoard("t-0", pictures), FakeBoard("t-1", pictures)
    with video_edge(tmp_path, tables=2) as edge:
        edge.register(board)
        with closing(board.dial(edge.port)):
            edge._write("INSERT INTO board_keys VALUES ('t-1#9', 't-1', 'no key', 1, 'tester', NULL)")
            edge.register(other)
            other.dial(edge.port).close()
            time.sleep(LOOK_S + 0.5)
            assert edge.process.poll() is None and edge.table("t-0")["board_key"] == "t-0#1"


def test_an_alarm_is_a_sentence() -> None:
    alarms = Alarms("t")
    for _ in range(2):
        alarms.ring("code", "x" * 100_000, 0)
        assert [len(alarm.detail) for alarm in alarms.active(0)] == [MOST_DETAIL]
    alarms.ring("other", "of one\nline", 0)
    assert alarms.active(0)[1].detail == "of one line"


def test_a_status_that_is_too_long_leaves_its_details_out() -> None:
    said = {"tables": {"t": {"state": "live", "sync": {}, "viewers": {}, "sinks": ["x" * MOST_STATUS]}}}
    cut = json.loads(status_line(said))["tables"]["t"]
    assert (cut["state"], cut["sinks"], cut["alarms"][0]["code"]) == ("live", [], "status_cut")
    assert json.loads(status_line({"tables": {}})) == {"tables": {}}


def test_the_front_passes_over_a_line_that_is_too_long() -> None:
    """And keeps its video process."""
    room = VideoRoom(SystemClock())
    link = VideoLink("", room)
    ours, theirs = socket.socketpair()

    def said() -> None:
        with closing(theirs):
            theirs.sendall(b"x" * (2 * MOST_LINE + 1) + b"\n" + b'{"tables": {}}\n')

    async def heard() -> str:
        told = asyncio.create_task(asyncio.to_thread(said))
        why = await link._listen(ours)
        await told
        return why

    began = time.monotonic()
    assert asyncio.run(heard()) == ""
    assert room.is_up and time.monotonic() - began < 5
