"""The edge killed at random moments while players bet: front and books together, the books alone, the front alone."""

from __future__ import annotations

import os
import time
from enum import Enum
from itertools import cycle, islice
from random import Random

import pytest

from hardware.sim.demo.notebook import Notebook
from tests.scenarios.conftest import MakeStudio
from tests.scenarios.floor_plan import SHOE, TABLES, WHEEL, with_long_windows
from tests.scenarios.players import Crowd, hammering, voiding
from tests.scenarios.proof import prove
from tests.scenarios.studio import FaultStudio, await_

KILLS = int(os.environ.get("STUDIO_KILLS", "8"))
"""`make soak` asks for 52."""


class Way(Enum):
    """What of it is killed, and whether players are back before the next kill."""

    BOOKS = "books", True
    FRONT = "front", True
    BOTH = "edge", True
    BOOKS_AT_ONCE = "books", False
    FRONT_AT_ONCE = "front", False
    BOTH_AT_ONCE = "edge", False

    @property
    def in_use(self) -> bool:
        return self.value[1]


def ways(rng: Random, kills: int) -> list[Way]:
    """Each as often as any other, in an order of chance."""
    return list(islice(cycle(rng.sample(list(Way), len(Way))), kills))


def kill(studio: FaultStudio, way: Way) -> None:
    match way.value[0]:
        case "books":
            studio.kill_books_only()
        case "front":
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
        for way in ways(rng, KILLS):
            kill(studio, way)
            come_back(studio, notes, in_use=way.in_use)
            time.sleep(rng.uniform(0.0, 0.9))
        studio.await_edge()
        settled = len(studio.edge_events("edge.round_settled"))
        await_(
            lambda: len(studio.edge_events("edge.round_settled")) >= settled + 4, "rounds after the last kill"
        )
    found = prove(studio, notes)
    assert found.rounds_settled >= 4
    assert found.bets_accepted >= KILLS // 2
