"""What the floor's people may do from the pages. Each action is named, needs its role, and is on the audit log before it is answered."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from edge_api.books.messages import FloorAction
from edge_api.routes.front import AsStaff, UseFront
from edge_api.routes.placing import answered
from edge_api.routes.round_name import HoldName, RoundName
from edge_api.routes.strict_body import StrictBody
from schemas.model import MOST_COUNT, TableId

router = APIRouter(include_in_schema=False, route_class=StrictBody)


class Why(BaseModel):
    """Why a human acts."""

    model_config = ConfigDict(extra="forbid")
    reason: Annotated[str, Field(min_length=3, max_length=300, description="Kept for ever.")]


class WhyRelease(Why):
    """Which hold its page showed: nobody lets a round go on that is held for something else meanwhile."""

    hold: HoldName = None


class SignedInDealer(BaseModel):
    """Who deals from now on; empty signs out."""

    model_config = ConfigDict(extra="forbid")
    dealer: Annotated[str, Field(max_length=40)]


Table = Annotated[TableId, Path()]


@router.post("/floor/tables/{table}/open")
async def open_table(front: UseFront, staff: AsStaff, table: Table, why: Why) -> dict[str, Any]:
    """Open a closed table, or order a waiting table to open its next round."""
    return await _act(front, staff, "open", why.reason, table)


@router.post("/floor/tables/{table}/pause")
async def pause(front: UseFront, staff: AsStaff, table: Table, why: Why) -> dict[str, Any]:
    """The running round finishes; no new one opens."""
    return await _act(front, staff, "pause", why.reason, table)


@router.post("/floor/tables/{table}/resume")
async def resume(front: UseFront, staff: AsStaff, table: Table, why: Why) -> dict[str, Any]:
    """Rounds may open again."""
    return await _act(front, staff, "resume", why.reason, table)


@router.post("/floor/tables/{table}/close_bets")
async def close_bets(front: UseFront, staff: AsStaff, table: Table, why: Why) -> dict[str, Any]:
    """No more bets, now."""
    return await _act(front, staff, "close_bets", why.reason, table)


@router.post("/floor/tables/{table}/release")
async def release(front: UseFront, staff: AsStaff, table: Table, why: WhyRelease) -> dict[str, Any]:
    """Let a held round go on. A table that can't answer for that refuses, and the round has to be voided."""
    return await _act(front, staff, "release", why.reason, table, args=_shown(why))


@router.post("/floor/tables/{table}/new_shoe")
async def new_shoe(front: UseFront, staff: AsStaff, table: Table, why: Why) -> dict[str, Any]:
    """A fresh shoe is in play: membership is counted from the start again."""
    return await _act(front, staff, "new_shoe", why.reason, table)


@router.post("/floor/tables/{table}/explain")
async def explain(front: UseFront, staff: AsStaff, table: Table, why: Why) -> dict[str, Any]:
    """The differences between camera and sensor so far are accounted for: they count no more against the camera."""
    return await _act(front, staff, "explain", why.reason, table)


@router.post("/floor/tables/{table}/return_carried")
async def return_carried(front: UseFront, staff: AsStaff, table: Table, why: Why) -> dict[str, Any]:
    """Bets of earlier rounds that stay on the layout go back undecided, each once; refused while a round runs."""
    return await _act(front, staff, "return_carried", why.reason, table)


@router.post("/floor/tables/{table}/dealer")
async def dealer(front: UseFront, staff: AsStaff, table: Table, who: SignedInDealer) -> dict[str, Any]:
    """Sign a dealer in or out at a table."""
    return await _act(front, staff, "dealer", "", table, args={"dealer": who.dealer.strip()})


@router.post("/floor/rounds/{round_id}/void")
async def void(front: UseFront, staff: AsStaff, round_id: RoundName, why: Why) -> dict[str, Any]:
    """Every stake goes back once; works even when the table is silent."""
    return await _act(front, staff, "void", why.reason, None, round_id)


@router.post("/floor/rounds/{round_id}/release")
async def release_round(
    front: UseFront, staff: AsStaff, round_id: RoundName, why: WhyRelease
) -> dict[str, Any]:
    """Let this round go on, where a table has several that are held."""
    return await _act(front, staff, "release", why.reason, None, round_id, _shown(why))


@router.post("/floor/rounds/{round_id}/hold_evidence")
async def hold_evidence(front: UseFront, staff: AsStaff, round_id: RoundName, why: Why) -> dict[str, Any]:
    """Keep this round's video until somebody lets it go, whatever its class says."""
    return await _act(front, staff, "hold_evidence", why.reason, None, round_id)


@router.post("/floor/rounds/{round_id}/lift_evidence")
async def lift_evidence(front: UseFront, staff: AsStaff, round_id: RoundName, why: Why) -> dict[str, Any]:
    """Nobody needs this round's video any more: it goes when its time is over."""
    return await _act(front, staff, "lift_evidence", why.reason, None, round_id)


@router.post("/floor/alerts/{alert_no}/ack")
async def acknowledge(
    front: UseFront, staff: AsStaff, alert_no: Annotated[int, Path(ge=1, le=MOST_COUNT)]
) -> dict[str, Any]:
    """Somebody has seen it."""
    return await _act(front, staff, "ack_alert", "", None, args={"alert_no": alert_no})


def _shown(why: WhyRelease) -> dict[str, Any]:
    return {"hold": why.hold} if why.hold else {}


async def _act(
    front: UseFront,
    staff: AsStaff,
    action: str,
    reason: str,
    table: str | None,
    round_id: str | None = None,
    args: dict[str, Any] | None = None,
) -> dict[str, Any]:
    if table is not None:
        front.table_exists(table)
    request = FloorAction(0, action, staff.name, reason, table, round_id, args or {})
    return answered(await front.link.request(request))
