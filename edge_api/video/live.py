"""The pictures over WebSockets: fragmented MP4, one message a frame. The default path; a viewer needs a ticket, and a fresh one before it is over.

Server: ``{"op":"hello",...}``, the init segment, then fragments whose decode times count from ``origin_ns``; a new hello and init when the tracks
change; ``{"op":"dark"}`` when there is no picture. Viewer: ``beat``, ``renew`` (edge_api.video.beat). Close codes: 4401 ticket, 4404 table, 4429 full.
"""

from __future__ import annotations

import asyncio
from secrets import token_hex

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from pydantic import ValidationError

from edge_api.routes.problem import Problem
from edge_api.video.audience import Full
from edge_api.video.beat import Beat, Renew, from_viewer
from edge_api.video.line import line_of
from edge_api.video.room import Room, room_of
from edge_api.video.showing import Showing
from edge_api.video.viewer import Viewer
from edge_api.video_ticket import Ticket

router = APIRouter(tags=["video"])

NO_TICKET, NO_TABLE, FULL, MALFORMED = 4401, 4404, 4429, 4400
CLOSE_S = 2.0
MOST_REASON = 120
MOST_A_SECOND = 50
LEAST_APART_NS = 200_000_000


@router.websocket("/video/v1/tables/{table}/live")
async def live(socket: WebSocket, table: str, track: str = "main") -> None:
    """A table's picture, live."""
    room = room_of(socket)
    await socket.accept()
    state, showing = room.tables.get(table), room.shows.of(table, track)
    ticket: Ticket | None = socket.state.ticket
    if ticket is None:
        await _end(socket, NO_TICKET, socket.state.refusal.message)
    elif state is None or showing is None:
        await _end(socket, NO_TABLE, f"There is no picture {track!r} of table {table!r} here.")
    else:
        try:
            with room.audience.seat(table, "fmp4", ticket.player_no):
                await Session(socket, room, table, ticket).run(showing)
        except Full as full:
            await _end(socket, FULL, str(full))


class Session:
    """A viewer who was let in: one task reads what he says; pictures go to him from where they are made."""

    def __init__(self, socket: WebSocket, room: Room, table: str, ticket: Ticket) -> None:
        self._socket, self._room, self._table, self._ticket = socket, room, table, ticket
        self._line = line_of(socket)
        self._viewer = Viewer(self._line)
        self._name = token_hex(8)
        self._beat_ns = self._said = 0
        self._ending: asyncio.Task[None] | None = None

    async def run(self, showing: Showing) -> None:
        """Until either side ends it."""
        with self._room.shows.watched(self):
            showing.enter(self._viewer)
            try:
                await self._read()
            finally:
                showing.leave(self._viewer)
                self._count()
                if self._ending is not None:
                    await self._ending

    def second(self) -> None:
        """Another second has passed: is the line alive, is the ticket good?"""
        self._said = 0
        self._viewer.second()
        self._count()
        if self._ticket.until <= self._room.clock.utc_ns() / 1e9:
            self._end(NO_TICKET, "The ticket is over: come with a new one.")

    async def _read(self) -> None:
        try:
            while self._ending is None:
                text = await self._socket.receive_text()
                self._said += 1
                if self._said > MOST_A_SECOND:
                    raise Problem(429, "too_many", f"At most {MOST_A_SECOND} messages a second, please.")
                self._take(from_viewer(text))
        except (ValidationError, KeyError):
            self._end(MALFORMED, "That is none of the messages of this path.")
        except Problem as problem:
            self._end(MALFORMED if problem.status == 429 else NO_TICKET, problem.message)
        except (WebSocketDisconnect, RuntimeError):
            return

    def _take(self, message: Beat | Renew) -> None:
        if isinstance(message, Renew):
            self._renew(message.ticket)
        else:
            now_ns = self._room.clock.monotonic_ns()
            if now_ns - self._beat_ns >= LEAST_APART_NS:
                self._beat_ns = now_ns
                self._room.beats.take(self._table, self._ticket, self._name, message)

    def _renew(self, text: str) -> None:
        """A ticket of the same holder for the same table. Raises Problem when it is none."""
        ticket = self._room.gate.ticket(text)
        if not ticket.covers(self._table) or ticket.player_no != self._ticket.player_no:
            raise Problem(403, "forbidden", "The ticket is for something else.")
        self._ticket = ticket

    def _end(self, code: int, why: str) -> None:
        if self._ending is None:
            self._viewer.close()
            self._ending = asyncio.create_task(_end(self._socket, code, why))

    def _count(self) -> None:
        sent, dropped = self._viewer.counted()
        self._room.audience.bytes_out["fmp4"] += sent
        self._room.audience.frames_dropped["fmp4"] += dropped


async def _end(socket: WebSocket, code: int, why: str) -> None:
    """Close, and don't wait long for one who does not read."""
    try:
        async with asyncio.timeout(CLOSE_S):
            await socket.close(code, why[:MOST_REASON])
    except TimeoutError:
        line_of(socket).abort()
    except (RuntimeError, WebSocketDisconnect):
        return
