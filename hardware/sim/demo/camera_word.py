"""What the demo's cameras said and what became of it, read from the edge's books with SQL of our own; and which rounds were filmed with a lie."""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_right
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

VERDICTS = "SELECT table_id, verdict, COUNT(*) FROM seen GROUP BY table_id, verdict"
ROUNDS = "SELECT opened_mono_ns, round_id, phase FROM rounds WHERE table_id = ? ORDER BY opened_mono_ns"
DISPUTED = "SELECT DISTINCT round_id FROM seen WHERE verdict = 'dispute'"
PICTURES = "SELECT DISTINCT sha256 FROM named_stills"


@dataclass(frozen=True, slots=True)
class CameraWord:
    """``tables``: which have a camera. ``verdicts``: table -> how many positions came to what. ``lied``: rounds whose picture was a lie; ``lied_paid`` those
    of them that were paid."""

    verdicts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    disputed: frozenset[str] = frozenset()
    lied: frozenset[str] = frozenset()
    lied_paid: frozenset[str] = frozenset()
    tables: tuple[str, ...] = ()

    def count(self, verdict: str) -> int:
        """Over all tables."""
        return sum(found.get(verdict, 0) for found in self.verdicts.values())

    def words(self, table: str) -> str:
        """For the evening's last lines."""
        found = self.verdicts.get(table, {})
        return (
            ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in sorted(found.items()))
            or "nothing"
        )


def camera_word(books: Path, lies: Mapping[str, Path]) -> CameraWord:
    """``lies``: table -> where its camera noted that it lied; what no round was running for counts for none."""
    with closing(sqlite3.connect(f"file:{books}?mode=ro", uri=True, timeout=5.0)) as db:
        verdicts: dict[str, dict[str, int]] = {}
        for table, verdict, count in db.execute(VERDICTS):
            verdicts.setdefault(table, {})[verdict] = count
        told = {table: _lied(db, table, path) for table, path in lies.items()}
        disputed = frozenset(round_id for (round_id,) in db.execute(DISPUTED))
    phases = {round_id: phase for rounds in told.values() for round_id, phase in rounds.items()}
    paid = frozenset(round_id for round_id, phase in phases.items() if phase == "settled")
    return CameraWord(verdicts, disputed, frozenset(phases), paid, tuple(lies))


def _lied(db: sqlite3.Connection, table: str, notes: Path) -> dict[str, str]:
    """Round -> how it ended, of those in which the camera lied. Everything runs on one machine: the stamps are of one clock."""
    rounds = list(db.execute(ROUNDS, (table,)))
    opened = [opened_ns for opened_ns, _, _ in rounds]
    found = {}
    for line in notes.read_text(encoding="utf-8").splitlines() if notes.exists() else ():
        place = bisect_right(opened, int(json.loads(line)["at_ns"])) - 1
        if place >= 0:
            _, round_id, phase = rounds[place]
            found[round_id] = phase
    return found
