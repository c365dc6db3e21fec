"""The reference player page. It is a shell: everything in it comes from the public API with the player's token."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from edge_api.routes.front import UseFront
from edge_api.routes.pages import page
from schemas.model import TableId

router = APIRouter(include_in_schema=False)


@router.get("/play/{table}")
async def play(request: Request, front: UseFront, table: TableId) -> HTMLResponse:
    """The page for one table; the token is in the address after `#`, which never reaches a server."""
    front.table_exists(table)
    found = next(known for known in front.config.table if known.id == table)
    return page(request.app.state.pages, "play.html", table=found)
