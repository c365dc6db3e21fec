"""Laps of disputes between a wheel and its lying camera, while parts die by chance; the books are proved after each lap."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path
from random import Random

from tests.scenarios.disputes import one_moment_a_round
from tests.scenarios.lying_camera import LIED_TO, LyingStudio
from tests.scenarios.test_disputes_die import proved


def lap(seed: int, rounds: int) -> str:
    """So many rounds, each disputed; what was found, in a line.

    Raises:
        AssertionError: with everything that is wrong.
    """
    rng = Random(seed)
    plan = one_moment_a_round(rng, rounds)
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(LyingStudio(Path(folder) / "studio", (LIED_TO,))) as studio,
    ):
        studio.open()
        found = proved(studio, plan, rng)
    return f"{rounds} disputes, {sum(map(len, plan))} kills in them: {found.line}"
