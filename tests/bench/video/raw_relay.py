"""The raw limit of fan-out: at each turn it writes one ready-made message to every TCP socket and does nothing else.

``python -m tests.bench.video.raw_relay FILE FPS``: FILE holds messages, each behind its length in four bytes, that go round and round.
Prints its port.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import cast

import uvloop

from schemas.video.record import messages
from tests.bench.video.ws_frames import BINARY, unmasked

MOST_WAITING = 4_000_000


class Socket(asyncio.Protocol):
    """One that is written to."""

    def __init__(self, all_of_them: set[asyncio.WriteTransport]) -> None:
        self._all = all_of_them

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)  # uvloop's are none by their class
        self._all.add(self._transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._all.discard(self._transport)


async def relay(frames: Iterator[bytes], fps: float) -> None:
    """Until ended."""
    sockets: set[asyncio.WriteTransport] = set()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Socket(sockets), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    due = loop.time()
    while True:
        due += 1 / fps
        await asyncio.sleep(due - loop.time())
        frame = next(frames)
        for socket in sockets:
            if socket.get_write_buffer_size() < MOST_WAITING:
                socket.write(frame)


if __name__ == "__main__":
    content = Path(sys.argv[1]).read_bytes()
    uvloop.run(relay(cycle([unmasked(BINARY, each) for each in messages(content)]), float(sys.argv[2])))
