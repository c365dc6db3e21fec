"""The boards' door: only a board that proves itself gets in, one at a table; what it sends wrong is alarmed and harms nobody."""

from __future__ import annotations

import time
import uuid
from contextlib import closing

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from schemas.video.record import Track
from schemas.video.uplink import PATH, TrackSaid
from tests.edge_api.reference import wait_until
from tests.edge_api.video.fake_board import SECOND_NS, FakeBoard, RefusedByEdge
from tests.edge_api.video.video_edge import VideoEdge
from tests.edge_api.video.watching import is_key, time_of, watching
from tests.fixtures.x264 import Coded


@pytest.fixture
def board(edge: VideoEdge, pictures: list[Coded]) -> FakeBoard:
    """Of table t-1, registered."""
    board = FakeBoard("t-1", pictures, number=int(uuid.uuid4()) % 10**8 + 1)
    edge.register(board)
    return board


def refusal(edge: VideoEdge, board: FakeBoard, **changes: object) -> str:
    """The code by which the edge sends it away."""
    with pytest.raises(RefusedByEdge) as refused:
        board.dial(edge.port, **changes)
    return str(refused.value)


def test_who_can_not_prove_that_it_is_the_tables_board_is_sent_away(
    edge: VideoEdge, board: FakeBoard, pictures: list[Coded]
) -> None:
    assert refusal(edge, FakeBoard("t-1", pictures, number=board.number)) == "bad_signature"
    assert refusal(edge, FakeBoard("t-1", pictures, number=999)) == "bad_signature"
    assert refusal(edge, board, nonce="of yesterday") == "wrong_nonce"
    assert refusal(edge, board, table="t-2") == "bad_signature"
    blind = FakeBoard("blind", pictures)
    edge.register(blind)
    assert refusal(edge, blind) == "unknown_table"
    edge.revoke(blind)
    assert refusal(edge, blind) == "bad_signature"


@pytest.mark.parametrize(
    "hello", ["", "{}", "no JSON", '{"p":"e30","k":"t-1#1","s":"AAAA"}', "[" * 10_000, "x" * 70_000]
)
def test_a_hello_that_is_none_ends_the_line_and_nothing_else(edge: VideoEdge, hello: str) -> None:
    with connect(f"ws://127.0.0.1:{edge.port}{PATH}", compression=None) as line:
        line.recv(5)
        line.send(hello)
        with pytest.raises(ConnectionClosed):
            while True:
                line.recv(5)
    assert edge.get("/video/v1/health").status_code == 200


def test_a_second_board_is_refused_while_the_firsts_picture_lives_and_takes_over_when_it_is_silent(
    edge: VideoEdge, board: FakeBoard, pictures: list[Coded]
) -> None:
    with board.filming(edge.port):
        edge.until("t-1", lambda said: said["state"] == "live")
        second = FakeBoard("t-1", pictures, number=board.number, key=board.key)
        assert refusal(edge, second) == "taken"
        assert second.boot_id in edge.alarmed("t-1", "taken")["detail"]
        assert edge.table("t-1")["state"] == "live"
    silent = board.dial(edge.port)
    with closing(silent.socket):
        assert refusal(edge, second) == "taken"
        wait_until(lambda: _gets_in(second, edge.port), 5, "the second board")
        with pytest.raises(ConnectionClosed):
            silent.recv(5)
    second.cut()


def _gets_in(board: FakeBoard, port: int) -> bool:
    try:
        board.line = board.dial(port)
    except RefusedByEdge:
        return False
    return True


def test_the_same_board_coming_again_replaces_its_own_line_at_once(edge: VideoEdge, board: FakeBoard) -> None:
    first = board.dial(edge.port)
    with closing(board.dial(edge.port)):
        with pytest.raises(ConnectionClosed):
            first.recv(2)
        assert refusal(edge, board, session=str(board.session - 1)) == "taken"


def test_a_board_whose_key_is_revoked_loses_its_line(edge: VideoEdge, board: FakeBoard) -> None:
    with board.filming(edge.port):
        edge.until("t-1", lambda said: said["state"] == "live")
        edge.revoke(board)
        edge.until("t-1", lambda said: said["board_key"] is None, 5)
        assert refusal(edge, board) == "bad_signature"


def test_messages_that_are_none_are_counted_and_alarmed_and_the_picture_goes_on(
    edge: VideoEdge, board: FakeBoard
) -> None:
    with board.filming(edge.port):
        before = edge.until("t-1", lambda said: said["state"] == "live")["refused"]
        picture = board.pictures[0]
        now_ns = time.time_ns()
        board.send(b"")
        board.send(b"\x00" * 100)
        board.send("no JSON")
        board.send('{"op":"segment","wrapper":"x"}')
        board.send(b"\x53" + bytes(8) + b"never asked for")
        board.send(board.record(Track.MAIN, picture, now_ns, payload=b"\x00\x00\x01").encode())
        board.send(board.record(Track.MAIN, picture, now_ns, payload=b"RIFF").encode())
        board.send(board.record(Track.MAIN, picture, now_ns, seq=1).encode())
        board.send(board.record(Track.OPUS, picture, now_ns).encode())
        for code in (
            "bad_record",
            "bad_message",
            "bad_statement",
            "unasked",
            "not_h264",
            "repeated",
            "unknown_track",
        ):
            assert edge.alarmed("t-1", code)["count"] >= 1
        said = edge.until("t-1", lambda said: said["refused"] >= before + 6)
        assert said["state"] == "live"


def test_a_line_that_sends_nothing_but_nonsense_is_ended(edge: VideoEdge, board: FakeBoard) -> None:
    with closing(board.dial(edge.port)) as line, pytest.raises(ConnectionClosed):
        for _ in range(100):
            line.send(b"nonsense")
        line.recv(5)
        line.recv(5)


def test_a_frame_of_a_megabyte_is_shown(edge: VideoEdge, board: FakeBoard) -> None:
    key = board.pictures[0]
    large = Coded(key.data + b"\x00\x00\x01\x0c" + b"\xff" * 1_000_000 + b"\x80", True)
    with closing(board.dial(edge.port)) as line, watching(edge.live("t-1")) as viewer:
        line.send(board.record(Track.MAIN, large, time.time_ns()).encode())
        assert len(viewer.next()) > 1_000_000


def test_a_message_too_large_ends_that_line_alone(edge: VideoEdge, board: FakeBoard) -> None:
    with closing(board.dial(edge.port)) as line, pytest.raises(ConnectionClosed):
        for _ in range(2):
            line.send(bytes(25 * 1024 * 1024))
        line.recv(5)
    assert edge.get("/video/v1/health").status_code == 200


def test_what_a_board_finds_wrong_with_its_picture_is_an_alarm_here(
    edge: VideoEdge, board: FakeBoard
) -> None:
    board.join(edge.port)
    board.say(board.health(state="frozen", disk="full"))
    assert "same picture" in edge.alarmed("t-1", "camera_frozen")["detail"]
    edge.alarmed("t-1", "board_disk")
    board.say(board.health())
    edge.until("t-1", lambda said: not {"camera_frozen", "board_disk"} & _codes(said))
    board.cut()


@pytest.mark.parametrize(("codec", "rate"), [("h265", 30), ("h264", 0), ("h264", -1), ("h264", 1e300)])
def test_a_picture_that_nobody_could_show_is_not_let_in(
    edge: VideoEdge, board: FakeBoard, codec: str, rate: float
) -> None:
    said = TrackSaid.model_construct(track=Track.MAIN, codec=codec, width=320, height=180, rate=rate)
    assert refusal(edge, board, tracks=(said,)) == "malformed"


def test_a_capture_time_that_can_not_be_true_is_alarmed_and_not_shown(
    edge: VideoEdge, board: FakeBoard
) -> None:
    with board.filming(edge.port):
        edge.until("t-1", lambda said: said["state"] == "live")
        board.offset_ns = 3600 * SECOND_NS
        assert "ahead" in edge.alarmed("t-1", "capture_time")["detail"]
        edge.until("t-1", lambda said: said["state"] == "stale")
        board.offset_ns = 0
        edge.until("t-1", lambda said: said["state"] == "live" and "capture_time" not in _codes(said))


def test_a_clock_that_is_off_by_less_is_named_while_the_picture_is_shown(
    edge: VideoEdge, board: FakeBoard
) -> None:
    board.offset_ns = -2 * SECOND_NS
    with board.filming(edge.port):
        assert "behind" in edge.alarmed("t-1", "capture_time", 6)["detail"]
        board.offset_ns = 0
        edge.until("t-1", lambda said: said["state"] == "live" and "capture_time" not in _codes(said))


def _codes(said: dict[str, object]) -> set[str]:
    alarms = said["alarms"]
    assert isinstance(alarms, list)
    return {alarm["code"] for alarm in alarms}


@pytest.mark.parametrize("step_ms", [50, -50])
def test_a_small_step_of_the_boards_clock_is_followed_without_a_break(
    edge: VideoEdge, board: FakeBoard, step_ms: int
) -> None:
    with board.filming(edge.port), watching(edge.live("t-1")) as viewer:
        for _ in range(20):
            viewer.next()
        board.offset_ns += step_ms * 1_000_000
        times = [time_of(viewer.next()) for _ in range(30)]
        assert times == sorted(times)
        captured_ns = int(viewer.hello["origin_ns"]) + times[-1] * SECOND_NS // 90_000
        assert abs(captured_ns - board.offset_ns - time.time_ns()) < 0.1 * SECOND_NS
        assert len(viewer.inits) == 1


def test_a_clock_set_far_back_begins_anew_at_the_next_key_frame(edge: VideoEdge, board: FakeBoard) -> None:
    board.offset_ns = 3 * SECOND_NS
    with board.filming(edge.port), watching(edge.live("t-1")) as viewer:
        for _ in range(20):
            viewer.next()
        board.offset_ns = 0
        while len(viewer.inits) < 2:
            fragment = viewer.next(2)
        assert is_key(fragment)
        captured_ns = int(viewer.hello["origin_ns"]) + time_of(fragment) * SECOND_NS // 90_000
        assert abs(captured_ns - time.time_ns()) < SECOND_NS


def test_after_missing_frames_the_picture_goes_on_at_a_key_frame(edge: VideoEdge, board: FakeBoard) -> None:
    board.join(edge.port)
    for record in [made for _ in range(16) for made in board.next()]:
        board.send(record.encode())
    lost = edge.until("t-1", lambda said: said["state"] == "live")["lost_frames"]
    with watching(edge.live("t-1")) as viewer:
        assert is_key(viewer.next())
        board.next()
        board.next()
        for record in [made for _ in range(20) for made in board.next()]:
            board.send(record.encode())
        assert is_key(viewer.next())
        edge.until("t-1", lambda said: said["lost_frames"] > lost)
    board.cut()
