"""What a table's results add up to, from the warm scoreboard: for players and for the floor alike."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from edge_api.routes.front import UseFront
from edge_api.routes.problem import Problem, responses
from edge_api.routes.score_bodies import (
    LabelStatisticsBody,
    RoadsBody,
    ShoeStatisticsBody,
    SpinStatisticsBody,
    StatisticsBody,
)
from schemas.model import TableId
from schemas.phases import Game

router = APIRouter(prefix="/api/v1", tags=["scores"])

WindowSize = Annotated[
    Literal["50", "100", "200", "500", "1000"], Query(description="How many of the last results are counted.")
]
BODIES: dict[Game, type[StatisticsBody]] = {
    Game.ROULETTE: SpinStatisticsBody,
    Game.BACCARAT: ShoeStatisticsBody,
    Game.DRAGON_TIGER: ShoeStatisticsBody,
}


@router.get(
    "/tables/{table}/roads", summary="The roads of the shoe in play", responses=responses(401, 403, 404, 422)
)
async def roads(front: UseFront, table: TableId) -> RoadsBody:
    """Bead plate, big road, big eye boy, small road, cockroach pig and ask marks; after each result the socket sends a `roads` event."""
    front.table_exists(table)
    found = front.scores.roads(table)
    if found is None:
        raise Problem(404, "no_roads", f"{front.scores.game(table).value} has no roads.")
    return RoadsBody.model_validate(found)


@router.get(
    "/tables/{table}/statistics", summary="What came how often", responses=responses(401, 403, 404, 422)
)
async def statistics(front: UseFront, table: TableId, window: WindowSize = "500") -> StatisticsBody:
    """Hot and cold numbers, groups and streaks of roulette; the shoe's summary of baccarat and dragon tiger; results of any other game."""
    front.table_exists(table)
    body = BODIES.get(front.scores.game(table), LabelStatisticsBody)
    return body.model_validate(front.scores.statistics(table, int(window)))
