"""Agents, edge and broker killed while hands are asked, multipliers wait for their spin and bets stay on the layout of a craps table."""

from __future__ import annotations

from contextlib import closing
from random import Random

import pytest

from hardware.sim.demo.stores import read_only
from tests.scenarios.conftest import MakeStudio
from tests.scenarios.floor_plan import PLAYED_ON
from tests.scenarios.kills import Killer, Moment, Plan, Victim, await_rounds, played_on
from tests.scenarios.proof import prove
from tests.scenarios.studio import FaultStudio, await_

PLAN: Plan = [
    (Moment.DEALING, Victim.AGENT),
    (Moment.INSURANCE, Victim.BOOKS),
    (Moment.TURN, Victim.EDGE),
    (Moment.TURN, Victim.AGENT),
    (Moment.TURN, Victim.BROKER_FOR_LONG),
    (Moment.DEALER, Victim.FRONT),
    (Moment.MULTIPLIER, Victim.AGENT),
    (Moment.MULTIPLIER, Victim.EDGE),
    (Moment.ROLLING, Victim.AGENT),
    (Moment.BETTING, Victim.BOOKS),
]


@pytest.mark.slow
@pytest.mark.broker
@pytest.mark.timeout(300)
def test_kills_in_the_middle_of_hands_spins_and_staying_bets_lose_double_and_invent_nothing(
    make_studio: MakeStudio,
) -> None:
    rng, studio = Random(3), make_studio(*PLAYED_ON)
    with played_on(studio, rng) as (crowd, pit_boss):
        killer = Killer(studio, list(PLAN), rng)
        killer.run()
        await_rounds(studio)
        await_(lambda: all(counted(studio)), "hands as decided, and bets that stayed and are decided", 60.0)
    crowd.notebook.acknowledged.update(killer.acknowledged)
    found = prove(studio, crowd.notebook)
    assert found.rounds_settled >= len(PLAYED_ON)
    assert len(killer.done) == len(PLAN)
    assert pit_boss.did["void"]


def counted(studio: FaultStudio) -> tuple[int, int]:
    """Bets that stayed and were decided, and decisions that were played."""
    stayed = (
        "SELECT COUNT(*) FROM bets b JOIN placements p USING (placement_no) JOIN transactions t ON t.tx_no = b.ended_tx"
        " WHERE t.kind = 'settle' AND t.round_no > p.round_no"
    )
    played = "SELECT COUNT(*) FROM decisions WHERE played_by IS NOT NULL"
    with closing(read_only(studio.folder.books)) as db:
        return db.execute(stayed).fetchone()[0], db.execute(played).fetchone()[0]
