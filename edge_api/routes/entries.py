"""Results that people enter, where no sensor read: proposed by one, confirmed by another; or by a pit boss alone, where the camera read and the board agrees."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from edge_api.books.messages import FloorAction
from edge_api.routes.front import AsStaff, Front, UseFront
from edge_api.routes.placing import answered
from edge_api.routes.round_name import HoldName, RoundName
from edge_api.routes.strict_body import StrictBody
from schemas.model import MOST_COUNT
from schemas.sight import Entry

router = APIRouter(include_in_schema=False, route_class=StrictBody)


class Proposal(BaseModel):
    """What lies there, in the order of dealing, and why it is entered by hand."""

    model_config = ConfigDict(extra="forbid")
    reason: Annotated[str, Field(min_length=3, max_length=300, description="Kept for ever.")]
    entries: Annotated[list[Entry], Field(min_length=1, max_length=60)]
    hold: HoldName = None


class Confirmation(BaseModel):
    """Which proposal a second person confirms: the one that the page shows."""

    model_config = ConfigDict(extra="forbid")
    proposal_no: Annotated[int, Field(ge=1, le=MOST_COUNT)]


@router.post("/floor/rounds/{round_id}/propose_entry")
async def propose(front: UseFront, staff: AsStaff, round_id: RoundName, said: Proposal) -> dict[str, Any]:
    """One person says what lies there; nothing happens before another confirms it."""
    return await _act(front, staff, "propose_entry", round_id, said.reason, _args(said))


@router.post("/floor/rounds/{round_id}/second_entry")
async def second(front: UseFront, staff: AsStaff, round_id: RoundName, said: Confirmation) -> dict[str, Any]:
    """Another person confirms it: the board is told."""
    return await _act(front, staff, "second_entry", round_id, "", {"proposal_no": said.proposal_no})


@router.post("/floor/rounds/{round_id}/enter")
async def enter(front: UseFront, staff: AsStaff, round_id: RoundName, said: Proposal) -> dict[str, Any]:
    """One person lets the camera's word count; a board whose camera has not read the same refuses."""
    return await _act(front, staff, "enter", round_id, said.reason, _args(said))


def _args(said: Proposal) -> dict[str, Any]:
    entries = [each.model_dump(mode="json") for each in said.entries]
    return {"entries": entries, "hold": said.hold} if said.hold else {"entries": entries}


async def _act(
    front: Front, staff: AsStaff, action: str, round_id: str, reason: str, args: dict[str, Any]
) -> dict[str, Any]:
    request = FloorAction(0, action, staff.name, reason, None, round_id, args)
    return answered(await front.link.request(request))
