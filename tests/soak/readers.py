"""Laps of rounds at line readers, each with one fault of reader or line by chance: paid as what lies there demands, or given back."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from random import Random

from hardware.sim.demo.notebook import Notebook
from hardware.sim.reader.faults import THROWN_ONLY, ReaderFault
from hardware.sim.wire import LineFault
from tests.scenarios.floor_plan import CARDS, DICE, FELT, SEGMENTS
from tests.scenarios.proof import prove
from tests.scenarios.readers import ReaderTable, play, reader_tables
from tests.scenarios.test_reader_faults import dragon_wins, four_in_all, ten_doubled

FAULTS = tuple(fault for fault in ReaderFault if fault is not ReaderFault.FOREIGN)


def lap(seed: int, rounds: int) -> str:
    """So many rounds at three tables at once; what was found, in a line.

    Raises:
        AssertionError: with everything that is wrong.
    """
    rng, ends = Random(seed), Counter[str]()
    plans = (CARDS, dragon_wins), (DICE, four_in_all), (SEGMENTS, ten_doubled)
    with tempfile.TemporaryDirectory() as folder, reader_tables(Path(folder), *plans) as tables:
        for _ in range(rounds):
            found = play(tables, lambda table: strike(table, rng))
            ends.update(f"{game}: {end.how} {end.cause}".strip() for game, end in found.items())
        acknowledged = {
            bet: staked for table in tables for bet, staked in table.at.guest.acknowledged.items()
        }
        figures = prove(tables[0].at.studio, Notebook(acknowledged=acknowledged))
    return f"{dict(sorted(ends.items()))}: {figures.line}"


def strike(table: ReaderTable, rng: Random) -> None:
    """One fault or none; at the cards of the first reader or of the second."""
    device = FELT if table.table is CARDS and rng.random() < 0.3 else None
    if rng.random() < 0.6:
        table.order(device, do="noise", noise=rng.choice(tuple(LineFault)).value, times=rng.randint(1, 3))
        return
    fault = rng.choice(FAULTS)
    if not (table.table is CARDS and fault in THROWN_ONLY):
        table.order(device, do="fault", fault=fault.value)
