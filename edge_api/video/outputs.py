"""What a table's stream goes out by beside fMP4 over WebSockets: WebRTC, HLS, and servers it is sent on to. Started with the video process, closed with it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter

from edge_api.config_video import Sink
from edge_api.video import hls_routes, whep_routes
from edge_api.video.frames import Track
from edge_api.video.hls_room import HlsRoom
from edge_api.video.room import Room
from edge_api.video.sinks.room import Sinks
from edge_api.video.sinks.target import Kind, Target
from edge_api.video.whep import WhepRoom

ROUTERS: tuple[APIRouter, ...] = (whep_routes.router, hls_routes.router)
"""The routes of these ways out; they look for the ``Outputs`` at ``app.state.outputs``."""


TALKATIVE = ("aioice", "aiortc")
"""They log every address of every viewer."""


class Outputs:
    """One per video process, as ``app.state.outputs``. ``start`` inside the loop."""

    def __init__(self, room: Room) -> None:
        for talkative in TALKATIVE:
            logging.getLogger(talkative).setLevel(logging.WARNING)
        self.whep = WhepRoom(room.audience, room.clock)
        self.hls = HlsRoom(room.audience, room.clock)
        tables = {table.id: table.video.sinks for table in room.config.table if table.video is not None}
        self.sinks = Sinks(room.streams, targets(tables), room.clock)
        for table in self.sinks.states():
            room.sinks[table] = self._said_by(table)

    def start(self) -> None:
        """Begin to send on."""
        self.sinks.start()

    async def close(self) -> None:
        """End every viewer's session and say goodbye to the servers."""
        await self.whep.close()
        await self.hls.close()
        await self.sinks.close()

    def _said_by(self, table: str) -> Callable[[], list[dict[str, Any]]]:
        return lambda: [state.as_json() for state in self.sinks.states()[table]]


def targets(tables: Mapping[str, tuple[Sink, ...]]) -> dict[str, list[Target]]:
    """As the configuration names them, by table."""
    return {
        table: [Target(Kind(sink.kind), sink.url, Track[sink.track.upper()]) for sink in sinks]
        for table, sinks in tables.items()
    }
