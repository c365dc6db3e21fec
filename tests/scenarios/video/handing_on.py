"""A table's stream that is pushed as a board would, and the edge's sinks that hand it on, within one test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from edge_api.clock import SystemClock
from edge_api.video.frames import Record
from edge_api.video.sinks.room import Sinks
from edge_api.video.sinks.state import Phase, SinkState
from edge_api.video.sinks.target import Kind, Target
from edge_api.video.stream import Streams
from tests.bench.video.exactness import Exactness, made_of
from tests.fixtures.coded_pictures import FPS

TABLE = "vip-1"
LIMIT_S = 20.0


@asynccontextmanager
async def handed_on(frames: Sequence[Record], kind: Kind, url: str) -> AsyncIterator[Callable[[], SinkState]]:
    """While the block runs, the frames go to that server at their own pace; gives what the sink says of itself."""
    streams = Streams([TABLE])
    sinks = Sinks(streams, {TABLE: [Target(kind, url)]}, SystemClock())
    sinks.start()
    pushing = asyncio.create_task(_push(streams, frames))
    try:
        yield lambda: sinks.states()[TABLE][0]
    finally:
        pushing.cancel()
        await sinks.close()
        streams.close()
        await asyncio.gather(pushing, return_exceptions=True)


async def until(true: Callable[[], bool], what: Callable[[], object]) -> None:
    """Wait for it; ``what`` is shown when it does not come."""
    try:
        async with asyncio.timeout(LIMIT_S):
            while not true():
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(f"never came: {what()}") from None


async def until_live(state: Callable[[], SinkState]) -> None:
    """Until the server takes the stream."""
    await until(lambda: state().phase is Phase.LIVE, state)


def exactness(frames: Sequence[Record]) -> Exactness:
    """To compare with what arrives."""
    return Exactness(made_of(frame.payload for frame in frames))


async def _push(streams: Streams, frames: Sequence[Record]) -> None:
    stream, loop = streams.get(TABLE), asyncio.get_running_loop()
    assert stream is not None
    due = loop.time()
    for frame in frames:
        stream.push(frame)
        due += 1 / FPS
        await asyncio.sleep(due - loop.time())
