"""The ways out of one table's stream behind their real routes, gate and tickets, without sockets: asked in the same loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, cast

import httpx
from fastapi import Depends, FastAPI, Request
from fastapi.responses import JSONResponse

from edge_api.clock import Clock, SystemClock
from edge_api.config_video import TableVideo
from edge_api.routes.access import load_access
from edge_api.routes.problem import Problem
from edge_api.video.audience import Audience
from edge_api.video.gate import CALLERS, Gate
from edge_api.video.outputs import ROUTERS, Outputs
from edge_api.video.room import Room, admit
from edge_api.video.stream import Stream, Streams
from edge_api.video.table_state import TableState
from edge_api.video_ticket import Ticket, issue

TABLE = "vip-1"
KEY = b"k" * 32
LIMIT_S = 15.0


@dataclass(frozen=True, slots=True)
class _Table:
    id: str
    video: TableVideo


@dataclass(frozen=True, slots=True)
class _Config:
    table: tuple[_Table, ...]


@dataclass
class House:
    """``client`` asks as a browser would."""

    stream: Stream
    outputs: Outputs
    audience: Audience
    clock: Clock
    client: httpx.AsyncClient

    def ticket(self, table: str = TABLE, scope: str = "live", lasts_s: float = 60, player_no: int = 7) -> str:
        """A ticket of a player's."""
        until = int(self.clock.utc_ns() / 1e9 + lasts_s)
        return issue(Ticket(table=table, scope=scope, role="player", player_no=player_no, until=until), KEY)

    def path(self, rest: str, table: str = TABLE) -> str:
        return f"/video/v1/tables/{table}/{rest}"


@asynccontextmanager
async def house(
    whep_max: int = 5, video: TableVideo | None = None, whep_each: int = 5, clock: Clock | None = None
) -> AsyncIterator[House]:
    """One table, with nothing filmed yet. At the end no task is left."""
    before = asyncio.all_tasks()
    clock = clock or SystemClock()
    streams = Streams([TABLE])
    stream = streams.get(TABLE)
    assert stream is not None
    room = _room(clock, streams, Audience({"whep": whep_max}, {"whep": whep_each}), video or TableVideo())
    app = _app(room)
    outputs: Outputs = app.state.outputs
    outputs.start()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://video") as client:
        try:
            yield House(stream, outputs, room.audience, clock, client)
        finally:
            await outputs.close()
    await until(lambda: not asyncio.all_tasks() - before, lambda: f"left: {asyncio.all_tasks() - before}")
    assert stream.feeds == 0


def _room(clock: Clock, streams: Streams, audience: Audience, video: TableVideo) -> Room:
    nobody = cast(Any, None)
    config = cast(Any, _Config((_Table(TABLE, video),)))
    gate = Gate(load_access("edge_api.video", CALLERS), clock, KEY)
    tables = {stream.table_id: TableState(stream, clock) for stream in streams.all()}
    return Room(config, clock, nobody, streams, tables, gate, audience, nobody, nobody)


def _app(room: Room) -> FastAPI:
    app = FastAPI(dependencies=[Depends(admit)])
    app.state.room, app.state.outputs = room, Outputs(room)
    for router in ROUTERS:
        app.include_router(router)

    @app.exception_handler(Problem)
    async def refuse(request: Request, problem: Problem) -> JSONResponse:
        body = {"error": problem.code, "message": problem.message}
        return JSONResponse(body, problem.status)

    return app


async def until(holds: Callable[[], object], otherwise: Callable[[], str] = lambda: "it never came") -> None:
    """Wait until it holds, for so long as such a thing may take on a busy machine."""
    try:
        async with asyncio.timeout(LIMIT_S):
            while not holds():
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(otherwise()) from None
