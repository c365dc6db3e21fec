"""The broker keeps nothing and is killed in mid-round: everything that was asserted arrives once all the same."""

from __future__ import annotations

import time
from random import Random

import pytest

from tests.scenarios.players import Crowd, voiding
from tests.scenarios.proof import prove
from tests.scenarios.studio import FaultStudio, await_

KILLS = 6


@pytest.mark.slow
@pytest.mark.broker
def test_a_broker_killed_in_mid_round_loses_no_fact_and_no_bet(studio: FaultStudio) -> None:
    rng = Random(1)
    studio.dealer_comes()
    crowd = Crowd(studio)
    with crowd.playing() as notes, voiding(studio):
        for _ in range(KILLS):
            time.sleep(rng.uniform(0.4, 1.5))
            studio.part("broker").kill()
            time.sleep(rng.uniform(0.0, 0.8))
            studio.start_broker()
        settled = len(studio.edge_events("edge.round_settled"))
        await_(
            lambda: len(studio.edge_events("edge.round_settled")) >= settled + 4, "rounds after the last kill"
        )
    found = prove(studio, notes)
    assert found.rounds_settled >= 4
