"""What every part of the video process needs, handed over by its wiring: ``room_of(connection)`` gives it to a route."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Depends
from starlette.requests import HTTPConnection

from edge_api.clock import Clock
from edge_api.config import EdgeConfig
from edge_api.config_video import Video
from edge_api.reader import Reader
from edge_api.routes.problem import Problem
from edge_api.video.audience import Audience
from edge_api.video.beats import Beats
from edge_api.video.gate import Gate
from edge_api.video.shows import Shows
from edge_api.video.stream import Streams
from edge_api.video.table_state import TableState
from edge_api.video_ticket import Ticket

Said = Callable[[], list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Room:
    """``sinks``: table -> what its sinks say of themselves; who runs the sinks fills it in."""

    config: EdgeConfig
    clock: Clock
    reader: Reader
    streams: Streams
    tables: Mapping[str, TableState]
    gate: Gate
    audience: Audience
    shows: Shows
    beats: Beats
    sinks: dict[str, Said] = field(default_factory=dict)

    @property
    def video(self) -> Video:
        """The section of the configuration."""
        assert self.config.video is not None
        return self.config.video

    def table(self, table: str) -> TableState:
        """That table's state. Raises Problem 404 when it has no video here."""
        found = self.tables.get(table)
        if found is None:
            raise Problem(404, "no_video", f"There is no video of table {table!r} here.")
        return found


def room_of(connection: HTTPConnection) -> Room:
    """The room that this connection has come into."""
    room: Room = connection.app.state.room
    return room


async def admit(connection: HTTPConnection) -> None:
    """The application-wide dependency: nobody passes without the gate. A socket is told by its own route, which has to accept it first."""
    try:
        connection.state.ticket = room_of(connection).gate.admit(connection)
    except Problem as problem:
        if connection.scope["type"] != "websocket":
            raise
        connection.state.ticket, connection.state.refusal = None, problem


async def _ticket(connection: HTTPConnection) -> Ticket:
    ticket = connection.state.ticket
    assert isinstance(ticket, Ticket)
    return ticket


async def _room(connection: HTTPConnection) -> Room:
    return room_of(connection)


UseRoom = Annotated[Room, Depends(_room)]
HasTicket = Annotated[Ticket, Depends(_ticket)]
