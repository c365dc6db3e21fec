"""Where a table's picture is to be had, with a ticket that opens it for a few minutes; and how the picture is, for the floor. Streams nothing."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from edge_api.config_parts import Table
from edge_api.config_video import TableVideo
from edge_api.picture_time import unix_ms
from edge_api.routes.callers import Caller, Player
from edge_api.routes.front import Front, UseFront
from edge_api.routes.problem import Problem, responses
from edge_api.video_addresses import video_origin
from edge_api.video_link import VideoRoom
from edge_api.video_ticket import LIFETIME_S, Ticket, issue
from schemas.model import TableId
from schemas.times import rfc3339

router = APIRouter()

TICKET = "eyJ0…"
AT = "http://edge.example.org:8081/video/v1/tables/roulette-01"
IN = f"?ticket={TICKET}"


class VideoBody(BaseModel):
    """Addresses of a table's picture. Each bears the ticket; ask again before ``expires_at``, and hand the new ticket on."""

    live: str = Field(
        description="WebSocket: fMP4, one frame a message.",
        examples=[f"ws{AT[4:]}/live?track=main&ticket={TICKET}"],
    )
    lobby: str = Field(
        description="The same, small.", examples=[f"ws{AT[4:]}/live?track=lobby&ticket={TICKET}"]
    )
    whep: str = Field(description="WebRTC: POST an offer.", examples=[f"{AT}/whep{IN}"])
    hls: str = Field(
        description="LL-HLS, and HLS for who knows no more.", examples=[f"{AT}/hls/index.m3u8{IN}"]
    )
    thumb: str = Field(description="A small JPEG, made anew each second.", examples=[f"{AT}/thumb.jpg{IN}"])
    beat: str = Field(
        description="POST what the screen shows, where no WebSocket is.", examples=[f"{AT}/beat{IN}"]
    )
    ticket: str = Field(examples=[TICKET])
    expires_at: str = Field(examples=["2026-11-22T19:25:00.000000Z"])
    presentation_ms: int = Field(
        description="How far behind the capture the picture is to be shown; 0: measure and choose.",
        examples=[0],
    )
    visible_offset_ms: dict[str, int] = Field(
        description="Event -> how much later than sensed it is seen; it is in each event's `t` already.",
        examples=[{"card": 700}],
    )
    stale: str = Field(description="A picture that has stopped: show or hide it.", examples=["show"])
    at: str = Field(description="The edge's time.", examples=["2026-11-22T19:20:00.000000Z"])


@router.get(
    "/api/v1/tables/{table}/video",
    tags=["video"],
    summary="Where the table's picture is to be had",
    responses=responses(401, 403, 404, 422),
)
async def video(request: Request, front: UseFront, table: TableId) -> VideoBody:
    """404 `no_video` where a table has none. The ticket opens this table's picture and nothing else."""
    found, room = _pictured(front, table)
    assert found.video is not None and front.config.video is not None
    origin = video_origin(front.config.video, request.url.scheme, request.headers.get("host", ""))
    if origin is None:
        raise Problem(422, "malformed", "The Host header names no host.")
    until_s = front.clock.utc_ns() // 10**9 + LIFETIME_S
    ticket = issue(_ticket(request.state.caller, table, until_s), room.key)
    at = {name: origin.address(table, rest, ticket, socket) for name, (rest, socket) in PLACES.items()}
    return VideoBody(
        **at,
        **_manner(found, found.video),
        ticket=ticket,
        expires_at=rfc3339(until_s * 10**9),
        at=rfc3339(front.clock.utc_ns()),
    )


PLACES = {
    "live": ("live?track=main", True),
    "lobby": ("live?track=lobby", True),
    "whep": ("whep", False),
    "hls": ("hls/index.m3u8", False),
    "thumb": ("thumb.jpg", False),
    "beat": ("beat", False),
}
"""What is to be had of a table: where, and whether over a WebSocket."""


@router.get("/floor/tables/{table}/video", include_in_schema=False)
async def state(front: UseFront, table: TableId) -> dict[str, Any]:
    """How the table's picture is now, and how it has gone together with its events in the last minutes."""
    found, room = _pictured(front, table)
    assert found.video is not None
    return {
        "now_ms": unix_ms(front.clock.utc_ns()),
        "status": room.table(table),
        "history": room.history(table),
        "presentation_ms": found.video.presentation_ms,
        "latency_ms": found.sync.latency_ms,
        "visible_offset_ms": found.sync.visible_offset_ms,
    }


def _pictured(front: Front, table: str) -> tuple[Table, VideoRoom]:
    front.table_exists(table)
    found = front.config.tables[table]
    if found.video is None or front.video is None:
        raise Problem(404, "no_video", f"Table {table} has no picture.")
    return found, front.video


def _manner(table: Table, video: TableVideo) -> dict[str, Any]:
    return {
        "presentation_ms": video.presentation_ms,
        "visible_offset_ms": table.sync.visible_offset_ms,
        "stale": video.stale,
    }


def _ticket(caller: Caller, table: str, until_s: int) -> Ticket:
    if isinstance(caller, Player):
        return Ticket(table=table, scope="live", role="player", player_no=caller.player_no, until=until_s)
    return Ticket(table=table, scope="live", role="staff", player_no=0, until=until_s)
