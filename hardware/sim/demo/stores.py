"""What the demo measures in the stores themselves: the edge's books and the boards' outboxes, read with SQL of our own."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from hardware.sim.demo.floor_plan import TABLES
from hardware.sim.demo.folder import DemoFolder

ROUNDS = "SELECT game, ended_utc_ns FROM rounds WHERE phase = 'settled' ORDER BY ended_utc_ns"
ACCEPTED = "SELECT bet_id, staked, status FROM placements WHERE status <> 'late'"
TAKEN_BACK = """
SELECT p.bet_id, p.staked, p.status FROM placements AS p JOIN rounds AS r USING (round_no)
WHERE p.status = 'late' AND p.returned = p.staked AND (r.evidence_mono_ns IS NOT NULL OR r.close_cause = 'edge_restarted')
"""
LATE = """
SELECT COUNT(*) FROM placements AS p JOIN rounds AS r USING (round_no)
WHERE p.status IN ('accepted', 'settled') AND p.accepted_mono_ns >= COALESCE(p.deadline_mono_ns, MIN(
  r.deadline_mono_ns, COALESCE(r.closed_mono_ns, r.deadline_mono_ns), COALESCE(r.evidence_mono_ns, r.deadline_mono_ns)
))
"""
REFUSED = "SELECT COUNT(*) FROM refused_bets"
UNBALANCED = """
SELECT COALESCE(SUM(ABS(off)), 0) FROM (
  SELECT SUM(amount) AS off FROM postings GROUP BY tx_no
  UNION ALL SELECT SUM(p.amount) FROM postings AS p JOIN accounts AS a USING (account_no) GROUP BY a.currency
  UNION ALL SELECT a.balance - COALESCE((SELECT SUM(p.amount) FROM postings AS p WHERE p.account_no = a.account_no), 0) FROM accounts AS a
  UNION ALL SELECT r.staked - r.returned + COALESCE((
      SELECT SUM(p.amount) FROM postings AS p JOIN transactions AS t USING (tx_no) JOIN accounts AS a USING (account_no)
      WHERE t.round_no = r.round_no AND t.kind NOT IN ('take_down', 'return') AND a.kind = 'player'), 0)
    FROM rounds AS r WHERE r.phase = 'settled'
)
"""
UNFINISHED = "SELECT COUNT(*) FROM rounds WHERE ended_utc_ns IS NULL AND (? IS NULL OR round_no <= ?)"


@dataclass(frozen=True, slots=True)
class BooksFigures:
    """The money side. ``taken_back``: bets whose stake went back because the outcome had begun to show before they were on disk, or
    because the edge died in the window, before it had noted when they were."""

    settled: tuple[tuple[str, int], ...]
    accepted: dict[str, int]
    taken_back: dict[str, int]
    late: int
    refused: int
    imbalance_minor: int


def read_only(path: Path) -> sqlite3.Connection:
    """A connection that can't change what it measures."""
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5.0)


def books_figures(books: Path) -> BooksFigures:
    """Everything that the edge's books say of the run."""
    with closing(read_only(books)) as db:
        return BooksFigures(
            settled=tuple(db.execute(ROUNDS)),
            accepted={bet_id: staked for bet_id, staked, _ in db.execute(ACCEPTED)},
            taken_back={bet_id: staked for bet_id, staked, _ in db.execute(TAKEN_BACK)},
            late=_number(db, LATE),
            refused=_number(db, REFUSED),
            imbalance_minor=_number(db, UNBALANCED),
        )


def last_round(books: Path) -> int:
    """The newest round's number; 0 before the first."""
    with closing(read_only(books)) as db:
        return _number(db, "SELECT COALESCE(MAX(round_no), 0) FROM rounds")


def unfinished(books: Path, upto: int) -> int:
    """How many rounds up to this number have not ended."""
    with closing(read_only(books)) as db:
        return int(db.execute(UNFINISHED, (upto, upto)).fetchone()[0])


def facts_sent(folder: DemoFolder) -> set[str]:
    """Every fact that a board has numbered, as ``table:epoch:seq``. The agents must have ended: an outbox has one reader."""
    return {fact for table in TABLES for fact in _numbered(table.id, folder.outbox(table) / "outbox.db")}


def _numbered(table: str, outbox: Path) -> list[str]:
    """From the newest fact on disk: its own number says how many there were before it."""
    with closing(sqlite3.connect(outbox)) as db:
        row = db.execute("SELECT payload FROM fact WHERE seq > 0 ORDER BY seq DESC LIMIT 1").fetchone()
    if row is None:
        return []
    event = json.loads(row[0])
    return [f"{table}:{event['epoch']}:{seq}" for seq in range(1, int(event["seq"]) + 1)]


def _number(db: sqlite3.Connection, query: str) -> int:
    return int(db.execute(query).fetchone()[0])
