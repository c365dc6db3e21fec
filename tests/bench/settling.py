"""Settling all bets of one round, durably, against bare statements that write the same rows into a copy of the same books."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any

from edge_api.books.store import open_writer
from tests.bench.books_room import BooksRoom, books_room
from tests.bench.figures import Aim, Figure, median, spread
from tests.bench.processes import BenchFailed

PLAYERS, POCKET, STAKE_MINOR = 1000, "17", 100
ROUNDS = ((10_000, 3), (100_000, 1))
AT_MOST = 1.5

Row = tuple[Any, ...]


def bench_settling(folder: Path) -> list[Figure]:
    """Rounds of 10,000 bets, then one of 100,000."""
    room = books_room(folder / "settling")
    room.seat(PLAYERS)
    figures = []
    for bets, repetitions in ROUNDS:
        pairs = [_settle(room, bets, folder) for _ in range(repetitions)]
        ours, raw = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        name, aim = f"settle {bets:,} bets of one round, durable", (Aim.RATIO_AT_MOST, AT_MOST)
        figures.append(
            Figure(f"settle_{bets}", name, median(ours), "ms", median(raw), aim, spread(ours, "ms"))
        )
    room.turn.conn.close()
    return figures


def _settle(room: BooksRoom, bets: int, folder: Path) -> tuple[float, float]:
    """Milliseconds of ours and of the raw statements."""
    room.say(room.board.opened(600_000))
    room.bet(bets, PLAYERS)
    room.say(room.board.closed())
    copy = folder / "copy.db"
    with sqlite3.connect(copy) as target:
        room.turn.conn.backup(target)
    target.close()
    began = time.perf_counter()
    room.say(room.board.outcome(POCKET))
    ours = (time.perf_counter() - began) * 1e3
    rows = _rows(room.turn.conn, room.board.round_id)
    _check(rows, bets)
    return ours, _raw(copy, rows)


def _rows(conn: sqlite3.Connection, round_id: str) -> dict[str, list[Row]]:
    """What the settlement wrote, as parameters of the raw statements."""
    number = conn.execute("SELECT round_no FROM rounds WHERE round_id = ?", (round_id,)).fetchone()[0]
    settled = conn.execute(
        "SELECT * FROM transactions WHERE kind = 'settle' AND ref = ?", (round_id,)
    ).fetchall()
    postings = conn.execute("SELECT * FROM postings WHERE tx_no = ?", (settled[0][0],)).fetchall()
    of_round = (
        "FROM bets JOIN placements p USING (placement_no) WHERE p.round_no = ? ORDER BY placement_no, line"
    )
    return {
        "bets": conn.execute(
            f"SELECT bets.returned, bets.ended_tx, placement_no, line {of_round}", (number,)
        ).fetchall(),
        "placements": conn.execute(
            "SELECT status, returned, placement_no FROM placements WHERE round_no = ?", (number,)
        ).fetchall(),
        "bank": conn.execute(
            "SELECT account_no, name, kind, currency FROM accounts WHERE kind = 'bank'"
        ).fetchall(),
        "transactions": settled,
        "postings": postings,
        "moves": [(amount, account) for _, account, amount in postings],
        "rounds": conn.execute(
            "SELECT phase, outcome, decided, returned, ended_utc_ns, round_no FROM rounds WHERE round_no = ?",
            (number,),
        ).fetchall(),
    }


def _check(rows: dict[str, list[Row]], bets: int) -> None:
    """Every bet is settled, winners got 36 times their stake, and the money adds up."""
    winners = sum(1 for number in range(bets) if str(number % 37) == POCKET)
    paid = sum(row[0] for row in rows["bets"])
    balanced = sum(row[2] for row in rows["postings"]) == 0
    if len(rows["bets"]) != bets or paid != winners * 36 * STAKE_MINOR or not balanced:
        raise BenchFailed(f"{len(rows['bets'])} of {bets} bets settled, {paid} paid, balanced: {balanced}")


def _raw(copy: Path, rows: dict[str, list[Row]]) -> float:
    writer = open_writer(copy)
    writer.executemany(
        "INSERT OR IGNORE INTO accounts (account_no, name, kind, currency) VALUES (?, ?, ?, ?)", rows["bank"]
    )
    began = time.perf_counter()
    writer.execute("BEGIN IMMEDIATE")
    writer.executemany(
        "UPDATE bets SET returned = ?, ended_tx = ? WHERE placement_no = ? AND line = ?", rows["bets"]
    )
    writer.executemany(
        "UPDATE placements SET status = ?, returned = ? WHERE placement_no = ?", rows["placements"]
    )
    writer.executemany("INSERT INTO transactions VALUES (?, ?, ?, ?, ?)", rows["transactions"])
    writer.executemany("INSERT INTO postings VALUES (?, ?, ?)", rows["postings"])
    writer.executemany("UPDATE accounts SET balance = balance + ? WHERE account_no = ?", rows["moves"])
    writer.executemany(
        "UPDATE rounds SET phase = ?, outcome = ?, decided = ?, returned = ?, ended_utc_ns = ? WHERE round_no = ?",
        rows["rounds"],
    )
    writer.execute("COMMIT")
    took = (time.perf_counter() - began) * 1e3
    written = writer.execute("SELECT COUNT(*) FROM bets WHERE returned IS NOT NULL").fetchone()[0]
    writer.close()
    for part in copy.parent.glob(copy.name + "*"):
        part.unlink()
    if written < len(rows["bets"]):
        raise BenchFailed(f"raw: {written} bets written")
    return took
