"""Where a round's clip is to be had, and its timeline for the floor's replay. Hands nothing out itself: the video process does, to who bears the ticket.

Staff may see every clip. A player may see those of rounds in which he placed something, whatever became of it: other rounds' pictures are for the live view.
"""

from __future__ import annotations

import asyncio
from typing import Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.responses import Response

from edge_api.clip_view import Told, has_played, may_come, told
from edge_api.routes.callers import Caller, Player
from edge_api.routes.front import Front, UseFront
from edge_api.routes.problem import Problem, responses
from edge_api.routes.round_name import RoundName
from edge_api.video.clips.entry import ClipRow, State
from edge_api.video.clips.promise import BetsOpened
from edge_api.video.clips.rounds import bets_placed
from edge_api.video_addresses import video_origin
from edge_api.video_ticket import LIFETIME_S, Ticket, issue

router = APIRouter()

FileName = Literal["clip.mp4", "manifest.json", "events.vtt", "ends.bin", "evidence.mp4", "evidence.json"]


@router.get(
    "/api/v1/rounds/{round_id}/clip",
    tags=["video"],
    summary="The clip of a round",
    status_code=307,
    responses={
        307: {"description": "The address of the file, with a ticket for a few minutes."},
        202: {"description": '`{"state": "being_made"}`: ask again after `Retry-After` seconds.'},
        410: {"description": "It was there, or should have been, and is gone (`gone`)."},
        **responses(401, 403, 404, 422),
    },
)
async def clip(
    request: Request, front: UseFront, round_id: RoundName, file: FileName = "clip.mp4", save: bool = False
) -> Response:
    """`file` names one of the clip's files; `evidence.mp4` and `evidence.json` are for staff. 404 `no_clip` where none is kept or the round has not ended."""
    said = await _allowed(front, request.state.caller, round_id)
    row = await asyncio.to_thread(front.clips.row, round_id)
    if row is None and may_come(front.config, said.of, front.clock.utc_ns()):
        return _being_made()
    if row is None or front.video is None:
        raise Problem(404, "no_clip", f"There is no clip of round {round_id}.")
    if row.state is State.GONE:
        raise Problem(410, "gone", f"The clip of round {round_id} is gone: {row.why}.")
    if not row.state.is_there:
        return _being_made()
    return RedirectResponse(_address(request, front, row, file, save), 307)


@router.get(
    "/api/v1/rounds/{round_id}/clip/bets",
    tags=["video"],
    summary="What opens the bets in a clip's manifest",
    responses=responses(401, 403, 404, 422),
)
async def clip_bets(request: Request, front: UseFront, round_id: RoundName) -> BetsOpened:
    """A manifest promises each bet without telling it. A player gets what opens his own, staff those of the round: proof that nothing was altered since."""
    caller = request.state.caller
    await _allowed(front, caller, round_id)
    number = caller.player_no if isinstance(caller, Player) else 0
    placed = await front.reader.read(lambda db: bets_placed(db, round_id, number))
    return await asyncio.to_thread(front.clips.opened, round_id, placed)


@router.get("/floor/rounds/{round_id}/replay", include_in_schema=False)
async def replay(front: UseFront, round_id: RoundName) -> dict[str, Any]:
    """Frames, facts and bets of a clip, for the page that plays it."""
    said = await _told(front, round_id)
    found = await asyncio.to_thread(front.clips.replay, said)
    if found is None:
        raise Problem(404, "no_clip", f"There is no clip of round {round_id} that this edge has signed.")
    return found


async def _told(front: Front, round_id: str) -> Told:
    said = await front.reader.read(lambda db: told(db, round_id))
    if said is None:
        raise Problem(404, "no_such_round", f"There is no round {round_id}.")
    return said


async def _allowed(front: Front, caller: Caller, round_id: str) -> Told:
    said = await _told(front, round_id)
    if isinstance(caller, Player):
        number = caller.player_no
        if not await front.reader.read(lambda db: has_played(db, round_id, number)):
            raise Problem(
                403, "forbidden", "A player may see the clips of rounds in which he has placed something."
            )
    return said


def _being_made() -> Response:
    return JSONResponse({"state": State.BEING_MADE.value}, 202, headers={"Retry-After": "1"})


def _address(request: Request, front: Front, row: ClipRow, file: str, save: bool) -> str:
    assert front.config.video is not None and front.video is not None
    origin = video_origin(front.config.video, request.url.scheme, request.headers.get("host", ""))
    if origin is None:
        raise Problem(422, "malformed", "The Host header names no host.")
    caller, until_s = request.state.caller, front.clock.utc_ns() // 10**9 + LIFETIME_S
    is_player = isinstance(caller, Player)
    if is_player and file in ("evidence.mp4", "evidence.json"):
        raise Problem(403, "forbidden", "Evidence copies are made for staff.")
    ticket = Ticket(
        table=row.table_id, scope=f"clip:{row.round_id}", role="player" if is_player else "staff",
        player_no=caller.player_no if is_player else 0, until=until_s,
    )  # fmt: skip
    kept = "&save=true" if save else ""
    return f"{origin.http}/video/v1/clips/{row.round_id}/{file}?ticket={issue(ticket, front.video.key)}{kept}"
