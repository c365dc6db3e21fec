"""The dealer's screen at a table: what to do next, what lies, what the seats want. Acts on nothing, and shows no other table's business."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, StreamingResponse

from edge_api.dealer_console import places, seats
from edge_api.dealer_guide import closes_at, guide
from edge_api.routes.floor import live, staff_page
from edge_api.routes.front import AsStaff, UseFront
from edge_api.seat_figures import seat_figures
from edge_api.sight_queries import entry_of
from edge_api.tiles import shown
from schemas.model import TableId

router = APIRouter(include_in_schema=False)


@router.get("/floor/dealer")
async def tables(request: Request, front: UseFront, staff: AsStaff) -> HTMLResponse:
    """The tables, for a dealer to choose the one that they stand at."""
    return staff_page(request, front, staff, "dealer_tables.html", tables=front.config.table)


@router.get("/floor/tables/{table}/dealer")
async def console(request: Request, front: UseFront, staff: AsStaff, table: TableId) -> HTMLResponse:
    """One table as its dealer needs it."""
    front.table_exists(table)
    snapshot = front.floor.staff_snapshot(table)
    figures = await front.reader.read(lambda db: seat_figures(db, snapshot["round_id"]))
    now_ns = front.clock.utc_ns()
    entry = await front.reader.read(lambda db: entry_of(db, snapshot["round_id"], now_ns))
    now = guide(snapshot)
    return staff_page(
        request,
        front,
        staff,
        "dealer.html",
        table=snapshot,
        shown=shown(snapshot),
        guide=now,
        entry=entry,
        closes_at=closes_at(snapshot),
        places=places(snapshot, now),
        seats=seats(snapshot, figures, now),
    )


@router.get("/floor/tables/{table}/events")
async def events(request: Request, front: UseFront, table: TableId) -> StreamingResponse:
    """Server-sent events of one table."""
    front.table_exists(table)
    return live(request, front, table)
