"""The video process's end of the line to the front: takes the key of tickets first, then says how it is, line by line in JSON. When the front is gone, so is this."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
from collections.abc import Callable
from typing import Any

MOST_LINE = 64 * 1024
MOST_UNREAD = 4 * 1024 * 1024
MOST_STATUS = 2 * 1024 * 1024
"""Half of what the front takes as one line."""

REPORT_S = 0.5
_CUT = {"code": "status_cut", "detail": "more is said than fits", "since_ms": None, "count": 1}
LEFT_OUT: dict[str, Any] = {"board": None, "sinks": [], "tracks": {}, "alarms": [_CUT]}

log = logging.getLogger(__name__)


class FrontGone(Exception):
    """The front has ended, or never spoke."""


def read_key(line: socket.socket) -> bytes:
    """The first line: ``{"key": hex}``. Blocks.

    Raises:
        FrontGone: there is none.
    """
    said = b""
    while not said.endswith(b"\n"):
        more = line.recv(1)
        if not more or len(said) > MOST_LINE:
            raise FrontGone("the front ended before it said its key")
        said += more
    return bytes.fromhex(json.loads(said)["key"])


async def report(line: socket.socket, status: Callable[[], dict[str, Any]]) -> None:
    """Say how it is every REPORT_S, until the front is gone; a front that does not read is not waited for."""
    line.setblocking(False)
    reader, writer = await asyncio.open_connection(sock=line)
    saying = asyncio.create_task(_say(writer, status))
    try:
        while await reader.read(MOST_LINE):
            continue
    except OSError:
        return
    finally:
        saying.cancel()
        await asyncio.gather(saying, return_exceptions=True)
        writer.close()


async def _say(writer: asyncio.StreamWriter, status: Callable[[], dict[str, Any]]) -> None:
    while True:
        if writer.transport.get_write_buffer_size() < MOST_UNREAD:
            writer.write(status_line(status()))
        await asyncio.sleep(REPORT_S)


def status_line(said: dict[str, Any]) -> bytes:
    """The status as a line that the front takes: one that would be too long leaves out what boards, sinks and alarms say, and tells so."""
    line = json.dumps(said).encode() + b"\n"
    if len(line) <= MOST_STATUS:
        return line
    log.error("the status has %d bytes: its details are left out", len(line))
    tables = {table: {**of, **LEFT_OUT} for table, of in said["tables"].items()}
    return json.dumps({"tables": tables}).encode() + b"\n"
