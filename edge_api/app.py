"""Wires the front process: books link, floor, hub, routes. The only file that builds them; nothing here decides anything."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from importlib.resources import files

import uvloop
from fastapi import Depends, FastAPI, Request
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.middleware.cors import CORSMiddleware

from edge_api.books.messages import Notice, Ready
from edge_api.books_link import BooksDied, BooksLink
from edge_api.clock import Clock, SystemClock
from edge_api.config import EdgeConfig
from edge_api.floor import Floor
from edge_api.hub import Hub
from edge_api.metrics import registry
from edge_api.odds_cache import OddsCache
from edge_api.picture_time import PictureTimes, Sync
from edge_api.reader import Reader
from edge_api.returns import Returns, table_returns
from edge_api.routes import (
    clips,
    cloud,
    dealer,
    entries,
    floor,
    floor_actions,
    login,
    operator,
    play,
    player,
    scores,
    sight,
    socket,
    status,
    stills,
    video,
    wheels,
)
from edge_api.routes.access import load_access
from edge_api.routes.doorkeeper import Doorkeeper
from edge_api.routes.error_answers import answer_errors
from edge_api.routes.error_page import floor_face
from edge_api.routes.front import Front, admit
from edge_api.routes.pages import environment
from edge_api.routes.shield import BodyCeiling, SecurityHeaders
from edge_api.score_news import summed_up
from edge_api.service import run
from edge_api.sight_desk import EVENT
from edge_api.stats.scoreboard import Scoreboard
from edge_api.video_link import VideoLink, VideoRoom

log = logging.getLogger(__name__)

DESCRIPTION = """Players place bets and see rounds, operators move money and issue tokens, cloud back ends replay the signed stream.

Every refusal is `{"error": code, "message": sentence}` and means that nothing moved. Money is integer minor units of the
table's currency. An accepted bet is on disk before it is answered."""

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def serve(config: EdgeConfig, link: BooksLink, video: VideoLink | None = None) -> int:
    """Serve until told to stop; the process's exit code. The books may be loading already. Raises ConfigError when a bet of a table is outside the allowed edges."""
    returns = table_returns(config, OddsCache(config.store.odds))
    lifespan = lifespan_of(config, SystemClock(), link, returns, video)
    app = create_app(lifespan, config.http.allowed_origins)
    return uvloop.run(run(app, link, config.http))


def build_front(
    config: EdgeConfig, clock: Clock, link: BooksLink, returns: Returns, video: VideoRoom | None = None
) -> Front:
    """The parts, connected: notices from the books reach the floor first, then everyone who watches."""
    reader = Reader(config.store.database)
    hub, state = Hub(picture_times(config)), Floor()
    cookie = "__Host-studio" if config.http.secure_cookies else "studio"
    origins = frozenset(config.http.allowed_origins)
    doorkeeper = Doorkeeper(load_access(), reader, link, clock, cookie, origins)
    scores = Scoreboard({table.id: table.rule_set for table in config.table})
    return Front(config, clock, link, reader, hub, state, doorkeeper, returns, scores, video=video)


def picture_times(config: EdgeConfig) -> PictureTimes:
    """When each table's events are to be seen in its picture."""
    tables = {
        table.id: Sync(table.game, table.sync.latency_ms, table.sync.visible_offset_ms)
        for table in config.table
    }
    return PictureTimes(tables)


def create_app(lifespan: Lifespan | None = None, origins: Sequence[str] = ()) -> FastAPI:
    """The application without its parts: ``app.state.front`` is set by the lifespan before the first request. Pages of ``origins`` may call it too.

    Raises:
        AccessMismatch: a route is not on the access list, or the list names one that does not exist.
    """
    app = FastAPI(
        title="Studio Floor edge",
        version="1.0",
        description=DESCRIPTION,
        lifespan=lifespan,
        dependencies=[Depends(admit)],
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
    )
    parts = (
        status,
        player,
        scores,
        socket,
        operator,
        cloud,
        login,
        floor,
        dealer,
        floor_actions,
        wheels,
        play,
        video,
        clips,
        stills,
        entries,
        sight,
    )
    for part in parts:
        app.include_router(part.router)
    load_access().compare([*app.routes, *(route for part in parts for route in part.router.routes)])
    app.state.pages = environment()
    app.mount("/static", StaticFiles(directory=str(files("edge_api.web").joinpath("static"))), name="static")
    answer_errors(app, floor_face)
    app.add_exception_handler(BooksDied, _books_died)
    app.add_middleware(BodyCeiling)
    _allow_pages(app, origins)
    app.add_middleware(SecurityHeaders)
    return app


def _allow_pages(app: FastAPI, origins: Sequence[str]) -> None:
    """Pages of others call with a player's token. No cookie goes with it: what a member of the staff may see stays with the edge's own pages."""
    if not origins:
        return
    app.add_middleware(
        CORSMiddleware,
        allow_origins=origins,
        allow_methods=["GET", "POST", "DELETE"],
        allow_headers=["authorization", "content-type"],
        allow_credentials=False,
        expose_headers=["Retry-After"],
        max_age=600,
    )


def lifespan_of(
    config: EdgeConfig, clock: Clock, link: BooksLink, returns: Returns, video: VideoLink | None = None
) -> Lifespan:
    """Opens the books before the first request and closes them after the last; the video process is begun after them, and not waited for."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        front = build_front(config, clock, link, returns, video.room if video else None)
        await link.start(beginning_of(front), news_of(front))
        app.state.front, app.state.metrics = front, registry(front)
        async with video.running() if video else nullcontext():
            yield
        await link.stop()
        front.reader.close()

    return lifespan


def beginning_of(front: Front) -> Callable[[Ready], None]:
    """What to do with the state at the start."""

    def load(ready: Ready) -> None:
        front.floor.load(ready.tables)
        front.scores.load(ready.histories)

    return load


def news_of(front: Front) -> Callable[[Notice], None]:
    """What to do with a notice: the floor first, so that no snapshot is older than an event that was sent; then what it adds up to."""

    def take(notice: Notice) -> None:
        if notice.event == EVENT:
            front.sight.take(notice)
            return
        front.floor.apply(notice)
        front.hub.publish(notice)
        for follows in summed_up(front.scores, notice):
            front.hub.publish(follows)

    return take


async def _books_died(_: Request, died: Exception) -> Response:
    return JSONResponse({"error": "overloaded", "message": f"{died}. Ask again with the same id."}, 503)
