"""Viewers who do not read, come in crowds, stay too long or talk nonsense: none costs another anything."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from schemas.video.nal import SEI, kind
from schemas.video.stamp import read_stamp
from tests.edge_api.reference import wait_until
from tests.edge_api.video.fake_board import FakeBoard
from tests.edge_api.video.video_edge import VideoEdge
from tests.edge_api.video.watching import Viewer, is_key, watching
from tests.fixtures.x264 import Coded, Coding, coded

TABLE = "t-2"
MOST_PATIENCE_S = 20.0


@pytest.fixture(scope="module")
def filmed(edge: VideoEdge) -> Iterator[FakeBoard]:
    """Table t-2 with pictures of many bytes, so that a line is soon full."""
    heavy = coded(Coding(width=640, height=360, gop=15), 30)
    padded = [
        Coded(each.data + b"\x00\x00\x01\x0c" + b"\xff" * 20_000 + b"\x80", each.is_key) for each in heavy
    ]
    board = FakeBoard(TABLE, padded)
    edge.register(board)
    with board.filming(edge.port):
        edge.until(TABLE, lambda said: said["state"] == "live")
        yield board


def upgraded(edge: VideoEdge, path: str) -> socket.socket:
    """A bare socket on which frames come."""
    line = socket.create_connection(("127.0.0.1", edge.port), 5)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
    key = base64.b64encode(os.urandom(16)).decode()
    line.sendall(
        f"GET {path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode()
    )
    return line


def memory_kib(edge: VideoEdge) -> int:
    status = Path(f"/proc/{edge.process.pid}/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


def open_files(edge: VideoEdge) -> int:
    return len(list(Path(f"/proc/{edge.process.pid}/fd").iterdir()))


def dropped(edge: VideoEdge) -> float:
    """Frames that viewers were not sent."""
    lines = edge.get("/metrics").text.splitlines()
    return sum(
        float(line.split()[-1]) for line in lines if line.startswith("studio_video_frames_dropped_total")
    )


def messages(line: socket.socket, data: bytearray) -> Iterator[bytes]:
    """Whole messages of a server, as they come."""
    while True:
        while (found := _message(data)) is not None:
            size, content = found
            del data[:size]
            yield content
        more = line.recv(1 << 16)
        if not more:
            return
        data += more


def _message(data: bytearray) -> tuple[int, bytes] | None:
    if len(data) < 10:
        return None
    short = data[1] & 0x7F
    head = {126: 4, 127: 10}.get(short, 2)
    size = int.from_bytes(data[2:head], "big") if head > 2 else short
    return (head + size, bytes(data[head : head + size])) if len(data) >= head + size else None


def test_a_viewer_who_reads_a_byte_a_second_is_dropped_to_a_key_frame_and_others_see_every_frame(
    edge: VideoEdge, filmed: FakeBoard
) -> None:
    with contextlib.closing(upgraded(edge, edge.live_path(TABLE))) as slow:
        _is_dropped_to_a_key_frame(edge, slow)


def _is_dropped_to_a_key_frame(edge: VideoEdge, slow: socket.socket) -> None:
    before, began_kib = dropped(edge), memory_kib(edge)
    with watching(edge.live(TABLE)) as other:
        other.next()
        late_ms, end = 0.0, time.monotonic() + MOST_PATIENCE_S
        while dropped(edge) <= before and time.monotonic() < end:
            slow.recv(1)
            until = time.monotonic() + 1
            while time.monotonic() < until:
                began = time.monotonic()
                other.next()
                late_ms = max(late_ms, (time.monotonic() - began) * 1000)
        assert late_ms < 1000
        assert dropped(edge) > before
    assert memory_kib(edge) - began_kib < 30_000
    slow.settimeout(5)
    fresh_ns, data = time.time_ns(), bytearray()
    began = time.monotonic()
    while b"\r\n\r\n" not in data:
        data += slow.recv(1 << 16)
    del data[: data.index(b"\r\n\r\n") + 4]
    for message in messages(slow, data):
        if message[4:8] == b"moof" and is_key(message) and _captured_ns(message) > fresh_ns:
            break
    assert time.monotonic() - began < 2


def _captured_ns(message: bytes) -> int:
    """From the stamp in the picture."""
    at = message.index(b"mdat") + 4
    units = []
    while at + 4 <= len(message):
        size = int.from_bytes(message[at : at + 4], "big")
        units.append(message[at + 4 : at + 4 + size])
        at += 4 + size
    stamp = read_stamp(unit for unit in units if unit and kind(unit) == SEI)
    return stamp.capture_utc_ns if stamp is not None else 0


def test_one_player_does_not_take_the_others_seats(edge: VideoEdge, filmed: FakeBoard) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(6):
            stack.enter_context(watching(edge.live(TABLE, player=70))).next()
        with watching(edge.live(TABLE, player=70)) as seventh:
            assert seventh.end() == 4429
        with watching(edge.live(TABLE, player=71)) as other:
            other.next()
    with watching(edge.live(TABLE, player=70)) as again:
        again.next()


def test_a_crowd_that_comes_and_goes_leaves_nothing(edge: VideoEdge, filmed: FakeBoard) -> None:
    path = edge.live_path(TABLE)

    async def come_and_go() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", edge.port)
        key = base64.b64encode(os.urandom(16)).decode()
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode()
        )
        await reader.readexactly(12)
        writer.transport.abort()

    async def crowd(count: int) -> None:
        for _ in range(count // 50):
            await asyncio.gather(*(come_and_go() for _ in range(50)))

    asyncio.run(crowd(100))
    edge.until(TABLE, lambda said: said["viewers"]["fmp4"] == 0)
    before, files = memory_kib(edge), open_files(edge)
    asyncio.run(crowd(1000))
    edge.until(TABLE, lambda said: said["viewers"]["fmp4"] == 0)
    wait_until(lambda: open_files(edge) <= files + 4, 10, "the end of what the crowd had opened")
    assert memory_kib(edge) - before < 15_000
    assert edge.table(TABLE)["state"] == "live"


def test_a_ticket_that_is_over_ends_the_picture_and_a_fresh_one_prolongs_it(
    edge: VideoEdge, filmed: FakeBoard
) -> None:
    with watching(edge.live(TABLE, lasts_s=2)) as stays, watching(edge.live(TABLE, lasts_s=2)) as leaves:
        stays.next()
        stays.say(op="renew", ticket=edge.ticket(TABLE))
        assert leaves.end(6) == 4401
        until = time.monotonic() + 1
        while time.monotonic() < until:
            stays.next()


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (f"/video/v1/tables/{TABLE}/live", 4401),
        (f"/video/v1/tables/{TABLE}/live?ticket=x.y", 4401),
        (f"/video/v1/tables/{TABLE}/live?ticket=" + "A" * 5000, 4401),
        ("/video/v1/tables/%00/live?ticket=%ff", 4401),
    ],
)
def test_who_has_no_ticket_is_told_so(edge: VideoEdge, path: str, code: int) -> None:
    with connect(f"ws://127.0.0.1:{edge.port}{path}", compression=None) as line:
        assert Viewer(line).end() == code


def test_a_ticket_opens_its_own_table_and_pictures_that_there_are(edge: VideoEdge, filmed: FakeBoard) -> None:
    for url, code in (
        (edge.live(TABLE).replace(TABLE, "t-3", 1), 4401),
        (edge.live("blind"), 4404),
        (edge.live(TABLE, "side"), 4404),
        (edge.live(TABLE, scope="clip:r-1"), 4401),
    ):
        with watching(url) as viewer:
            assert viewer.end() == code


@pytest.mark.parametrize(
    "said",
    [
        "",
        "no JSON",
        "[]",
        '{"op":"bet"}',
        '{"op":"beat","lag_ms":"much"}',
        '{"op":"renew","ticket":"x"}',
        "{" * 60_000,
    ],
)
def test_a_viewer_who_talks_nonsense_is_sent_away(edge: VideoEdge, filmed: FakeBoard, said: str) -> None:
    with watching(edge.live(TABLE)) as viewer:
        viewer.next()
        viewer.line.send(said)
        assert viewer.end() in (4400, 4401)


def test_a_viewer_who_floods_is_sent_away(edge: VideoEdge, filmed: FakeBoard) -> None:
    with watching(edge.live(TABLE)) as viewer:
        viewer.next()
        with contextlib.suppress(ConnectionClosed):  # before the last of them
            for _ in range(200):
                viewer.line.send('{"op":"beat","lag_ms":1,"shown_utc_ms":1,"path":"fmp4"}')
        assert viewer.end() == 4400


def test_a_table_without_a_picture_is_dark_until_it_comes(edge: VideoEdge, pictures: list[Coded]) -> None:
    board = FakeBoard("t-4", pictures)
    edge.register(board)
    with watching(edge.live("t-4")) as viewer:
        viewer.until_told("dark")
        with board.filming(edge.port):
            assert is_key(viewer.next())
            edge.until("t-4", lambda said: said["state"] == "live")
        edge.until("t-4", lambda said: said["state"] == "stale", 2)
        viewer.until_told("dark")
        assert edge.table("t-4")["age_ms"] > 1000


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS"])
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/video/v1/uplink",
        f"/video/v1/tables/{TABLE}/live",
        f"/video/v1/tables/{TABLE}/beat",
        "/video/v1/tables/../../etc/passwd",
        "/video/v1/ticket?ticket=%00",
        "/static/x",
    ],
)
def test_nothing_is_served_that_is_not_on_the_list(edge: VideoEdge, method: str, path: str) -> None:
    answer = httpx.request(method, edge.url + path, content=b"\x00" * 100, timeout=5)
    assert 300 < answer.status_code < 500
    assert not answer.content or answer.headers["content-type"].startswith(("application/json", "text/plain"))


def test_a_socket_where_there_is_none_is_refused(edge: VideoEdge) -> None:
    for path in ("/", "/video/v1/health", "/video/v1/tables/t-2"):
        with pytest.raises(InvalidStatus), connect(f"ws://127.0.0.1:{edge.port}{path}", compression=None):
            pass
