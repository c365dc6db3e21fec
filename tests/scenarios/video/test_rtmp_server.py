"""A table is handed to nginx's RTMP server, set up as docs/examples says, and read back from it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import av
import pytest

from edge_api.video.sinks.target import Kind
from tests.fixtures.coded_pictures import coded_pictures
from tests.fixtures.media_servers import missing, rtmp_server
from tests.scenarios.video.handing_on import exactness, handed_on, until_live

ENOUGH = 45
LACKING = missing("nginx", "rtmp")


@pytest.mark.skipif(bool(LACKING), reason=LACKING)
def test_what_is_read_from_the_rtmp_server_is_what_the_board_made(tmp_path: Path) -> None:
    frames = list(coded_pictures(600, 1_800_000_000_000_000_000))
    found = exactness(frames)

    async def through(address: str) -> None:
        async with handed_on(frames, Kind.RTMP, address) as state:
            await until_live(state)
            for units in await asyncio.to_thread(_read, address):
                found.take(units)

    with rtmp_server(tmp_path / "nginx") as server:
        asyncio.run(through(f"{server}/vip-1"))
    assert (found.exact, found.wrong) == (ENOUGH, [])


def _read(address: str) -> list[list[bytes]]:
    """FLV keeps units behind their length, as MP4 does."""
    with av.open(
        address, options={"rtmp_live": "live", "analyzeduration": "200000"}, timeout=10.0
    ) as container:
        packets = (bytes(packet) for packet in container.demux(video=0) if packet.size)
        return [list(_units(packet)) for packet, _ in zip(packets, range(ENOUGH), strict=False)]


def _units(packet: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(packet):
        size = int.from_bytes(packet[at : at + 4], "big")
        yield packet[at + 4 : at + 4 + size]
        at += 4 + size
