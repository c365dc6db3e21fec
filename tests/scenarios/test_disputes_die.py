"""Agent, camera, edge and broker killed while sensor and camera differ: the round is decided once, by people; nothing is paid before, nothing lost, nothing returned twice."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from hardware.sim.demo.notebook import Notebook
from hardware.sim.demo.stores import read_only
from hardware.sim.demo.summary import Figures
from tests.scenarios.disputes import ENDS, Blow, Strikes, Struck, When
from tests.scenarios.lying_camera import LIED_TO, LyingStudio
from tests.scenarios.proof import prove

PLAN: list[list[Blow]] = [
    [(When.OPEN, Struck.SIGHT), (When.OPEN, Struck.BROKER), (When.DECIDED, Struck.FRONT)],
    [(When.BY_HAND, Struck.BOOKS), (When.DECIDED, Struck.BROKER)],
    [(When.DECIDING, Struck.BROKER), (When.DECIDED, Struck.AGENT)],
    [(When.OPEN, Struck.AGENT)],
]
SEEN = "SELECT place, number, verdict, sensor, camera, still, votes FROM seen WHERE round_id = ?"
NAMED = "SELECT COUNT(*) FROM named_stills WHERE sha256 = ? AND round_id = ?"


@pytest.mark.slow
@pytest.mark.broker
@pytest.mark.timeout(240)
def test_kills_in_the_middle_of_disputes_pay_nothing_early_and_decide_each_once(tmp_path: Path) -> None:
    studio = LyingStudio(tmp_path / "studio", (LIED_TO,))
    try:
        studio.open()
        proved(studio, PLAN, Random(7))
    finally:
        studio.close()
        for name, lines in studio.children.troubles().items():
            print(f"--- {name} said:", *lines, sep="\n    ")


def proved(studio: LyingStudio, plan: list[list[Blow]], rng: Random) -> Figures:
    """Play the rounds of a plan; everything about them that must hold."""
    with closing(Strikes(studio, rng)) as strikes:
        for blows in plan:
            strikes.play(blows)
    found = prove(studio, Notebook(acknowledged=strikes.guest.acknowledged))
    each_ended_once(studio, strikes.rounds)
    disputes_are_kept(studio, strikes.rounds)
    return found


def each_ended_once(studio: LyingStudio, rounds: list[str]) -> None:
    ends = Counter(fact.data["round_id"] for kind in ENDS for fact in studio.facts(LIED_TO, kind))
    assert {round_id: ends[round_id] for round_id in rounds} == dict.fromkeys(rounds, 1)


def disputes_are_kept(studio: LyingStudio, rounds: list[str]) -> None:
    """Both values, both votes and the picture's hash stay with the round."""
    with closing(read_only(studio.folder.books)) as db:
        for round_id in rounds:
            [(place, number, verdict, sensor, camera, still, votes)] = db.execute(
                SEEN, (round_id,)
            ).fetchall()
            assert (place, number, verdict, sensor) == ("wheel", 1, "dispute", "17")
            assert camera not in (None, "17") and len(json.loads(votes)) == 2
            assert db.execute(NAMED, (still, round_id)).fetchone() == (1,)
