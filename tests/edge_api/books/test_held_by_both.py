"""A round that the edge holds and its table holds as well: when the edge lets go of it, the table's hold counts again."""

from __future__ import annotations

import pytest

from edge_api.books.messages import Done
from schemas.causes import HoldCause, VoidCause
from schemas.commands import CommandName
from schemas.facts import RoundHeld, RoundReleased, RoundVoided
from tests.edge_api.books.studio import Studio, roulette
from tests.edge_api.books.test_rounds import RED

DIED = "table:agent_died_mid_round"


@pytest.fixture
def round_id(studio: Studio) -> str:
    """Closed, with a bet."""
    round_id = studio.open()
    studio.bet(studio.player(), round_id, RED)
    studio.close(round_id)
    return round_id


def state(studio: Studio, round_id: str) -> tuple[str, str | None]:
    row = studio.round(round_id)
    return row["phase"], row["held_cause"]


def by_table(round_id: str) -> RoundHeld:
    return RoundHeld(round_id=round_id, cause=HoldCause.AGENT_DIED_MID_ROUND, detail="void this round")


@pytest.mark.parametrize("edge_first", [True, False])
def test_what_the_table_holds_stays_held_when_the_edge_lets_go(
    studio: Studio, round_id: str, edge_first: bool
) -> None:
    if not edge_first:
        studio.fact(by_table(round_id))
    studio.act("hold", round_id=round_id)
    if edge_first:
        studio.fact(by_table(round_id))
    assert state(studio, round_id) == ("held", "edge:pit_boss")
    assert isinstance(studio.act("release", None, round_id), Done)
    assert (state(studio, round_id), studio.orders) == (("held", DIED), [])
    assert isinstance(studio.act("release", None, round_id), Done)
    assert [order.name for order in studio.orders] == [CommandName.RELEASE]
    assert studio.alerts().count("held_table") >= 1


def test_it_goes_on_when_the_table_lets_go_as_well(studio: Studio, round_id: str) -> None:
    studio.act("hold", round_id=round_id)
    studio.fact(by_table(round_id))
    studio.act("release", None, round_id)
    assert studio.fact(RoundReleased(round_id=round_id, by="maria")) == "released"
    assert state(studio, round_id) == ("bets_closed", None)
    assert studio.fact(roulette(round_id, "18")) == "settled"


def test_a_hold_that_the_table_has_let_go_of_does_not_come_back(studio: Studio, round_id: str) -> None:
    studio.fact(by_table(round_id))
    studio.act("hold", round_id=round_id)
    assert studio.fact(RoundReleased(round_id=round_id, by="maria")) == "ignored:held_by_edge"
    studio.act("release", None, round_id)
    assert state(studio, round_id) == ("bets_closed", None)


def test_a_round_that_both_hold_is_voided_once(studio: Studio, round_id: str) -> None:
    studio.act("hold", round_id=round_id)
    studio.fact(by_table(round_id))
    studio.act("release", None, round_id)
    assert isinstance(studio.act("void", round_id=round_id), Done)
    voided = RoundVoided(round_id=round_id, cause=VoidCause.PIT_BOSS, by="maria")
    assert studio.fact(voided) == "noted"
    assert studio.round(round_id)["phase"] == "cancelled"
