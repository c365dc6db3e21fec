"""What goes on beside the requests does not die unseen: the handler of the event loop hears of it, and ends the process."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, cast

import pytest

from edge_api.clock import SystemClock
from edge_api.video.beats import Beats
from edge_api.video.frames import Record, Track
from edge_api.video.reserve import Reserve
from edge_api.video.shows import Shows
from edge_api.video.sinks.sink import Sink
from edge_api.video.sinks.state import Phase, SinkState
from edge_api.video.sinks.target import Kind, Target
from edge_api.video.stream import Stream
from edge_api.video.track_info import TrackInfo
from edge_api.video.vital import VITAL, end_when_it_fails, vital


def ends(work: Callable[[], AbstractAsyncContextManager[None]]) -> list[str]:
    """What was said to have failed within two seconds."""

    async def run() -> list[str]:
        loop, heard = asyncio.get_running_loop(), asyncio.Event()
        said: list[str] = []
        end_when_it_fails(loop, heard.set)
        ours = loop.get_exception_handler()
        assert ours is not None

        def hear(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
            said.append(context.get(VITAL, ""))
            ours(loop, context)

        loop.set_exception_handler(hear)
        async with work():
            async with asyncio.timeout(3):
                await heard.wait()
        return said

    return asyncio.run(run())


def test_a_task_that_fails_is_logged_and_ends_the_process(caplog: pytest.LogCaptureFixture) -> None:
    @asynccontextmanager
    async def failing() -> AsyncIterator[None]:
        async def work() -> None:
            raise ValueError("unforeseen")

        task = vital(work(), "the work")
        yield
        await asyncio.gather(task, return_exceptions=True)

    with caplog.at_level(logging.ERROR):
        assert ends(failing) == ["the work"]
    assert "the work has failed" in caplog.text and "unforeseen" in caplog.text


def test_one_that_is_cancelled_ends_nothing() -> None:
    async def run() -> None:
        end_when_it_fails(asyncio.get_running_loop(), lambda: pytest.fail("it was cancelled"))
        task = vital(asyncio.sleep(60), "the work")
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(run())


def test_a_viewer_on_whom_the_second_hand_stumbles_ends_the_process() -> None:
    class Bad:
        def second(self) -> None:
            raise RuntimeError("a fault of ours")

    @asynccontextmanager
    async def work() -> AsyncIterator[None]:
        shows = Shows({}, SystemClock())
        async with shows.running():
            with shows.watched(Bad()):
                yield

    assert ends(work) == ["the second hand"]


def test_beats_that_can_not_be_forgotten_for_a_fault_of_ours_end_the_process(tmp_path: Path) -> None:
    @asynccontextmanager
    async def work() -> AsyncIterator[None]:
        async with Beats(tmp_path / "beats.db", SystemClock(), cast(int, "a week"), Reserve()).keeping():
            yield

    assert ends(work) == ["the keeping of beats"]


def test_a_sink_that_stumbles_says_so_and_tries_again() -> None:
    told: list[SinkState] = []

    async def run() -> SinkState:
        stream = Stream("t")
        stream.tracks[Track.AAC] = TrackInfo(Track.AAC, "mp4a.40.2", rate=float("nan"))
        sink = Sink(
            stream, Target(Kind.RTMP, "rtmp://127.0.0.1/a/b"), SystemClock(), lambda _, now: told.append(now)
        )
        stream.push(Record(Track.MAIN, 1, True, 1, 1, 0, b"\0\0\0\1\x65"))
        running = asyncio.create_task(sink.run())
        stream.push(Record(Track.MAIN, 2, True, 1, 2, 0, b"\0\0\0\1\x65"))
        async with asyncio.timeout(5):
            while sink.state.failures < 2:
                stream.push(Record(Track.MAIN, 3, True, 1, 3, 0, b"\0\0\0\1\x65"))
                await asyncio.sleep(0.05)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        return sink.state

    state = asyncio.run(run())
    assert "ValueError" in state.why and Phase.FAILED in {said.phase for said in told}
