"""Many viewers in one lean process: each opens a socket, counts what comes and throws it away.

``python -m tests.bench.video.crowd URL`` (ws:// as a viewer, tcp:// bare). Each line on stdin is a number of viewers; when that many have
each been sent something since, it prints ``ready``. ``bytes`` prints how much has come so far, ``lost`` how many sockets have ended.
"""

from __future__ import annotations

import asyncio
import sys
from typing import cast
from urllib.parse import urlsplit

import uvloop

from tests.bench.video.ws_frames import upgrade

STEP_S = 0.05
AT_ONCE = 20


class Viewer(asyncio.Protocol):
    """Counts bytes. It never reads what they are."""

    def __init__(self, hello: bytes) -> None:
        self.hello, self.came, self.over = hello, 0, False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if self.hello:
            cast(asyncio.WriteTransport, transport).write(self.hello)  # uvloop's are none by their class

    def data_received(self, data: bytes) -> None:
        self.came += len(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self.over = True


async def crowd(url: str) -> None:
    """Obey the lines of stdin until it ends."""
    viewers: list[Viewer] = []
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := (await reader.readline()).decode().strip():
        match line:
            case "bytes":
                print(sum(viewer.came for viewer in viewers), flush=True)
            case "lost":
                print(sum(viewer.over for viewer in viewers), flush=True)
            case _:
                await _grow(viewers, url, int(line))
                print("ready", flush=True)


async def _grow(viewers: list[Viewer], url: str, count: int) -> None:
    parts, loop = urlsplit(url), asyncio.get_running_loop()
    host, port = parts.hostname or "127.0.0.1", parts.port or 80
    hello = upgrade(url) if parts.scheme == "ws" else b""
    while len(viewers) < count:
        some = range(min(AT_ONCE, count - len(viewers)))
        made = [loop.create_connection(lambda: Viewer(hello), host, port) for _ in some]
        viewers += [viewer for _, viewer in await asyncio.gather(*made)]
        await asyncio.sleep(STEP_S)
    before = [viewer.came for viewer in viewers]
    while any(viewer.came <= came and not viewer.over for viewer, came in zip(viewers, before, strict=True)):
        await asyncio.sleep(STEP_S)


if __name__ == "__main__":
    uvloop.run(crowd(sys.argv[1]))
