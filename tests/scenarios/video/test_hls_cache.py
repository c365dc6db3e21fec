"""nginx, set up as docs/examples says, before the real video process: many viewers cost it one request a part, and each needs a ticket."""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx
import pytest
from websockets.sync.client import connect

from tests.edge_api.video.fake_board import FakeBoard
from tests.edge_api.video.video_edge import VideoEdge, video_edge
from tests.fixtures.media_servers import HlsCache, hls_cache, missing
from tests.fixtures.x264 import Coding, coded

TABLE = "t-0"
VIEWERS, RELOADS = 12, 4
LACKING = missing("nginx")
PART = re.compile(r'#EXT-X-PART:DURATION=[0-9.]+,URI="([^"]+)"')

pytestmark = pytest.mark.skipif(bool(LACKING), reason=LACKING)


@pytest.fixture(scope="module")
def cached(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[VideoEdge, HlsCache]]:
    """A board films, the edge hands it on, nginx stands before it."""
    folder = tmp_path_factory.mktemp("cached")
    with video_edge(folder, tables=1) as edge, hls_cache(folder / "nginx", edge.port) as cache:
        board = FakeBoard(TABLE, coded(Coding(), 60))
        edge.register(board)
        with board.filming(edge.port):
            edge.until(TABLE, lambda said: said["state"] == "live")
            yield edge, cache


@dataclass
class Viewer:
    """``fetched``: what he asked for, and whether it came from the cache."""

    client: httpx.AsyncClient
    ticket: str
    fetched: list[tuple[str, str]] = field(default_factory=list)

    async def get(self, path: str, **query: str | int) -> str:
        answer = await self.client.get(
            f"/video/v1/tables/{TABLE}/hls/main/{path}", params={**query, "ticket": self.ticket}
        )
        assert answer.status_code == 200, answer.text
        self.fetched.append((f"{path} {query}", answer.headers["x-cache"]))
        return answer.text

    async def watch(self, first: str) -> None:
        """As a player does: the playlist with the next part, as soon as it is there, then the part."""
        number, part = _next(first)
        for _ in range(RELOADS):
            playlist = await self.get("index.m3u8", _HLS_msn=number, _HLS_part=part)
            await self.get(PART.findall(playlist)[-1])
            number, part = _next(playlist)


def _next(playlist: str) -> tuple[int, int]:
    """The part that comes after the last one: its segment's number, and its own in that."""
    first = int(re.findall(r"#EXT-X-MEDIA-SEQUENCE:([0-9]+)", playlist)[0])
    growing = playlist.rpartition("#EXTINF:")[2]
    return first + playlist.count("#EXTINF:"), len(PART.findall(growing))


def test_many_viewers_cost_the_edge_one_request_a_part(cached: tuple[VideoEdge, HlsCache]) -> None:
    fetched = asyncio.run(_all_watch(*cached))
    asked = Counter(what for what, _ in fetched)
    upstream = Counter(what for what, status in fetched if status != "HIT")
    assert len(asked) >= 2 * RELOADS
    assert set(upstream.values()) == {1}
    assert sum(asked.values()) == VIEWERS * 2 * RELOADS


async def _all_watch(edge: VideoEdge, cache: HlsCache) -> list[tuple[str, str]]:
    address = f"http://127.0.0.1:{cache.port}"
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=address, timeout=20, limits=limits) as client:
        viewers = [Viewer(client, edge.ticket(TABLE, player=number)) for number in range(VIEWERS)]
        first = await viewers[0].get("index.m3u8")
        viewers[0].fetched.clear()
        await asyncio.gather(*(viewer.watch(first) for viewer in viewers))
    return [each for viewer in viewers for each in viewer.fetched]


def test_what_lies_in_the_cache_is_not_for_those_without_a_ticket(cached: tuple[VideoEdge, HlsCache]) -> None:
    edge, cache = cached
    path = f"http://127.0.0.1:{cache.port}/video/v1/tables/{TABLE}/hls/main/index.m3u8"
    assert httpx.get(path, params={"ticket": edge.ticket(TABLE)}, timeout=20).status_code == 200
    for wrong in ("", "forged", edge.ticket("blind"), edge.ticket(TABLE, lasts_s=-1)):
        assert httpx.get(path, params={"ticket": wrong}, timeout=20).status_code == 403


def test_live_pictures_pass_and_the_boards_door_does_not(cached: tuple[VideoEdge, HlsCache]) -> None:
    edge, cache = cached
    with connect(f"ws://127.0.0.1:{cache.port}{edge.live_path(TABLE)}", proxy=None, max_size=None) as live:
        assert json.loads(live.recv(timeout=10))["op"] == "hello"
    assert httpx.get(f"http://127.0.0.1:{cache.port}/video/v1/uplink", timeout=20).status_code == 404
