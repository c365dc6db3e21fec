"""Laps of kills at the games that are played on: every part in every moment, in an order of chance; the books are proved after each lap."""

from __future__ import annotations

import tempfile
from pathlib import Path
from random import Random

from tests.scenarios.conftest import opened
from tests.scenarios.floor_plan import PLAYED_ON
from tests.scenarios.kills import Killer, await_rounds, everything, played_on
from tests.scenarios.proof import prove


def lap(seed: int, most: int | None = None) -> str:
    """Kill up to ``most`` times; what was found, in a line.

    Raises:
        AssertionError: with everything that is wrong.
    """
    rng, plan = Random(seed), everything()
    rng.shuffle(plan)
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder), *PLAYED_ON) as studio:
        with played_on(studio, rng, rng.choice((0.0, 1.0, 6.0)), rng.choice((0.0, 0.5))) as (crowd, pit_boss):
            killer = Killer(studio, plan[:most], rng)
            killer.run()
            await_rounds(studio)
        crowd.notebook.acknowledged.update(killer.acknowledged)
        found = prove(studio, crowd.notebook)
    return f"{len(killer.done)} kills, the pit boss did {dict(pit_boss.did)}: {found.line}"
