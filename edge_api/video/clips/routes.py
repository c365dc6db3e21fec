"""A clip's files over HTTP, whole or in ranges, for who bears a ticket for that very round. An evidence copy is made when it is asked for, for staff only."""

from __future__ import annotations

import asyncio
from pathlib import Path as FilePath
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from fastapi.responses import FileResponse, JSONResponse
from starlette.requests import HTTPConnection
from starlette.responses import Response

from edge_api.routes.problem import Problem
from edge_api.routes.round_name import RoundName
from edge_api.video.clips.entry import ClipRow, State
from edge_api.video.clips.house import ClipHouse
from edge_api.video.clips.index import read_clip
from edge_api.video.clips.manifest import CLIP, COPY, COPY_SAID, CUES, ENDS, MANIFEST
from edge_api.video.room import HasTicket
from edge_api.video_ticket import Ticket

router = APIRouter(prefix="/video/v1/clips/{round_id}", tags=["video"])

KINDS = {
    CLIP: "video/mp4",
    COPY: "video/mp4",
    COPY_SAID: "application/json",
    MANIFEST: "application/json",
    CUES: "text/vtt",
    ENDS: "application/octet-stream",
}
KEPT = {"Cache-Control": "private, max-age=300"}
FileName = Literal["clip.mp4", "manifest.json", "events.vtt", "ends.bin", "evidence.mp4", "evidence.json"]


async def _house(connection: HTTPConnection) -> ClipHouse:
    found: ClipHouse = connection.app.state.clips
    return found


UseHouse = Annotated[ClipHouse, Depends(_house)]


@router.get("/{name}")
async def clip_file(
    house: UseHouse,
    ticket: HasTicket,
    round_id: RoundName,
    name: FileName,
    save: bool = False,
) -> Response:
    """One of a clip's files; ``save``: to be kept rather than shown."""
    row = _there(await asyncio.to_thread(read_clip, house.shelf.root, round_id))
    folder = house.shelf.folder(row.folder_name)
    if name in (COPY, COPY_SAID) and not await _has_copy(house, folder, ticket):
        return being_made()
    file = folder / name
    if not await asyncio.to_thread(file.exists):
        raise Problem(410, "gone", "The clip has just been taken away, or exchanged for a better one.")
    kind = "attachment" if save else "inline"
    return FileResponse(
        file,
        headers=KEPT,
        media_type=KINDS[name],
        filename=f"{round_id}-{name}",
        content_disposition_type=kind,
    )


def being_made() -> Response:
    """Ask again in a moment."""
    return JSONResponse({"state": State.BEING_MADE.value}, 202, headers={"Retry-After": "2"})


def _there(row: ClipRow | None) -> ClipRow:
    if row is None:
        raise Problem(404, "no_clip", "There is no clip of this round.")
    if row.state is State.GONE:
        raise Problem(410, "gone", f"The clip of this round is gone: {row.why}.")
    if not row.state.is_there:
        raise Problem(404, "no_clip", "The clip of this round is being made.")
    return row


async def _has_copy(house: ClipHouse, folder: FilePath, ticket: Ticket) -> bool:
    if ticket.role != "staff":
        raise Problem(403, "forbidden", "Evidence copies are made for staff.")
    return await house.copies.ask(folder) is not None
