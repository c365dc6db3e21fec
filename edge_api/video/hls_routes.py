"""HLS and LL-HLS over HTTP. A playlist needs a ticket and is the same for everybody; what it names is known by its name alone, never changes, and any
cache may keep it. Requests wait for what is about to come, never for long."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.requests import HTTPConnection

from edge_api.routes.problem import Problem
from edge_api.video.frames import Track
from edge_api.video.hls import Nonsense, Variant, multivariant
from edge_api.video.hls_room import HlsRoom
from edge_api.video.hls_track import HlsTrack
from edge_api.video.room import HasTicket, UseRoom
from edge_api.video.stream import Stream
from edge_api.video_ticket import Ticket

router = APIRouter(prefix="/video/v1/tables/{table}/hls", tags=["video"])

PLAYLIST = "application/vnd.apple.mpegurl"
OPEN_TO_ALL = {"Access-Control-Allow-Origin": "*"}
NOT_KEPT = {**OPEN_TO_ALL, "Cache-Control": "private, no-store"}
KEPT_SHORTLY = {**OPEN_TO_ALL, "Cache-Control": "public, max-age=1"}
KEPT_A_WHILE = {**OPEN_TO_ALL, "Cache-Control": "public, max-age=12"}
"""The answer for one part's number: who asks for it again gets what was there then, and asks on from there."""

KEPT = {**OPEN_TO_ALL, "Cache-Control": "public, max-age=3600, immutable"}
_NUMBER = re.compile(r"[0-9]{1,15}")
_PIXELS_PER_BIT = 8
"""Peak bits a second are guessed as pixels a second over this: 3.5 Mbit/s at 1280x720@30."""

TrackName = Literal["main", "lobby"]


async def _hls_of(connection: HTTPConnection) -> HlsRoom:
    found: HlsRoom = connection.app.state.outputs.hls
    return found


UseHls = Annotated[HlsRoom, Depends(_hls_of)]


@router.get("/index.m3u8")
async def variants(table: str, request: Request, room: UseRoom, ticket: HasTicket) -> Response:  # noqa: ARG001
    """The tracks, each with the ticket of this request. Not for caches."""
    stream = room.table(table).stream
    return _multivariant(stream, "index.m3u8", request.query_params["ticket"])


@router.get("/plain.m3u8")
async def plain_variants(table: str, request: Request, room: UseRoom, ticket: HasTicket) -> Response:  # noqa: ARG001
    """The same for players that stumble over parts."""
    stream = room.table(table).stream
    return _multivariant(stream, "plain.m3u8", request.query_params["ticket"])


@router.get("/{track}/index.m3u8")
async def low_latency(
    table: str,
    track: TrackName,
    room: UseRoom,
    hls: UseHls,
    ticket: HasTicket,
    msn: Annotated[str | None, Query(alias="_HLS_msn")] = None,
    part: Annotated[str | None, Query(alias="_HLS_part")] = None,
) -> Response:
    """A track's playlist; with ``_HLS_msn`` and ``_HLS_part`` as soon as that part is in it (RFC 8216bis, 6.2.5.2)."""
    wanted, wanted_part = _number(msn), _number(part)
    if wanted is None and wanted_part is not None:
        raise Problem(400, "malformed", "_HLS_part needs _HLS_msn.")
    found = await _begun(hls, room.table(table).stream, Track[track.upper()])
    _count(hls, table, ticket)
    if wanted is None:
        return Response(found.playlist(True), 200, KEPT_SHORTLY, PLAYLIST)
    try:
        is_there = await found.wait_until(lambda: found.window.ready(wanted, wanted_part))
    except Nonsense as nonsense:
        raise Problem(400, "malformed", f"{nonsense}.") from None
    return Response(found.playlist(True), 200, KEPT_A_WHILE, PLAYLIST) if is_there else _not_now()


@router.get("/{track}/plain.m3u8")
async def plain(table: str, track: TrackName, room: UseRoom, hls: UseHls, ticket: HasTicket) -> Response:
    """A track's playlist of whole segments only."""
    found = await _begun(hls, room.table(table).stream, Track[track.upper()])
    _count(hls, table, ticket)
    return Response(found.playlist(False), 200, KEPT_SHORTLY, PLAYLIST)


@router.get("/{track}/{name}")
async def piece(table: str, track: TrackName, name: str, hls: UseHls) -> Response:
    """A part, a segment or an init segment by its name. The part that the playlist hints at is answered when it is there."""
    found = hls.running(table, Track[track.upper()])
    own_name = found.names.opened(name) if found else None
    if found is None or own_name is None:
        raise Problem(404, "no_such_piece", "There is nothing of that name, or no more.")
    window = found.window
    if window.is_next(own_name) and not await found.wait_until(lambda: window.part(own_name) is not None):
        return _not_now()
    content = window.part(own_name) or window.segment(own_name) or window.init(own_name)
    if content is None:
        raise Problem(404, "no_such_piece", "There is nothing of that name, or no more.")
    hls.sent(len(content))
    return Response(content, 200, KEPT, "video/mp4")


async def _begun(hls: HlsRoom, stream: Stream, track: Track) -> HlsTrack:
    """The track with its first whole segment. Raises Problem 503 when there is none in time: the table is dark."""
    found = hls.track(stream, track)
    if not await found.wait_until(lambda: found.window.is_begun):
        raise Problem(503, "no_picture", "This table sends no such picture now.")
    return found


def _multivariant(stream: Stream, name: str, ticket: str) -> Response:
    shown = [info for track in (Track.MAIN, Track.LOBBY) if (info := stream.tracks.get(track))]
    if not shown:
        raise Problem(503, "no_picture", "This table sends no picture now.")
    sound = stream.tracks.get(Track.AAC)
    variants = []
    for info in shown:
        codecs = [info.codec, sound.codec] if sound and info.track is Track.MAIN else [info.codec]
        bandwidth = int(info.width * info.height * max(info.rate, 1.0) / _PIXELS_PER_BIT)
        uri = f"{info.track.name.lower()}/{name}?ticket={ticket}"
        variants.append(Variant(uri, bandwidth, info.width, info.height, info.rate, codecs))
    return Response(multivariant(variants), 200, NOT_KEPT, PLAYLIST)


def _number(text: str | None) -> int | None:
    """Raises Problem 400: not a number."""
    if text is None:
        return None
    if not _NUMBER.fullmatch(text):
        raise Problem(400, "malformed", "_HLS_msn and _HLS_part are numbers.")
    return int(text)


def _count(hls: HlsRoom, table: str, ticket: Ticket) -> None:
    hls.seen(table, f"{ticket.role} {ticket.player_no} {ticket.until}")


def _not_now() -> Response:
    content = '{"error":"not_yet","message":"What was waited for did not come in time."}'
    return Response(content, 503, {**NOT_KEPT, "Retry-After": "1"}, "application/json")
