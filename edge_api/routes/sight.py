"""The technician's pages about a table's camera: questions to the board, its answers, its pictures, and the papers that were signed. Computes nothing of a picture."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from edge_api.books.messages import AskSight
from edge_api.books.sight_papers import is_late, last_check_ns
from edge_api.routes.callers import Staff
from edge_api.routes.floor import staff_page
from edge_api.routes.front import AsStaff, Front, UseFront
from edge_api.routes.placing import answered
from edge_api.routes.problem import Problem
from edge_api.routes.strict_body import StrictBody
from edge_api.sight_labels import refuse_unknown
from edge_api.sight_queries import trial_of
from edge_api.stills.shelf import Shelf
from schemas.model import TableId
from schemas.sight import SightKind, SightStep
from schemas.sight_games import PLAYED_WITH
from schemas.times import rfc3339

router = APIRouter(include_in_schema=False, route_class=StrictBody)

PATIENCE_S = 8.0
STILL_LOOKS, STILL_PAUSE_S = 80, 0.1
"""How often a picture that is on its way is looked for while its page waits."""
MOST_TOLD = 40_000
PAPERS_SHOWN = 20
SIGNED = frozenset({SightStep.SIGN, SightStep.CHECK})

AskId = Annotated[str, Path(pattern=r"^[0-9a-f-]{36}$")]
Sha256 = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
Table = Annotated[TableId, Path()]


class Asked(BaseModel):
    """A step of the calibration (docs/sight-calibration.md)."""

    model_config = ConfigDict(extra="forbid")
    step: Annotated[SightStep, Field(strict=False)]
    told: dict[str, Any] = {}


@router.get("/floor/tables/{table}/camera")
async def camera_page(request: Request, front: UseFront, staff: AsStaff, table: Table) -> HTMLResponse:
    """The calibration of a table's camera, step by step."""
    front.table_exists(table)
    setup = front.config.tables[table]
    sees = PLAYED_WITH[setup.game]
    papers, checked_ns, trial = await front.reader.read(
        lambda db: (
            _papers(db, table),
            last_check_ns(db, table),
            trial_of(db, table) if sees is SightKind.WHEEL else None,
        )
    )
    every_h = setup.sight.check_every_h
    late = is_late(checked_ns, int(every_h * 3600e9), front.clock.utc_ns())
    values = {
        "table": {"id": table, "name": setup.name, "has_picture": setup.video is not None},
        "sees": sees.value,
        "trial": trial,
        "papers": papers,
        "checked": {"at": rfc3339(checked_ns) if checked_ns else None, "late": late, "every_h": every_h},
    }
    return staff_page(request, front, staff, "sight.html", **values)


@router.post("/floor/tables/{table}/camera/look")
async def look(front: UseFront, staff: AsStaff, table: Table) -> dict[str, Any]:
    """What the camera sees now; for those too who may not calibrate."""
    return await _ask(front, staff, table, Asked(step=SightStep.LOOK))


@router.post("/floor/tables/{table}/camera/ask")
async def ask(front: UseFront, staff: AsStaff, table: Table, asked: Asked) -> dict[str, Any]:
    """One step, asked of the table's board. What its game has not is refused here, and never sent."""
    front.table_exists(table)
    _refuse_label(front, table, asked)
    return await _ask(front, staff, table, asked)


@router.get("/floor/tables/{table}/camera/answers/{ask_id}")
async def answer(front: UseFront, table: Table, ask_id: AskId) -> Response:
    """The board's answer; 202 while it is still to come."""
    front.table_exists(table)
    if not front.sight.knows(ask_id):
        raise Problem(404, "no_such_question", "Nobody asks that any more.")
    found = await front.sight.answer(table, ask_id, PATIENCE_S)
    return JSONResponse({"state": "waiting"}, 202) if found is None else JSONResponse(found)


@router.get("/floor/tables/{table}/camera/stills/{sha256}.jpg")
async def still(front: UseFront, table: Table, sha256: Sha256) -> Response:
    """A picture that an answer names, kept for an hour; 202 while it is still to come."""
    front.table_exists(table)
    picture = await _picture(front, table, sha256)
    if picture is None and front.sight.names(table, sha256):
        return JSONResponse({"state": "waiting"}, 202)
    if picture is None:
        raise Problem(404, "not_here", "The picture has not come, or its hour is over.")
    return Response(picture, media_type="image/jpeg", headers={"Cache-Control": "private, max-age=3600"})


@router.get("/floor/tables/{table}/camera/papers/{sha256}.json")
async def paper(front: UseFront, table: Table, sha256: Sha256) -> Response:
    """A signed sheet or check, byte for byte as the board has sealed it."""
    wanted = "SELECT wire FROM sight_papers WHERE sha256 = ? AND table_id = ?"
    row = await front.reader.read(lambda db: db.execute(wanted, (sha256, table)).fetchone())
    if row is None:
        raise Problem(404, "no_paper", "No such sheet or check was signed at this table.")
    kept = {"Content-Disposition": f'attachment; filename="{table}-{sha256[:12]}.json"'}
    return Response(bytes(row[0]), media_type="application/json", headers=kept)


async def _picture(front: Front, table: str, sha256: str) -> bytes | None:
    """It comes beside its answer, on a way of its own: waited for a little where an answer names it."""
    shelf = Shelf(front.config.store.stills)
    for _ in range(STILL_LOOKS):
        picture = await asyncio.to_thread(shelf.read, sha256, True)
        if picture is not None or not front.sight.names(table, sha256):
            return picture
        await asyncio.sleep(STILL_PAUSE_S)
    return None


async def _ask(front: Front, staff: Staff, table: str, asked: Asked) -> dict[str, Any]:
    front.table_exists(table)
    told = {**asked.told, "by": staff.name} if asked.step in SIGNED else asked.told
    text = json.dumps(told, separators=(",", ":"))
    if len(text) > MOST_TOLD:
        raise Problem(422, "malformed", f"told: more than {MOST_TOLD} characters.")
    ask_id = str(uuid.uuid4())
    front.sight.asked(ask_id)
    answered(await front.link.request(AskSight(0, table, staff.name, ask_id, asked.step.value, text)))
    return {"ask": ask_id}


def _refuse_label(front: Front, table: str, asked: Asked) -> None:
    label = asked.told.get("label")
    if not isinstance(label, dict):
        return
    try:
        refuse_unknown(front.config.tables[table].rule_set, label, asked.step is SightStep.CHECK)
    except ValueError as wrong:
        raise Problem(422, "not_in_this_game", str(wrong)) from None


def _papers(db: sqlite3.Connection, table: str) -> list[dict[str, Any]]:
    rows = db.execute(
        "SELECT sha256, kind, passed, by, calibration, at_utc_ns FROM sight_papers WHERE table_id = ? ORDER BY at_utc_ns DESC LIMIT ?",
        (table, PAPERS_SHOWN),
    )
    return [
        {
            "sha256": row[0],
            "kind": row[1],
            "passed": bool(row[2]),
            "by": row[3],
            "calibration": row[4],
            "at": rfc3339(row[5]),
        }
        for row in rows
    ]
