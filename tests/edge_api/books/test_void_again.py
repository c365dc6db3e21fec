"""A round that is void here and still held at its table: the order was lost, and is given again whenever the table shows that it waits."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from edge_api.books.effects import BoardOrder
from edge_api.books.intake import Intake
from edge_api.commands import Commands
from edge_api.config_parts import Clock
from edge_api.ingest import Ingest
from edge_api.liveness import Liveness
from edge_api.mqtt_message import Message
from schemas.causes import HoldCause
from schemas.commands import BoardHealth, CommandName, TableState
from schemas.facts import RoundHeld
from schemas.phases import Game, Phase
from schemas.topics import TableTopics
from tests.edge_api.books.studio import WHEEL, S, Studio

TOPICS = TableTopics("demo", WHEEL)
HOLD = "agent_died_mid_round: void this round"
HEALTH = BoardHealth(
    epoch="1", head_seq="1", backlog=0, clock_source="none", clock_error_us=None, clock_synchronised=False,
    cpu_celsius=None, throttled=None, disk_free_bytes=1, uptime_s=1,
)  # fmt: skip


@dataclass
class Desk:
    """What arrives from the broker, and the orders that follow; ``line`` False: there is no broker to give them to."""

    studio: Studio
    line: bool = True
    published: list[Message] = field(default_factory=list)

    def __post_init__(self) -> None:
        ingest = Ingest("demo", frozenset({WHEEL}), self.studio.signer, self.studio.books)
        self.commands = Commands("demo", self.studio.signer, ingest.keys, self._publish)
        self.intake = Intake(ingest, Liveness(Clock(), 5 * S), self.commands)

    def _publish(self, message: Message) -> bool:
        if self.line:
            self.published.append(message)
        return self.line

    def shows(self, round_id: str | None, hold: str | None) -> list[BoardOrder]:
        phase = Phase.HELD if hold else Phase.IDLE
        state = TableState(game=Game.ROULETTE, phase=phase, round_id=round_id, hold=hold)
        return self._take(Message(TOPICS.state, state.model_dump_json().encode()))

    def is_well(self) -> list[BoardOrder]:
        return self._take(Message(TOPICS.health, HEALTH.model_dump_json().encode()))

    def _take(self, message: Message) -> list[BoardOrder]:
        with self.studio.turn():
            effects = self.intake.take(message, self.studio.now)
        orders = [order for each in effects for order in each.orders]
        for order in orders:
            self.commands.send(order, self.studio.now)
        return orders


@pytest.fixture
def held(studio: Studio) -> str:
    """A round that its table holds."""
    round_id = studio.open()
    studio.close(round_id)
    studio.fact(RoundHeld(round_id=round_id, cause=HoldCause.AGENT_DIED_MID_ROUND, detail="void this round"))
    return round_id


def test_a_table_that_shows_a_hold_of_a_void_round_is_told_again(studio: Studio, held: str) -> None:
    desk = Desk(studio)
    assert desk.shows(held, HOLD) == []
    studio.act("void", round_id=held)
    [order] = desk.shows(held, HOLD)
    assert (order.name, order.table_id, order.round_id, order.by) == (CommandName.VOID, WHEEL, held, "maria")


def test_it_is_told_once_while_an_answer_is_awaited_and_again_when_none_came(
    studio: Studio, held: str
) -> None:
    desk = Desk(studio)
    studio.act("void", round_id=held)
    assert len(desk.shows(held, HOLD)) == 1
    assert desk.is_well() == []
    studio.wait(10 * S)
    desk.commands.expire(studio.now)
    assert len(desk.is_well()) == 1


def test_without_a_line_it_is_told_as_soon_as_there_is_one(studio: Studio, held: str) -> None:
    desk = Desk(studio, line=False)
    studio.act("void", round_id=held)
    desk.shows(held, HOLD)
    assert desk.published == []
    desk.line = True
    desk.is_well()
    assert len(desk.published) == 1


@pytest.mark.parametrize("shown", [None, "roulette-01-9-99"])
def test_a_table_that_holds_no_void_round_is_told_nothing(
    studio: Studio, held: str, shown: str | None
) -> None:
    desk = Desk(studio)
    studio.act("void", round_id=held)
    assert desk.shows(shown, HOLD) == desk.is_well() == []
    assert desk.shows(held, None) == desk.is_well() == []


def test_a_round_that_is_held_here_too_is_left_to_its_pit_boss(studio: Studio, held: str) -> None:
    desk = Desk(studio)
    assert desk.shows(held, HOLD) == []
    assert studio.round(held)["phase"] == "held"
