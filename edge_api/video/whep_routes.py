"""WHEP over HTTP: POST an offer to watch, POST a newer ticket to go on, DELETE to leave. A viewer who can't be served is told so at once and takes another
path: 406 without H.264, 503 when it is full, or when this machine gives no sockets."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request, Response
from starlette.requests import HTTPConnection

from edge_api.routes.problem import Problem
from edge_api.video.audience import Full
from edge_api.video.frames import Track
from edge_api.video.room import HasTicket, UseRoom
from edge_api.video.whep import NotHere, WhepRoom
from edge_api.video.whep_offer import MOST_OFFER, BadOffer, NotServed, read_offer

router = APIRouter(prefix="/video/v1/tables/{table}/whep", tags=["video"])

SDP = "application/sdp"
RETRY_S = 5
EXPOSED = "Location, Retry-After"


async def _whep_of(connection: HTTPConnection) -> WhepRoom:
    found: WhepRoom = connection.app.state.outputs.whep
    return found


UseWhep = Annotated[WhepRoom, Depends(_whep_of)]


@router.post("", status_code=201)
async def watch(
    table: str,
    request: Request,
    room: UseRoom,
    whep: UseWhep,
    ticket: HasTicket,
    track: Literal["main", "lobby"] = "main",
) -> Response:
    """Answer an offer (``application/sdp``); ``Location`` is the session's address. No STUN, no trickle: the answer names all addresses."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != SDP:
        raise Problem(415, "not_sdp", f"An offer is of type {SDP}.")
    stream = room.table(table).stream
    try:
        offer = read_offer(await _body(request))
        wanted = Track[track.upper()]
        session, answer = await whep.open(stream, wanted, offer, ticket)
    except BadOffer as bad:
        raise Problem(400, "bad_offer", f"{bad}.") from None
    except NotServed as not_served:
        raise Problem(406, "not_served", f"{not_served}.") from None
    except NotHere as broken:
        raise Problem(503, "no_webrtc", f"{broken}.") from None
    except Full as full:
        return _full(str(full))
    place = f"{request.scope.get('root_path', '')}/video/v1/tables/{table}/whep/{session}"
    headers = {"Location": place, "Access-Control-Expose-Headers": EXPOSED, "Cache-Control": "no-store"}
    return Response(answer, 201, headers, SDP)


@router.post("/{session}", status_code=204)
async def renew(table: str, session: str, whep: UseWhep, ticket: HasTicket) -> None:
    """Go on watching with the ticket of this request."""
    if not whep.renew(session, table, ticket.until):
        raise Problem(404, "no_session", "There is no such session: it may have ended.")


@router.delete("/{session}", status_code=200)
async def leave(session: str, whep: UseWhep) -> None:
    """End the session. Who knows its address may."""
    if not await whep.end(session):
        raise Problem(404, "no_session", "There is no such session: it may have ended.")


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_OFFER:
            raise BadOffer(f"an offer has at most {MOST_OFFER} bytes")
    return bytes(body)


def _full(why: str) -> Response:
    content = f'{{"error":"full","message":"{why}."}}'
    headers = {"Retry-After": str(RETRY_S), "Access-Control-Expose-Headers": EXPOSED}
    return Response(content, 503, headers, "application/json")
