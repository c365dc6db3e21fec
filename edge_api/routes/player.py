"""The players' REST API: tables, bets, balance and history. Everything needs a player token."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Query

from edge_api import queries
from edge_api.routes.bodies import MeBody, PlacementBody, RoundBody, TableBody
from edge_api.routes.front import AsPlayer, Front, UseFront
from edge_api.routes.placing import cancel, decide, place
from edge_api.routes.problem import Problem, responses
from edge_api.routes.round_name import RoundName
from edge_api.routes.strict_body import StrictBody
from schemas.bets import BetAccepted, BetId, Placement
from schemas.decisions import DecisionAccepted, PlayerDecision
from schemas.model import MOST_COUNT, TableId

router = APIRouter(prefix="/api/v1", tags=["player"], route_class=StrictBody)

Limit = Annotated[int, Query(ge=1, le=100, description="How many at most.")]
Before = Annotated[int | None, Query(ge=1, le=MOST_COUNT, description="Only those with a lower `number`.")]

PLACEMENT = {
    "summary": "One number and red",
    "value": {
        "bet_id": "018f3c1e-7d2a-7c3b-9a51-2f3d6c1b9e10",
        "round_id": "roulette-01-1795382400-17",
        "bets": [{"type": "straight", "sel": ["17"], "stake": 100}, {"type": "red", "stake": 500}],
    },
}


DECISION = {
    "summary": "Double in view of two cards",
    "value": {
        "decision_id": "018f3c1e-9b6a-7d10-8f0e-6c2a7b9d4e51",
        "round_id": "blackjack-01-1795382400-17",
        "seat": 3,
        "hand": 1,
        "action": "double",
        "cards": 2,
    },
}


@router.get("/tables", summary="All tables as they stand now", responses=responses(401))
async def tables(front: UseFront) -> list[TableBody]:
    """One snapshot a table; `seq` is the number of the last event that it includes."""
    return [_as_it_stands(front, table.id) for table in front.config.table]


@router.get("/tables/{table}", summary="One table as it stands now", responses=responses(401, 404, 422))
async def table(front: UseFront, table: TableId) -> TableBody:
    """Resume a socket from here: take the events whose `seq` is greater."""
    front.table_exists(table)
    return _as_it_stands(front, table)


def _as_it_stands(front: Front, table: str) -> TableBody:
    returns = front.returns.get(table, [])
    return TableBody.model_validate({**front.floor.public_snapshot(table), "returns": returns})


@router.post(
    "/tables/{table}/bets",
    summary="Place bets",
    status_code=201,
    responses=responses(401, 403, 404, 409, 413, 422, 503),
)
async def place_bets(
    front: UseFront,
    player: AsPlayer,
    table: TableId,
    placement: Annotated[Placement, Body(openapi_examples={"inside and outside": PLACEMENT})],
) -> BetAccepted:
    """All selections are accepted, or none. A 201 means that the placement is on disk and counts.

    Send the same `bet_id` again after a time-out: the same content gets the first answer, other content is refused.
    """
    front.table_exists(table)
    return BetAccepted.model_validate(await place(front.link, player, table, placement), strict=False)


@router.post(
    "/tables/{table}/decisions",
    summary="Decide what a hand does",
    status_code=201,
    responses=responses(401, 403, 404, 409, 413, 422, 503),
)
async def decide_hand(
    front: UseFront,
    player: AsPlayer,
    table: TableId,
    decision: Annotated[PlayerDecision, Body(openapi_examples={"a double": DECISION})],
) -> DecisionAccepted:
    """Where a seat of mine is asked (`turn`), or with `early` before it is. A 201 means that the decision is on disk and in time.

    Send the same `decision_id` again after a time-out: the same content gets the first answer, other content is refused.
    """
    front.table_exists(table)
    return DecisionAccepted.model_validate(await decide(front.link, player, table, decision), strict=False)


@router.get("/bets/{bet_id}", summary="One of my placements", responses=responses(401, 404, 422))
async def bet(front: UseFront, player: AsPlayer, bet_id: BetId) -> PlacementBody:
    """How a placement stands now."""
    found = await front.reader.read(lambda db: queries.placement(db, player.player_no, bet_id))
    if found is None:
        raise Problem(404, "no_such_bet", f"You have no bet {bet_id}.")
    return PlacementBody.model_validate(found)


@router.delete("/bets/{bet_id}", summary="Cancel a placement", responses=responses(401, 404, 409, 422, 503))
async def cancel_bet(front: UseFront, player: AsPlayer, bet_id: BetId) -> BetAccepted:
    """Allowed while the window is open; the whole placement goes back. Cancelling twice gets the same answer."""
    return BetAccepted.model_validate(await cancel(front.link, player, bet_id), strict=False)


@router.get("/me", summary="My balance", responses=responses(401))
async def me(front: UseFront, player: AsPlayer) -> MeBody:
    """The balance as of the last commit."""
    balance, blocked = await front.reader.read(lambda db: queries.balance(db, player.player_no))
    return MeBody(
        player=player.player_id,
        operator=player.operator,
        currency=player.currency,
        balance=balance,
        blocked=blocked,
    )


@router.get("/me/bets", summary="My placements, newest first", responses=responses(401, 422))
async def my_bets(
    front: UseFront, player: AsPlayer, before: Before = None, limit: Limit = 20
) -> list[PlacementBody]:
    """Page with `before` = the lowest `number` seen."""
    found = await front.reader.read(lambda db: queries.placements(db, player.player_no, before, limit))
    return [PlacementBody.model_validate(row) for row in found]


@router.get("/rounds", summary="A table's rounds, newest first", responses=responses(401, 404, 422))
async def rounds(
    front: UseFront, table: Annotated[TableId, Query()], before: Before = None, limit: Limit = 20
) -> list[RoundBody]:
    """Page with `before` = the lowest `number` seen."""
    front.table_exists(table)
    found = await front.reader.read(lambda db: queries.rounds(db, table, before, limit))
    return [RoundBody.model_validate(row) for row in found]


@router.get("/rounds/{round_id}", summary="One round", responses=responses(401, 404, 422))
async def round_(front: UseFront, round_id: RoundName) -> RoundBody:
    """What was dealt and when the window closed."""
    found = await front.reader.read(lambda db: queries.round_(db, round_id))
    if found is None:
        raise Problem(404, "no_such_round", f"There is no round {round_id}.")
    return RoundBody.model_validate(found)
