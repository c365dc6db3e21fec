"""Many sockets that only listen, in a process of their own: says "ready", then prints when each event had reached the last of them.

``python -m tests.bench.listen JOB.json``; times are CLOCK_MONOTONIC nanoseconds, shared by all processes of a machine.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import uvloop
from websockets.asyncio.client import ClientConnection

from tests.bench.load import Job, open_sockets


async def listen(job: Job, events: int) -> list[int]:
    """When the last socket had each of ``events`` events."""
    async with AsyncExitStack() as stack:
        sockets = await open_sockets(job, stack)
        print("ready", flush=True)
        heard = await asyncio.gather(*(_hear(socket, events) for socket in sockets))
    return last_of_each(heard)


def last_of_each(heard: Sequence[Sequence[int]]) -> list[int]:
    """The latest time of each event, over all sockets."""
    return [max(times) for times in zip(*heard, strict=True)]


async def _hear(socket: ClientConnection, events: int) -> list[int]:
    times = []
    for _ in range(events):
        await socket.recv(decode=False)
        times.append(time.monotonic_ns())
    return times


def main(job_file: str) -> None:
    """Do one job; ``rate`` carries the number of events."""
    job = Job(**json.loads(Path(job_file).read_text(encoding="utf-8")))
    print(json.dumps(uvloop.run(listen(job, int(job.rate)))))


if __name__ == "__main__":
    main(sys.argv[1])
