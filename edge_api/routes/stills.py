"""Pictures behind what cameras said, for the staff: only those that a signed fact names, and only as long as they still have their hash."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import Response

from edge_api.routes.front import Front, UseFront
from edge_api.routes.problem import ErrorBody, Problem, responses
from edge_api.routes.round_name import RoundName
from edge_api.sight_queries import is_named
from edge_api.stills.index import IndexIll, Kept, state_of
from edge_api.stills.shelf import Shelf
from schemas.model import TableId

router = APIRouter()

Sha256 = Annotated[
    str, Path(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the picture, as the fact names it.")
]
_MEANING: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/jpeg": {}}, "description": "The picture, whose SHA-256 is its name."},
    410: {"description": "It never came, its time was over, or it is not what it was (`gone`)."},
    503: {
        "model": ErrorBody,
        "description": "The list of pictures can't be read (`stills_ill`): nobody knows whether it is here.",
    },
}


@router.get(
    "/api/v1/rounds/{round_id}/stills/{sha256}.jpg",
    tags=["video"],
    summary="A picture that a round's result rests on",
    response_class=Response,
    responses={**_MEANING, **responses(401, 403, 404, 422)},
)
async def of_round(front: UseFront, round_id: RoundName, sha256: Sha256) -> Response:
    """404 `no_still`: no fact of the round names it; 404 `not_here`: it has not come yet, and is asked for."""
    return await _picture(front, sha256, round_id, None)


@router.get(
    "/api/v1/tables/{table}/stills/{sha256}.jpg",
    tags=["video"],
    summary="A picture that a table's camera has noticed something in",
    response_class=Response,
    responses={**_MEANING, **responses(401, 403, 404, 422)},
)
async def of_table(front: UseFront, table: TableId, sha256: Sha256) -> Response:
    """As of a round: any that a fact of the table names."""
    front.table_exists(table)
    return await _picture(front, sha256, None, table)


async def _picture(front: Front, sha256: str, round_id: str | None, table: str | None) -> Response:
    if not await front.reader.read(lambda db: is_named(db, sha256, round_id, table)):
        raise Problem(404, "no_still", f"No fact of {round_id or table} names this picture.")
    picture = await asyncio.to_thread(_look, front, sha256)
    if isinstance(picture, Problem):
        raise picture
    headers = {
        "Cache-Control": "private, max-age=86400, immutable",
        "Content-Disposition": f'inline; filename="{sha256}.jpg"',
    }
    return Response(picture, media_type="image/jpeg", headers=headers)


def _look(front: Front, sha256: str) -> bytes | Problem:
    folder = front.config.store.stills
    picture = Shelf(folder).read(sha256)
    if picture is not None:
        return picture
    try:
        state = state_of(folder, sha256)
    except IndexIll as ill:
        return Problem(503, "stills_ill", f"Whether the picture is here is not known: {ill}.")
    match state:
        case None:
            return Problem(404, "not_here", "The picture has not come yet: its board is asked for it.")
        case Kept.MISSING:
            return Problem(410, "gone", "The picture never came: its board did not have it any more.")
        case Kept.GONE:
            return Problem(410, "gone", "The picture's time was over.")
        case Kept.HERE:
            return Problem(410, "gone", "The picture is not what it was: its file was changed or is lost.")
