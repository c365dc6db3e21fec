"""What viewers, proxies and the floor ask for over HTTP beside the pictures: stills, beats, whether a ticket is good, health and metrics."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import parse_qs, urlsplit

from fastapi import APIRouter, Header, Query, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from edge_api.routes.problem import Problem
from edge_api.video.beat import Beat
from edge_api.video.room import HasTicket, UseRoom

router = APIRouter(tags=["video"])

TABLES = "/video/v1/tables/"


@router.get("/video/v1/tables/{table}/thumb.jpg")
async def thumb(
    table: str,
    request: Request,
    room: UseRoom,
    ticket: HasTicket,
    if_none_match: Annotated[str, Header()] = "",
) -> Response:
    """A still of the last second, 320 pixels wide; ``Age-Ms`` says how long ago it was captured."""
    del ticket
    made = await request.app.state.thumbs.of(room.table(table).stream)
    if made is None:
        raise Problem(404, "no_picture", f"Table {table!r} sends no picture now.")
    age_ms = max(0, room.clock.utc_ns() - made.capture_utc_ns) // 1_000_000
    headers = {"ETag": made.etag, "Cache-Control": "no-store", "Age-Ms": str(age_ms)}
    if if_none_match == made.etag:
        return Response(status_code=304, headers=headers)
    return Response(made.jpeg, media_type="image/jpeg", headers=headers)


@router.post("/video/v1/tables/{table}/beat", status_code=204)
async def beat(
    table: str,
    body: Beat,
    room: UseRoom,
    ticket: HasTicket,
    viewer: Annotated[str, Query(max_length=40)] = "",
) -> None:
    """What a page shows that has no socket to say it on. ``viewer``: a name that the page has made up for itself, to tell the staff's pages apart."""
    room.table(table)
    if not room.beats.take(table, ticket, viewer, body):
        raise Problem(429, "too_many", "So many beats say no more than a few: one in five seconds is enough.")


@router.get("/video/v1/ticket", status_code=204)
async def ticket_is_good(
    room: UseRoom,
    ticket: str = "",
    table: str = "",
    x_original_uri: Annotated[str, Header(max_length=8_000)] = "",
) -> Response:
    """For a proxy's sub-request (nginx: ``auth_request``): 204 when the ticket lets its bearer see that table live, else 403.

    Ticket and table are those of the query, or of the address in ``X-Original-URI``.
    """
    try:
        if x_original_uri:
            table, ticket = _asked(x_original_uri)
        is_good = room.gate.ticket(ticket).covers(table)
    except (Problem, ValueError):
        is_good = False
    return Response(status_code=204 if is_good else 403, headers={"Cache-Control": "no-store"})


def _asked(uri: str) -> tuple[str, str]:
    """Table and ticket of an address. Raises ValueError."""
    asked = urlsplit(uri)
    _, found, rest = asked.path.partition(TABLES)
    return rest.partition("/")[0] if found else "", parse_qs(asked.query).get("ticket", [""])[0]


@router.get("/video/v1/health")
async def health(request: Request) -> dict[str, object]:
    """Whether each table's picture is there, judged by the age of its last capture."""
    said: dict[str, object] = request.app.state.health()
    return said


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """Text exposition format; from this machine only."""
    return Response(generate_latest(request.app.state.metrics), media_type=CONTENT_TYPE_LATEST)
