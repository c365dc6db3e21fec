"""Boards whose agent is killed at random moments, over roulette and baccarat: no fact is lost, no stake is returned twice."""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from functools import partial
from random import Random

import pytest

from hardware.sim.demo.floor_plan import DemoTable
from schemas.envelope import Event
from tests.scenarios.conftest import MakeStudio
from tests.scenarios.floor_plan import PIT_BOSS, WHEEL
from tests.scenarios.players import Crowd, Guest, voiding
from tests.scenarios.proof import prove
from tests.scenarios.studio import FaultStudio, await_

KILLS_A_TABLE = int(os.environ.get("STUDIO_KILLS", "16")) // 2
"""`make soak` asks for 52 in all."""
COMMAND_GONE_S = 0.5
RED = {"type": "red", "stake": 500}


def kill_again_and_again(studio: FaultStudio, table: DemoTable, times: int, seed: int) -> None:
    """Three times in four while it plays, else while it starts."""
    rng = Random(seed)
    for number in range(times):
        if number % 4:
            started = len(studio.facts(table, "table.started"))
            await_(partial(_started_again, studio, table, started), "the agent's start")
        time.sleep(rng.uniform(0.0, 1.4))
        studio.part(table.id).kill()
        studio.start_agent(table)


def _started_again(studio: FaultStudio, table: DemoTable, before: int) -> bool:
    return len(studio.facts(table, "table.started")) > before


@pytest.mark.slow
@pytest.mark.broker
@pytest.mark.timeout(360)
def test_agents_killed_again_and_again_hold_what_they_left_open_and_lose_nothing(
    studio: FaultStudio,
) -> None:
    studio.dealer_comes(voids=False)
    crowd = Crowd(studio)
    with crowd.playing() as notes, voiding(studio) as voided:
        killers = [
            threading.Thread(target=kill_again_and_again, args=(studio, table, KILLS_A_TABLE, seed))
            for seed, table in enumerate(studio.tables)
        ]
        for killer in killers:
            killer.start()
        for killer in killers:
            killer.join()
        settled = len(studio.edge_events("edge.round_settled"))
        await_(
            lambda: len(studio.edge_events("edge.round_settled")) >= settled + 2, "rounds after the last kill"
        )
    found = prove(studio, notes)
    for table in studio.tables:
        starts = studio.facts(table, "table.started")
        assert len(starts) > KILLS_A_TABLE * 3 // 4
        assert any(start.data.get("mid_round") for start in starts)
        the_rest_of_a_round_that_was_cut_off(studio.facts(table))
    assert voided
    assert found.rounds_settled >= 2


def the_rest_of_a_round_that_was_cut_off(facts: list[Event]) -> None:
    """Each start in mid-round holds that round and says why; it ends once, void, or not at all before the next death."""
    held = [fact.data["round_id"] for fact in facts if fact.data.get("cause") == "agent_died_mid_round"]
    started = [fact.data["mid_round"] for fact in facts if fact.data.get("mid_round")]
    assert held == started
    ends = Counter(
        fact.data["round_id"]
        for fact in facts
        if fact.type in ("floor.round.voided.v1", "floor.round.outcome.v1")
    )
    assert set(ends.values()) <= {1}
    assert all(ends[round_id] == 1 for round_id in set(held[:-1]))


@pytest.mark.slow
@pytest.mark.broker
def test_a_hold_after_the_agents_death_is_voided_once_and_every_stake_goes_back_once(
    make_studio: MakeStudio,
) -> None:
    studio = make_studio(WHEEL)
    guest = Guest(studio, "anna")
    round_id = guest.await_open(WHEEL.id)
    before = guest.balance
    answer = guest.bet(WHEEL.id, round_id, RED)
    assert answer.error is None, answer
    assert guest.balance == before - 500
    studio.part(WHEEL.id).kill()
    studio.start_agent(WHEEL)
    held = studio.await_fact(WHEEL, "round.held", round_id=round_id)
    assert held.data["cause"] == "agent_died_mid_round"
    assert "void this round" in held.data["detail"]
    with studio.pit_boss() as browser:
        why = {"reason": "nobody saw the end of this spin"}
        void = f"/floor/rounds/{round_id}/void"
        assert browser.post(void, json=why).status_code == 200
        studio.await_fact(WHEEL, "round.voided", round_id=round_id, by=PIT_BOSS)
        assert browser.post(void, json=why).status_code == 409
    await_(lambda: guest.balance == before, "the stake's return")
    [bet_id] = guest.acknowledged
    assert guest.placement(bet_id)["status"] == "voided"
    guest.close()


@pytest.mark.slow
@pytest.mark.broker
def test_a_round_that_is_voided_while_its_board_is_away_is_ended_when_the_board_returns(
    make_studio: MakeStudio,
) -> None:
    studio = make_studio(WHEEL)
    guest = Guest(studio, "anna")
    round_id = guest.await_open(WHEEL.id)
    studio.part(WHEEL.id).kill()
    with studio.pit_boss() as browser:
        void = f"/floor/rounds/{round_id}/void"
        assert browser.post(void, json={"reason": "the board is dark"}).status_code == 200
    time.sleep(COMMAND_GONE_S)
    studio.start_agent(WHEEL)
    studio.await_fact(WHEEL, "round.held", round_id=round_id)
    studio.await_fact(WHEEL, "round.voided", round_id=round_id)
    assert guest.await_open(WHEEL.id, other_than=round_id)
    guest.close()
