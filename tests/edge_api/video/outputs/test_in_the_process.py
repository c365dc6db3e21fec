"""All ways out of one table in the real video process, at once: WebRTC, HLS, and a server that it is sent on to."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
import uvloop

from edge_api.video.sinks.target import Kind
from schemas.video.nal import split
from schemas.video.stamp import read_stamp
from tests.edge_api.video.fake_board import FakeBoard
from tests.edge_api.video.outputs.far_side import HAS_FFMPEG, NO_FFMPEG, far_side, free_address
from tests.edge_api.video.outputs.house import until
from tests.edge_api.video.outputs.watcher import watcher
from tests.edge_api.video.video_edge import VideoEdge, video_edge
from tests.fixtures.x264 import Coded

TABLE = "shown"
ORIGIN = "http://127.0.0.1:8080"


@pytest.mark.skipif(not HAS_FFMPEG, reason=NO_FFMPEG)
def test_one_board_is_seen_by_webrtc_by_hls_and_on_a_server(tmp_path: Path, pictures: list[Coded]) -> None:
    address = free_address(Kind.RTMP)
    table = f'[[table]]\nid = "{TABLE}"\nname = "T"\ngame = "roulette"\ncurrency = "EUR"\n'
    sink = f'video = {{ sinks = [{{ kind = "rtmp", url = "{address}" }}] }}\n'
    with (
        far_side(Kind.RTMP, address, tmp_path / "sent on") as server,
        video_edge(tmp_path, tables=1, extra=table + sink) as edge,
    ):
        board = FakeBoard(TABLE, pictures)
        edge.register(board)
        with board.filming(edge.port):
            uvloop.run(_watch(edge))
            said = edge.until(TABLE, lambda said: said["viewers"]["hls"] == 1)
            assert said["sinks"][0]["to"] == re.sub("[^/]+$", "…", address)
            assert said["sinks"][0]["state"] == "live"
        arrived = server.kill()
    assert len(arrived) > 10
    assert all(read_stamp(split(unit)) is not None for unit in arrived)


async def _watch(edge: VideoEdge) -> None:
    at, ticket = f"/video/v1/tables/{TABLE}", edge.ticket(TABLE)
    async with httpx.AsyncClient(base_url=edge.url, headers={"Origin": ORIGIN}, timeout=15) as client:
        async with watcher() as viewer:
            answer = await viewer.ask(client, f"{at}/whep?ticket={ticket}")
            assert answer.status_code == 201
            assert "Location" in answer.headers["access-control-expose-headers"]
            await until(lambda: len(viewer.got) > 10)
            assert all(read_stamp(split(unit)) is not None for unit in viewer.got)
            assert (await client.delete(answer.headers["location"])).status_code == 200
        variants = await client.get(f"{at}/hls/index.m3u8?ticket={ticket}")
        playlist = await client.get(f"{at}/hls/{variants.text.splitlines()[3 + 1]}")
        assert playlist.status_code == 200
        part = re.findall(r'#EXT-X-PART:.*URI="([^"]+)"', playlist.text)[-1]
        piece = await client.get(f"{at}/hls/main/{part}")
        assert piece.status_code == 200
        assert piece.headers["access-control-allow-origin"] in ("*", ORIGIN)
