"""The edge killed at random moments while players bet: front and books together, the books alone, the front alone."""

from __future__ import annotations

import time
from random import Random

import pytest

from tests.scenarios.players import Crowd, releasing
from tests.scenarios.proof import prove
from tests.scenarios.studio import FaultStudio, await_

KILLS = 51


def kill_in_some_way(studio: FaultStudio, rng: Random) -> None:
    match rng.randrange(4):
        case 0:
            studio.kill_books_only()
        case 1:
            studio.kill_front_only()
        case _:
            studio.part("edge").kill()


@pytest.mark.slow
@pytest.mark.broker
@pytest.mark.timeout(200)
def test_an_edge_killed_over_fifty_times_keeps_every_bet_that_it_acknowledged(studio: FaultStudio) -> None:
    rng = Random(2)
    studio.dealer_comes()
    crowd = Crowd(studio, seats_a_table=3)
    with crowd.playing() as notes, releasing(studio):
        for _ in range(KILLS):
            kill_in_some_way(studio, rng)
            studio.start_edge(wait=rng.random() < 0.6)
            time.sleep(rng.uniform(0.0, 0.9))
        studio.await_edge()
        settled = len(studio.edge_events("edge.round_settled"))
        await_(
            lambda: len(studio.edge_events("edge.round_settled")) >= settled + 4, "rounds after the last kill"
        )
    found = prove(studio, notes)
    assert found.rounds_settled >= 4
    assert found.bets_accepted >= 20
