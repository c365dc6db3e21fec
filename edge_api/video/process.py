"""Wires the video process: streams, gate, uplinks, recorder, outputs, routes. The only file of it that builds them; nothing here decides anything."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn
import uvloop
from fastapi import Depends, FastAPI
from starlette.middleware.cors import CORSMiddleware

from edge_api.clock import Clock, SystemClock
from edge_api.config import EdgeConfig
from edge_api.doorstep import Doorstep
from edge_api.reader import Reader
from edge_api.routes.access import load_access
from edge_api.routes.error_answers import answer_errors
from edge_api.routes.shield import BodyCeiling, SecurityHeaders
from edge_api.video import live, uplink, watching
from edge_api.video.audience import Audience
from edge_api.video.beats import Beats
from edge_api.video.board_keys import BoardKeys
from edge_api.video.clips import routes as clip_routes
from edge_api.video.clips.house import ClipHouse, build_clips
from edge_api.video.front_line import report
from edge_api.video.gate import CALLERS, Gate
from edge_api.video.line import Line
from edge_api.video.listening import listen
from edge_api.video.metrics import registry
from edge_api.video.origins import any_host, origins
from edge_api.video.outputs import ROUTERS, Outputs
from edge_api.video.recorder import Recorder
from edge_api.video.reserve import Reserve
from edge_api.video.room import Room, admit
from edge_api.video.shows import Shows
from edge_api.video.status import public_health, status
from edge_api.video.stream import Streams
from edge_api.video.table_state import TableState
from edge_api.video.thumbs import Thumbs, decode_still
from edge_api.video.uplink import Uplinks
from edge_api.video.vital import end_when_it_fails

log = logging.getLogger(__name__)

ROUTES = (uplink.router, live.router, watching.router, *ROUTERS, clip_routes.router)
MOST_SOCKET_FRAME = 64 * 1024
GRACE_S = 2

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


@dataclass(frozen=True, slots=True)
class Parts:
    """What runs in this process."""

    room: Room
    uplinks: Uplinks
    recorder: Recorder
    outputs: Outputs
    clips: ClipHouse


def run(config: EdgeConfig, key: bytes, front: socket.socket) -> int:
    """Serve until the front ends; the exit code: 0, or 1 when the address is taken."""
    return uvloop.run(_serve(config, key, front))


def build(config: EdgeConfig, key: bytes, clock: Clock) -> Parts:
    """The parts, connected."""
    assert config.video is not None
    reader = Reader(config.store.database)
    streams = Streams(table.id for table in config.table if table.video is not None)
    tables = {stream.table_id: TableState(stream, clock) for stream in streams.all()}
    gate = Gate(load_access("edge_api.video", CALLERS), clock, key)
    reserve = Reserve(config.video.reserve_mib << 20)
    audience = Audience(
        {"fmp4": config.video.viewers_max, "whep": config.video.whep_max},
        {"fmp4": config.video.viewers_each, "whep": config.video.whep_each},
    )
    beats = Beats(config.video_folder / "beats.db", clock, config.video.keep_beats_days, reserve)
    room = Room(config, clock, reader, streams, tables, gate, audience, Shows(tables, clock), beats)
    keys = BoardKeys(reader)
    recorder = Recorder(config.video_folder, config.video, tables, keys, clock)
    clips = build_clips(config, recorder, reader, clock, lambda table, *said: tables[table].happened(*said))
    return Parts(room, Uplinks(room, keys, recorder), recorder, Outputs(room), clips)


def create_app(parts: Parts, lifespan: Lifespan | None = None) -> FastAPI:
    """The application.

    Raises:
        AccessMismatch: a route is not on the access list, or the list names one that does not exist.
    """
    app = FastAPI(
        lifespan=lifespan, dependencies=[Depends(admit)], openapi_url=None, docs_url=None, redoc_url=None
    )
    for router in ROUTES:
        app.include_router(router)
    parts.room.gate.access.compare([*app.routes, *(route for router in ROUTES for route in router.routes)])
    _furnish(app, parts)
    answer_errors(app)
    app.add_middleware(BodyCeiling)
    _allow_pages(app, parts.room.config)
    app.add_middleware(SecurityHeaders)
    return app


def _furnish(app: FastAPI, parts: Parts) -> None:
    """What the routes look for."""
    app.state.room, app.state.uplinks, app.state.outputs = parts.room, parts.uplinks, parts.outputs
    app.state.clips = parts.clips
    app.state.thumbs = Thumbs(parts.room.clock, decode_still)
    app.state.metrics = registry(parts.room, parts.recorder)
    app.state.health = lambda: public_health(status(parts.room, parts.recorder))


def _allow_pages(app: FastAPI, config: EdgeConfig) -> None:
    """Pages come from the front's origin, which is another one."""
    app.add_middleware(
        CORSMiddleware,
        allow_origins=origins(config),
        allow_origin_regex=any_host(config),
        allow_methods=["GET", "POST", "DELETE", "PATCH"],
        allow_headers=["*"],
        expose_headers=["ETag", "Age-Ms", "Location", "Retry-After", "Link"],
        max_age=600,
    )


def lifespan_of(parts: Parts) -> Lifespan:
    """Everything that runs beside the requests."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with parts.recorder.running(), parts.room.beats.keeping(), parts.room.shows.running():
            parts.outputs.start()
            async with parts.uplinks.running(), parts.clips.running():
                yield
            await parts.outputs.close()
        parts.room.streams.close()
        parts.room.reader.close()

    return lifespan


class _Server(uvicorn.Server):
    """Ends by SIGTERM, and leaves SIGINT to the front, whose end is its own."""

    has_failed = False

    def fail(self) -> None:
        """Something has failed without which it is of no use."""
        log.error("the video process ends, to be started again")
        self.has_failed = self.should_exit = True

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        before = signal.signal(signal.SIGTERM, self.handle_exit)
        try:
            yield
        finally:
            signal.signal(signal.SIGTERM, before)


async def _serve(config: EdgeConfig, key: bytes, front: socket.socket) -> int:
    parts = build(config, key, SystemClock())
    app = create_app(parts, lifespan_of(parts))
    try:
        listener = listen(parts.room.video)
    except OSError as taken:
        log.error(
            "can't listen on %s port %d: %s: correct video.host and video.port, or end what listens there",
            parts.room.video.host,
            parts.room.video.port,
            taken,
        )
        return 1
    server = _Server(_settings(app))
    end_when_it_fails(asyncio.get_running_loop(), server.fail)
    watching_front = asyncio.create_task(
        _until_front_ends(server, front, lambda: status(parts.room, parts.recorder))
    )
    with listener, contextlib.suppress(SystemExit):  # uvicorn's word for a failed start
        await server.serve([listener])
    watching_front.cancel()
    await asyncio.gather(watching_front, return_exceptions=True)
    return 0 if server.started and not server.has_failed else 1


async def _until_front_ends(
    server: uvicorn.Server, front: socket.socket, said: Callable[[], dict[str, Any]]
) -> None:
    try:
        await report(front, said)
    finally:
        server.should_exit = True


def _settings(app: FastAPI) -> uvicorn.Config:
    """Below WARNING uvicorn says every socket's address, and a ticket with it."""
    return uvicorn.Config(
        app,
        http=Doorstep,
        ws=Line,
        ws_max_size=MOST_SOCKET_FRAME,
        ws_per_message_deflate=False,
        access_log=False,
        log_config=None,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
    )
