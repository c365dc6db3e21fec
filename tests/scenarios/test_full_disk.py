"""A board whose disk takes nothing more: the game stops, and nothing that was asserted is dropped."""

from __future__ import annotations

import resource

import pytest

from tests.scenarios.conftest import MakeStudio
from tests.scenarios.floor_plan import PIT_BOSS, WHEEL
from tests.scenarios.one_round import Lonely
from tests.scenarios.players import Guest
from tests.scenarios.proof import prove
from tests.scenarios.studio import await_

RED = {"type": "red", "stake": 100}


@pytest.mark.slow
@pytest.mark.broker
def test_a_board_that_can_not_write_ends_holds_its_round_at_the_next_start_and_drops_nothing(
    make_studio: MakeStudio,
) -> None:
    studio = make_studio(WHEEL)
    with studio.pit_boss() as pit_boss:
        guest = Guest(studio, "anna")
        table = Lonely(studio, WHEEL, guest, pit_boss)
        round_id = table.bet(RED)
        agent = studio.part(WHEEL.id)
        agent.asked_to_end = True
        resource.prlimit(agent.process.pid, resource.RLIMIT_FSIZE, (0, 0))
        await_(lambda: not agent.running, "the end of an agent that can't write")
        assert agent.process.returncode not in (0, 78)
        studio.start_agent(WHEEL)
        assert table.held(round_id) == "agent_died_mid_round"
        table.void_and_refund(round_id)
        voided = studio.await_fact(WHEEL, "round.voided", round_id=round_id)
        assert voided.data["by"] == PIT_BOSS
        after = table.bet(RED)
        assert table.ending(after)[0] == "outcome"
        table.notes.acknowledged.update(guest.acknowledged)
        guest.close()
    prove(studio, table.notes)
