"""A table is handed to Janus, set up as docs/examples says; a WebRTC viewer of Janus gets the frames that the board made."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from edge_api.video.sinks.target import Kind
from schemas.video.nal import split
from tests.bench.video.boxes import is_key
from tests.fixtures.coded_pictures import coded_pictures
from tests.fixtures.janus_viewer import watching
from tests.fixtures.media_servers import janus, missing
from tests.scenarios.video.handing_on import exactness, handed_on, until, until_live

ENOUGH, MOST_LOST = 45, 2
UNSTAMPED = "a frame without a stamp"
"""What a lost datagram comes to, on a crowded machine: never a frame with another one's stamp."""
LACKING = missing("janus")


@pytest.mark.skipif(bool(LACKING), reason=LACKING)
def test_a_viewer_of_janus_gets_the_stamps_that_the_board_made(tmp_path: Path) -> None:
    frames = list(coded_pictures(900, 1_800_000_000_000_000_000))
    came: list[bytes] = []

    async def through(rtp: str, signalling: str) -> None:
        async with handed_on(frames, Kind.RTP, rtp) as state:
            await until_live(state)
            async with watching(signalling, 1, came.append):
                await until(lambda: len(came) >= ENOUGH, lambda: (state(), len(came)))

    with janus(tmp_path / "janus") as server:
        asyncio.run(through(server.rtp, server.http))
    found = exactness(frames)
    for frame in came:
        found.take_stream(frame)
    assert is_key(split(came[0]))
    lost = [each for each in found.wrong if each == UNSTAMPED]
    assert found.wrong == lost and len(lost) <= MOST_LOST
    assert found.exact == len(came) - len(lost)
