"""What a board costs: memory, CPU and bytes to its disk, for a roulette and a baccarat table playing on simulated devices, then waiting."""

from __future__ import annotations

import contextlib
import io
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from hardware.sim.demo.children import ChildDied
from hardware.sim.demo.floor_plan import BACCARAT, ROULETTE, DemoTable
from hardware.sim.demo.folder import DemoFolder
from hardware.sim.demo.registry import CommandFailed
from hardware.sim.demo.studio import Studio
from tests.bench.figures import Aim, Figure
from tests.bench.processes import BenchFailed, Cost, await_true, cost, resident_mb

PLAY_S, IDLE_S, LAST_ROUND_S = 30.0, 10.0, 30.0
LEAST_ROUNDS = 2
TABLES = (ROULETTE, BACCARAT)
ENDED = "phase IN ('settled', 'cancelled', 'corrected')"


@dataclass(frozen=True, slots=True)
class Spell:
    """What a board used over some seconds, and the rounds that ended and the facts that came meanwhile."""

    seconds: float
    used: Cost
    rounds: int
    facts: int


def bench_boards(folder: Path) -> list[Figure]:
    """Both boards at once: their simulated devices, the edge and the broker are processes of their own."""
    studio = Studio(DemoFolder(folder / "studio"), lambda _: None)
    try:
        _start(studio)
        await_true(lambda: all(_rounds(studio, table) for table in TABLES), "a first round at each table", 40)
        playing = _spells(studio, PLAY_S)
        studio.last_round()
        await_true(lambda: not _unfinished(studio), "the last rounds to end", LAST_ROUND_S)
        idle = _spells(studio, IDLE_S)
        return [
            figure
            for table in TABLES
            for figure in _figures(studio, table, playing[table.id], idle[table.id])
        ]
    finally:
        studio.stop()


def _start(studio: Studio) -> None:
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            studio.start()
    except (ChildDied, CommandFailed) as failure:
        told = [f"{name}: {line}" for name, lines in studio.children.troubles().items() for line in lines]
        raise BenchFailed("\n".join([f"the studio did not start: {failure}", *told])) from failure


def _figures(studio: Studio, table: DemoTable, playing: Spell, idle: Spell) -> list[Figure]:
    if playing.rounds < LEAST_ROUNDS:
        raise BenchFailed(f"{table.id}: only {playing.rounds} rounds in {playing.seconds:.0f} s")
    busy = 100 * playing.used.cpu_s / playing.seconds
    facts = _facts_a_round(studio, table)
    kb_a_fact = playing.used.written_bytes / playing.facts / 1000
    return [
        Figure(f"rss_{table.game}", f"{table.game} board: memory", resident_mb(_pid(studio, table)), "MB", None, (Aim.AT_MOST, 60)),
        Figure(f"cpu_{table.game}", f"{table.game} board: CPU, waiting", 100 * idle.used.cpu_s / idle.seconds, "%", None,
               (Aim.AT_MOST, 2), f"over {idle.seconds:.0f} s"),
        Figure(f"cpu_playing_{table.game}", f"{table.game} board: CPU, playing", busy, "%", None, None,
               f"{playing.rounds} rounds in {playing.seconds:.0f} s"),
        Figure(f"disk_{table.game}", f"{table.game} board: to its disk a round", kb_a_fact * facts, "kB", None, (Aim.AT_MOST, 40),
               f"{facts:.1f} facts a round, {kb_a_fact:.1f} kB each"),
    ]  # fmt: skip


def _spells(studio: Studio, seconds: float) -> dict[str, Spell]:
    before = {table.id: _so_far(studio, table) for table in TABLES}
    began = time.monotonic()
    time.sleep(seconds)
    took = time.monotonic() - began
    return {table.id: _between(before[table.id], _so_far(studio, table), took) for table in TABLES}


def _so_far(studio: Studio, table: DemoTable) -> Spell:
    facts = _number(studio, "SELECT COUNT(*) FROM inbox WHERE table_id = ?", table.id)
    return Spell(0.0, cost(_pid(studio, table)), _rounds(studio, table), facts)


def _between(was: Spell, now: Spell, seconds: float) -> Spell:
    used = Cost(now.used.cpu_s - was.used.cpu_s, now.used.written_bytes - was.used.written_bytes)
    return Spell(seconds, used, now.rounds - was.rounds, now.facts - was.facts)


def _pid(studio: Studio, table: DemoTable) -> int:
    return studio.children.named(table.id).process.pid


def _rounds(studio: Studio, table: DemoTable) -> int:
    """Rounds of the table that have ended, in the edge's books."""
    return _number(studio, f"SELECT COUNT(*) FROM rounds WHERE table_id = ? AND {ENDED}", table.id)


def _unfinished(studio: Studio) -> int:
    return _number(studio, f"SELECT COUNT(*) FROM rounds WHERE NOT {ENDED}")


def _facts_a_round(studio: Studio, table: DemoTable) -> float:
    facts = _number(
        studio, "SELECT COUNT(*) FROM inbox WHERE table_id = ? AND round_id IS NOT NULL", table.id
    )
    return facts / _number(studio, "SELECT COUNT(*) FROM rounds WHERE table_id = ?", table.id)


def _number(studio: Studio, sql: str, *values: str) -> int:
    books = sqlite3.connect(f"{studio.folder.books.as_uri()}?mode=ro", uri=True)
    try:
        return int(books.execute(sql, values).fetchone()[0])
    finally:
        books.close()
