"""What every route needs, handed over by the application: `front(connection)` and the caller that the doorkeeper let in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from edge_api.books_link import BooksLink
from edge_api.clip_view import ClipView
from edge_api.clock import Clock
from edge_api.config import EdgeConfig
from edge_api.floor import Floor
from edge_api.hub import Hub
from edge_api.reader import Reader
from edge_api.returns import Returns
from edge_api.routes.callers import Operator, Player, Staff
from edge_api.routes.doorkeeper import Doorkeeper
from edge_api.routes.problem import Problem
from edge_api.sight_desk import SightDesk
from edge_api.stats.scoreboard import Scoreboard
from edge_api.video_link import VideoRoom
from edge_api.wheel_room import WheelRoom


@dataclass(frozen=True, slots=True)
class Front:
    """The parts of the front process."""

    config: EdgeConfig
    clock: Clock
    link: BooksLink
    reader: Reader
    hub: Hub
    floor: Floor
    doorkeeper: Doorkeeper
    returns: Returns = field(default_factory=dict)
    scores: Scoreboard = field(default_factory=lambda: Scoreboard({}))
    wheels: WheelRoom = field(default_factory=WheelRoom)
    video: VideoRoom | None = None
    sight: SightDesk = field(default_factory=SightDesk)
    clips: ClipView = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "clips", ClipView(self.config))  # frozen, but for its own beginning

    def table_exists(self, table_id: str) -> None:
        """Raise Problem 404 when there is no such table."""
        if all(table.id != table_id for table in self.config.table):
            raise Problem(404, "no_such_table", f"There is no table {table_id!r} here.")


def front_of(connection: HTTPConnection) -> Front:
    """The front that serves this connection."""
    front: Front = connection.app.state.front
    return front


async def admit(connection: HTTPConnection) -> None:
    """The application-wide dependency: nobody passes without the doorkeeper."""
    connection.state.caller = await front_of(connection).doorkeeper.admit(connection)


def _player(connection: HTTPConnection) -> Player:
    caller = connection.state.caller
    assert isinstance(caller, Player)
    return caller


def _operator(connection: HTTPConnection) -> Operator:
    caller = connection.state.caller
    assert isinstance(caller, Operator)
    return caller


def _staff(connection: HTTPConnection) -> Staff:
    caller = connection.state.caller
    assert isinstance(caller, Staff)
    return caller


UseFront = Annotated[Front, Depends(front_of)]
AsPlayer = Annotated[Player, Depends(_player)]
AsOperator = Annotated[Operator, Depends(_operator)]
AsStaff = Annotated[Staff, Depends(_staff)]
