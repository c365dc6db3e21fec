"""The floor's pages and live events, for technicians, pit bosses and auditors."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, StreamingResponse

from edge_api import queries
from edge_api.books.sight_papers import is_late, last_check_ns
from edge_api.clip_view import Told, told
from edge_api.figures import figures
from edge_api.hub import TooSlow
from edge_api.picture_time import unix_ms
from edge_api.returns import alike
from edge_api.rounds.entering import not_offered
from edge_api.rounds.hold_name import hold_name
from edge_api.routes.callers import Staff
from edge_api.routes.front import AsStaff, Front, UseFront
from edge_api.routes.pages import page
from edge_api.routes.problem import Problem
from edge_api.routes.round_name import RoundName
from edge_api.screens import MOST_SHOWN, clicks_of, screens
from edge_api.sight_queries import dispute_at, entry_of, seen_in, standing_of, stills_named
from edge_api.stats.window import USUAL_WINDOW
from edge_api.stills.index import IndexIll, states_of
from edge_api.tiles import tile
from schemas.model import MOST_COUNT, TableId
from schemas.times import rfc3339

router = APIRouter(include_in_schema=False)

KEEP_ALIVE_S = 10.0
PAGE = 50
BEATS = "beats.db"
MOST_NAMED = 1000
"""Pictures of one round that its page looks for."""


@router.get("/floor")
async def wall(request: Request, front: UseFront, staff: AsStaff) -> HTMLResponse:
    """One tile a table."""
    alerts = await front.reader.read(lambda db: queries.alerts(db, True, PAGE))
    tiles = [await _tile(front, table.id) for table in front.config.table]
    return staff_page(request, front, staff, "floor.html", tables=tiles, alerts=alerts)


@router.get("/floor/tables/{table}")
async def table_page(request: Request, front: UseFront, staff: AsStaff, table: TableId) -> HTMLResponse:
    """One table close up: devices, rounds, actions."""
    front.table_exists(table)
    rounds = await front.reader.read(lambda db: queries.rounds(db, table, None, PAGE))
    alerts = await front.reader.read(lambda db: queries.alerts(db, True, PAGE))
    own = [alert for alert in alerts if alert["table"] == table]
    shown = await _tile(front, table)
    limits = front.config.tables[table].sight
    camera = await front.reader.read(lambda db: standing_of(db, table, limits.window))
    returns = alike(front.returns.get(table, []))
    values = {
        "table": shown,
        "rounds": rounds,
        "alerts": own,
        "returns": returns,
        "camera": camera,
        "limits": limits,
    }
    return staff_page(request, front, staff, "table.html", **values, **_scores(front, table))


@router.get("/floor/rounds/{round_id}")
async def round_page(request: Request, front: UseFront, staff: AsStaff, round_id: RoundName) -> HTMLResponse:
    """A round: what the table asserted, who bet, how it was paid."""

    def everything(db: Any) -> tuple[Any, Any, Any, Told | None, Any, Any, list[str], str | None]:
        return (
            queries.round_(db, round_id),
            queries.facts_of_round(db, round_id),
            queries.placements_of_round(db, round_id, MOST_SHOWN),
            told(db, round_id),
            seen_in(db, round_id),
            entry_of(db, round_id, front.clock.utc_ns()),
            stills_named(db, round_id),
            hold_name(db, round_id),
        )

    found, facts, placements, said, seen, entry, named, held = await front.reader.read(everything)
    if found is None or said is None:
        raise Problem(404, "no_such_round", f"There is no round {round_id}.")
    values = {
        "facts": facts,
        "hold_name": held,
        "placements": placements,
        "seen": seen,
        "entry": entry,
        "not_now": not_offered(found["game"], found["held_cause"], seen["positions"] if seen else ()),
        "slots": _slots(front, found["table"]),
        "stills": await asyncio.to_thread(_stills, front, named),
        "clip": await asyncio.to_thread(front.clips.page, said),
        "screens": {each["number"]: each["screen"] for each in await _screens(front, round_id)},
    }
    return staff_page(request, front, staff, "round.html", round=found, **values)


@router.get("/floor/rounds/{round_id}/screens")
async def round_screens(front: UseFront, round_id: RoundName) -> list[dict[str, Any]]:
    """What was on each player's screen when he placed his bets."""
    return await _screens(front, round_id)


def _stills(front: Front, named: list[str]) -> dict[str, str]:
    """Whether each picture is here, missing or gone, or that this can't be known; one that is not among them has not come yet. Blocks."""
    asked = named[:MOST_NAMED]
    try:
        known = states_of(front.config.store.stills, asked)
    except IndexIll:
        return dict.fromkeys(asked, "unknown")
    return {sha256: kept.value for sha256, kept in known.items()}


def _slots(front: Front, table: str) -> dict[str, Any]:
    """Corners of places in the picture by name ("player:1"), where the table's camera tells them now."""
    if table not in front.config.tables:
        return {}
    anchors = front.floor.staff_snapshot(table)["anchors"] or {}
    return {each["name"]: each["quad"] for each in anchors.get("slots", ())}


async def _screens(front: Front, round_id: str) -> list[dict[str, Any]]:
    found = await front.reader.read(lambda db: clicks_of(db, round_id))
    if found is None:
        raise Problem(404, "no_such_round", f"There is no round {round_id}.")
    return await asyncio.to_thread(screens, front.config.video_folder / BEATS, *found)


@router.get("/floor/alerts")
async def alerts_page(request: Request, front: UseFront, staff: AsStaff) -> HTMLResponse:
    """All alerts, newest first."""
    alerts = await front.reader.read(lambda db: queries.alerts(db, False, 200))
    return staff_page(request, front, staff, "alerts.html", alerts=alerts)


@router.get("/floor/audit")
async def audit_page(
    request: Request,
    front: UseFront,
    staff: AsStaff,
    before: Annotated[int | None, Query(ge=1, le=MOST_COUNT)] = None,
) -> HTMLResponse:
    """The audit log, newest first."""
    rows = await front.reader.read(lambda db: queries.audit(db, before, 100))
    return staff_page(request, front, staff, "audit.html", rows=rows)


@router.get("/floor/events")
async def events(request: Request, front: UseFront) -> StreamingResponse:
    """Server-sent events: first a snapshot of every table, then whatever happens."""
    return live(request, front, None)


def live(request: Request, front: Front, table: str | None) -> StreamingResponse:
    """What happens at one table, or (None) on the whole floor, for as long as the caller is signed in."""
    stream = _stream(front, request.cookies[front.doorkeeper.cookie], table)
    return StreamingResponse(stream, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


async def _stream(front: Front, cookie: str, table: str | None) -> AsyncIterator[str]:
    """Ends when the session does, or when the page does not read; the browser comes back by itself."""
    with front.hub.watch(table, is_staff=True) as watcher:
        now_ms = unix_ms(front.clock.utc_ns())
        yield _sent(json.dumps({"ev": "floor", "t": now_ms, "tables": _snapshots(front, table)}))
        while True:
            try:
                yield _sent(await asyncio.wait_for(watcher.next(), KEEP_ALIVE_S))
            except TooSlow:
                return
            except TimeoutError:
                if await front.doorkeeper.staff(cookie) is None:
                    yield _sent('{"ev":"signed_out"}')
                    return
                yield ": still here\n\n"


def staff_page(request: Request, front: Front, staff: Staff, name: str, **values: Any) -> HTMLResponse:
    """A staff page: who reads it, what they may do, and the server's time for its clocks."""
    return page(
        request.app.state.pages,
        name,
        staff=staff,
        site=front.config.site,
        may=_may(front, staff),
        now=rfc3339(front.clock.utc_ns()),
        **values,
    )


def _may(front: Front, staff: Staff) -> frozenset[str]:
    """The last words of the floor's routes that this role may call: open, void, ack ...; of pages with "see" before: "see audit"."""
    rules = front.doorkeeper.access.rules.items()
    return frozenset(
        _word(path, method)
        for (path, method), who in rules
        if path.startswith("/floor") and staff.role in who
    )


def _word(path: str, method: str) -> str:
    last = path.rpartition("/")[2]
    return last if method == "POST" else f"see {last}"


def _scores(front: Front, table: str) -> dict[str, str | None]:
    """What the results add up to, as the page's elements read it."""
    roads = front.scores.roads(table)
    statistics = front.scores.statistics(table, USUAL_WINDOW)
    return {"roads": json.dumps(roads) if roads else None, "statistics": json.dumps(statistics)}


async def _tile(front: Front, table: str) -> dict[str, Any]:
    snapshot = front.floor.staff_snapshot(table)
    found = await front.reader.read(lambda db: figures(db, table, snapshot["round_id"]))
    dispute = await front.reader.read(lambda db: dispute_at(db, snapshot["round_id"]))
    held = await front.reader.read(lambda db: hold_name(db, snapshot["round_id"]))
    has_picture = front.config.tables[table].video is not None
    every_ns = int(front.config.tables[table].sight.check_every_h * 3600e9)
    late = await front.reader.read(
        lambda db: is_late(last_check_ns(db, table), every_ns, front.clock.utc_ns())
    )
    told = {"has_picture": has_picture, "dispute": dispute, "hold_name": held, "check_late": late}
    return {**tile(snapshot, found, front.clock.utc_ns()), **told}


def _snapshots(front: Front, only: str | None) -> list[dict[str, Any]]:
    shown = [table.id for table in front.config.table if only in (None, table.id)]
    return [front.floor.staff_snapshot(table) for table in shown]


def _sent(frame: str) -> str:
    return f"data: {frame}\n\n"
