"""Wheels for the floor: their list, and the examination of one, as JSON and as pages. Reads only."""

from __future__ import annotations

import sqlite3
from argparse import ArgumentTypeError
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import HTMLResponse

from edge_api.admin_wheels import SERIAL
from edge_api.routes.floor import staff_page
from edge_api.routes.front import AsStaff, Front, UseFront
from edge_api.routes.problem import Problem, responses
from edge_api.routes.wheel_bodies import WheelBody, WheelLineBody
from edge_api.stats.wheel.history import Wanted
from edge_api.wheel_history import known_wheels, looks
from edge_api.wheel_room import ARCHIVE, MOST_SCANNED, Asked
from edge_api.wheel_told import about
from edge_api.wheel_words import moment
from schemas.games.wheels import RotorDirection

router = APIRouter()

LOOKS_SHOWN = 3
Serial = Annotated[str, Path(pattern=rf"^{SERIAL.pattern}$", description="Serial number of a wheel.")]
Name = Annotated[str | None, Query(max_length=60)]
Moment = Annotated[
    str | None,
    Query(max_length=40, description="A day, or an RFC 3339 moment, UTC.", examples=["2026-07-01"]),
]
Last = Annotated[
    int, Query(ge=1, le=MOST_SCANNED, description="How many of the newest of these spins count.")
]
Bias = Annotated[float, Query(ge=0.1, le=50, description="Per cent: when would a bias of so much show?")]


def asked(
    serial: Serial,
    ball: Name = None,
    dealer: Name = None,
    direction: RotorDirection | Literal[""] | None = None,
    since: Moment = None,
    until: Moment = None,
    last: Last = ARCHIVE,
    bias: Bias = 10.0,
) -> Asked:
    """Which spins of which wheel are examined, and the bias asked about."""
    wanted = Wanted(ball or None, dealer or None, direction or None, _moment(since), _moment(until))
    return Asked(serial, wanted, last, bias / 100)


def _moment(text: str | None) -> int | None:
    try:
        return moment(text) if text else None
    except ArgumentTypeError as wrong:
        raise Problem(422, "malformed", f"{wrong}.") from None


Question = Annotated[Asked, Depends(asked)]


@router.get(
    "/api/v1/floor/wheels",
    tags=["floor"],
    summary="The wheels of the register",
    responses=responses(401, 403),
)
async def wheel_lines(front: UseFront) -> list[WheelLineBody]:
    """Where each stands, how often it was spun, and the last looks at it."""
    return [WheelLineBody.model_validate(each) for each in await front.reader.read(_lines)]


@router.get(
    "/api/v1/floor/wheels/{serial}",
    tags=["floor"],
    summary="The examination of a wheel",
    responses=responses(401, 403, 404, 422),
)
async def wheel(front: UseFront, question: Question) -> WheelBody:
    """Every statistic of its history, or of the part that is asked for, with limits, the verdict and the looks so far."""
    return WheelBody.model_validate(await _examined(front, question))


@router.get("/floor/wheels", include_in_schema=False)
async def wheels_page(request: Request, front: UseFront, staff: AsStaff) -> HTMLResponse:
    """All wheels."""
    return staff_page(request, front, staff, "wheels.html", wheels=await front.reader.read(_lines))


@router.get("/floor/wheels/{serial}", include_in_schema=False)
async def wheel_page(request: Request, front: UseFront, staff: AsStaff, question: Question) -> HTMLResponse:
    """One wheel: heat around it, each statistic with its limits, the looks so far."""
    found = WheelBody.model_validate(await _examined(front, question)).model_dump(mode="json")
    return staff_page(request, front, staff, "wheel.html", wheel=found)


async def _examined(front: Front, question: Asked) -> dict[str, Any]:
    found = await front.wheels.examined(front.reader, question)
    if found is None:
        raise Problem(404, "no_such_wheel", f"The books know no wheel {question.serial!r}.")
    return found


def _lines(db: sqlite3.Connection) -> list[dict[str, Any]]:
    return [{**about(each), "looks": looks(db, each.serial, LOOKS_SHOWN)} for each in known_wheels(db)]
