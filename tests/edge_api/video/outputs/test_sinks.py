"""A table sent on to servers: stamps and slices arrive byte for byte, a server that dies and returns gets it again, one that hangs is cut, no secret is shown."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import uvloop

from edge_api.clock import SystemClock
from edge_api.video.sinks.room import Sinks
from edge_api.video.sinks.state import Phase, SinkState
from edge_api.video.sinks.target import Kind, Target
from edge_api.video.stream import Stream, Streams
from tests.edge_api.video.outputs.coded import Film, camera, check_same, push, record
from tests.edge_api.video.outputs.far_side import HAS_FFMPEG, NO_FFMPEG, far_side, free_address, silent_server
from tests.edge_api.video.outputs.house import until
from tests.edge_api.video.outputs.whip_server import whip_server

pytestmark = pytest.mark.slow

ENOUGH = 4_000
"""Bytes on the far side: a second or two of the test picture."""


@pytest.mark.skipif(not HAS_FFMPEG, reason=NO_FFMPEG)
def test_every_frame_arrives_byte_for_byte_and_again_when_the_server_is_back(tmp_path: Path) -> None:
    async def scene(kind: Kind) -> None:
        address = free_address(kind)
        with far_side(kind, address, tmp_path / f"{kind} first") as server:
            async with publishing(Target(kind, address)) as (sinks, stream), camera(stream) as filmed:
                await until(lambda: server.has_written(ENOUGH), lambda: str(state(sinks)))
                assert state(sinks).phase is Phase.LIVE
                assert check_same(filmed.sent, server.kill()) >= 5
                await until(lambda: state(sinks).phase is Phase.FAILED)
                assert state(sinks).next_try_utc_ms is not None
                with far_side(kind, address, tmp_path / f"{kind} second") as again:
                    await until(lambda: again.has_written(ENOUGH), lambda: str(state(sinks)))
                    assert check_same(filmed.sent, again.kill()) >= 5
                assert state(sinks).connected >= 2

    uvloop.run(side_by_side(*map(scene, (Kind.RTMP, Kind.RTSP, Kind.SRT))))


def test_whip_publishes_byte_for_byte_and_comes_back_after_a_loss() -> None:
    async def scene() -> None:
        async with whip_server() as (server, port):
            target = Target(Kind.WHIP, f"http://any:secret-key@127.0.0.1:{port}/whip/table")
            async with publishing(target) as (sinks, stream), camera(stream) as filmed:
                await until(lambda: len(server.got) >= 8, lambda: str(state(sinks)))
                assert state(sinks).phase is Phase.LIVE
                await server.lose()
                arrived = len(server.got)
                await until(lambda: state(sinks).failures == 1)
                await until(lambda: len(server.got) >= arrived + 5, lambda: str(state(sinks)))
                assert check_same(filmed.sent, server.got) >= 13
            assert server.seen[0] == "POST /whip/table HTTP/1.1 Bearer secret-key"
            assert server.seen[-1].startswith("DELETE /session/1")

    uvloop.run(scene())


def test_a_server_that_says_no_is_named_with_its_answer() -> None:
    async def scene() -> None:
        async with whip_server() as (server, port):
            server.refuse_with = 403
            target = Target(Kind.WHIP, f"http://127.0.0.1:{port}/x")
            async with publishing(target) as (sinks, stream), camera(stream):
                await until(lambda: state(sinks).phase is Phase.FAILED)
                assert state(sinks).why == "the server answered 403 Forbidden"

    uvloop.run(scene())


def test_a_server_that_hangs_is_cut_and_nothing_is_left_of_the_try() -> None:
    async def scene(kind: Kind) -> None:
        with silent_server() as port:
            scheme = "http" if kind is Kind.WHIP else kind.value
            target = Target(kind, f"{scheme}://127.0.0.1:{port}/live/secret-key")
            async with publishing(target, limit_s=1) as (sinks, stream), camera(stream):
                await until(lambda: state(sinks).phase is Phase.FAILED)
                assert "1 s" in state(sinks).why or "timed out" in state(sinks).why

    uvloop.run(side_by_side(*map(scene, (Kind.RTMP, Kind.RTSP, Kind.WHIP))))


@pytest.mark.skipif(not HAS_FFMPEG, reason=NO_FFMPEG)
def test_a_server_that_stops_reading_is_cut_and_frames_are_dropped_up_to_a_key(tmp_path: Path) -> None:
    async def scene() -> None:
        address = free_address(Kind.RTMP)
        with far_side(Kind.RTMP, address, tmp_path / "halted") as server:
            async with publishing(Target(Kind.RTMP, address), limit_s=1) as (sinks, stream):
                film = Film(stream, SystemClock().utc_ns(), ballast=200_000)

                def films_on_until(phase: Phase) -> bool:
                    film.push(1)
                    return state(sinks).phase is phase

                await until(lambda: films_on_until(Phase.LIVE))
                server.halt()
                await until(lambda: films_on_until(Phase.FAILED))
                assert state(sinks).why == "the server took nothing for 1 s: cut"

    uvloop.run(scene())


@pytest.mark.skipif(not HAS_FFMPEG, reason=NO_FFMPEG)
def test_a_picture_of_another_size_is_published_anew(tmp_path: Path) -> None:
    async def scene() -> None:
        address = free_address(Kind.RTMP)
        with far_side(Kind.RTMP, address, tmp_path / "small"):
            async with publishing(Target(Kind.RTMP, address)) as (sinks, stream):
                now_ns = SystemClock().utc_ns()
                push(stream, record(0, now_ns))

                def films_on() -> bool:
                    push(stream, record(1, SystemClock().utc_ns()))
                    return state(sinks).phase is Phase.LIVE

                await until(films_on)
                push(stream, record(0, SystemClock().utc_ns(), width=640, height=360))
                await until(lambda: state(sinks).failures == 1)
                assert "changed its size" in state(sinks).why

    uvloop.run(scene())


def test_a_table_without_a_picture_opens_no_connection() -> None:
    async def scene() -> None:
        async with publishing(Target(Kind.RTMP, "rtmp://127.0.0.1:1/live/x")) as (sinks, _):
            await asyncio.sleep(0.1)
            assert state(sinks) == SinkState("rtmp", "rtmp://127.0.0.1:1/live/…", "main")

    uvloop.run(scene())


def test_srt_without_ffmpeg_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    async def scene() -> None:
        async with publishing(Target(Kind.SRT, "srt://127.0.0.1:1")) as (sinks, stream), camera(stream):
            await until(lambda: state(sinks).phase is Phase.FAILED)
            assert "needs the program ffmpeg" in state(sinks).why

    uvloop.run(scene())


def test_no_secret_of_an_address_is_in_states_or_logs(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    async def scene() -> None:
        target = Target(Kind.RTMP, "rtmp://user:secret-pass@127.0.0.1:1/live/secret-key?auth=secret-query")
        async with publishing(target) as (sinks, stream), camera(stream):
            await until(lambda: state(sinks).phase is Phase.FAILED)
            assert state(sinks).why == "Connection refused"
            assert "secret" not in str(state(sinks).as_json()) + repr(sinks.states())

    uvloop.run(scene())
    assert "nothing goes to rtmp" in caplog.text
    assert "secret" not in caplog.text


async def side_by_side(*scenes: Coroutine[Any, Any, None]) -> None:
    """All at once; then nothing runs any more."""
    before = asyncio.all_tasks()
    async with asyncio.TaskGroup() as group:
        for scene in scenes:
            group.create_task(scene)
    await until(lambda: not asyncio.all_tasks() - before)


@asynccontextmanager
async def publishing(target: Target, limit_s: float = 5) -> AsyncIterator[tuple[Sinks, Stream]]:
    """One table with one sink. At the end nobody takes its stream."""
    streams = Streams(["vip-1"])
    stream = streams.get("vip-1")
    assert stream is not None
    sinks = Sinks(streams, {"vip-1": [target]}, SystemClock(), limit_s)
    sinks.start()
    try:
        yield sinks, stream
    finally:
        await sinks.close()
    assert stream.feeds == 0


def state(sinks: Sinks) -> SinkState:
    return sinks.states()["vip-1"][0]
