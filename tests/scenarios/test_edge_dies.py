"""The edge killed at random moments while players bet: front and books together, the books alone, the front alone."""

from __future__ import annotations

import os
import time
from random import Random

import pytest

from hardware.sim.demo.notebook import Notebook
from tests.scenarios.conftest import MakeStudio
from tests.scenarios.floor_plan import SHOE, TABLES, WHEEL, with_long_windows
from tests.scenarios.players import Crowd, hammering, voiding
from tests.scenarios.proof import prove
from tests.scenarios.studio import FaultStudio, await_

KILLS = int(os.environ.get("STUDIO_KILLS", "15"))
"""`make soak` asks for 52."""


def kill_in_some_way(studio: FaultStudio, rng: Random) -> None:
    match rng.randrange(4):
        case 0:
            studio.kill_books_only()
        case 1:
            studio.kill_front_only()
        case _:
            studio.part("edge").kill()


def come_back(studio: FaultStudio, notes: Notebook, *, in_use: bool) -> None:
    """Start the edge; ``in_use``: until it acknowledged another bet, however slow the machine is."""
    held = len(notes.acknowledged)
    studio.start_edge(wait=in_use)
    if in_use:
        await_(lambda: len(notes.acknowledged) > held, "a bet after the edge came back")


@pytest.mark.slow
@pytest.mark.broker
@pytest.mark.timeout(400)
def test_an_edge_killed_again_and_again_keeps_every_bet_that_it_acknowledged(
    make_studio: MakeStudio,
) -> None:
    rng, studio = Random(2), make_studio(*(with_long_windows(table) for table in TABLES))
    studio.dealer_comes()
    with (
        Crowd(studio).playing() as notes,
        voiding(studio),
        hammering(studio, WHEEL.id, notes),
        hammering(studio, SHOE.id, notes),
    ):
        for _ in range(KILLS):
            kill_in_some_way(studio, rng)
            come_back(studio, notes, in_use=rng.random() < 0.6)
            time.sleep(rng.uniform(0.0, 0.9))
        studio.await_edge()
        settled = len(studio.edge_events("edge.round_settled"))
        await_(
            lambda: len(studio.edge_events("edge.round_settled")) >= settled + 4, "rounds after the last kill"
        )
    found = prove(studio, notes)
    assert found.rounds_settled >= 4
    assert found.bets_accepted >= KILLS // 2
