"""The raw limit of the books: the same rows into the same schema with the same settings, in the same groups, by bare statements."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edge_api.books.store import open_writer

Row = tuple[Any, ...]
STANDING = ("rule_sets", "accounts", "players", "rounds")
"""Tables whose rows were there before the bets."""


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one commit."""

    transactions: list[Row]
    postings: list[Row]
    moves: list[Row]
    placements: list[Row]
    bets: list[Row]
    audit: list[Row]

    @property
    def size(self) -> int:
        return len(self.placements)


def groups_of(books: Path, first_no: int, last_no: int) -> list[Group]:
    """The accepted placements ``first_no..last_no`` as they were grouped into commits (the table ``commits``)."""
    source = sqlite3.connect(f"{books.as_uri()}?mode=ro", uri=True)
    spans = source.execute(
        "SELECT first_no, last_no FROM commits WHERE first_no >= ? AND last_no <= ? ORDER BY first_no",
        (first_no, last_no),
    ).fetchall()
    audits = source.execute(
        "SELECT * FROM audit WHERE kind = 'commit' AND body LIKE '%[\"bets\",%' ORDER BY audit_no"
    ).fetchall()
    by_first = {int(row[6].split('["bets",')[1].split(",")[0]): row for row in audits}
    groups = [_group(source, first, last, by_first[first]) for first, last in spans if first in by_first]
    source.close()
    return groups


def _group(source: sqlite3.Connection, first: int, last: int, audit: Row) -> Group:
    span = (first, last)
    transactions = source.execute(
        "SELECT t.* FROM placements p JOIN transactions t ON t.kind = 'bet' AND t.ref = CAST(p.placement_no AS TEXT)"
        " WHERE p.placement_no BETWEEN ? AND ? ORDER BY t.tx_no",
        span,
    ).fetchall()
    postings = source.execute(
        "SELECT * FROM postings WHERE tx_no BETWEEN ? AND ? ORDER BY tx_no",
        (transactions[0][0], transactions[-1][0]),
    ).fetchall()
    moved: dict[int, int] = {}
    for _, account, amount in postings:
        moved[account] = moved.get(account, 0) + amount
    return Group(
        transactions,
        postings,
        [(amount, account) for account, amount in moved.items()],
        source.execute("SELECT * FROM placements WHERE placement_no BETWEEN ? AND ?", span).fetchall(),
        source.execute("SELECT * FROM bets WHERE placement_no BETWEEN ? AND ?", span).fetchall(),
        [audit],
    )


def fresh_books(source: Path, target: Path) -> sqlite3.Connection:
    """The same schema and settings, with the standing rows of ``source`` and every purse as full as it was at first."""
    writer = open_writer(target)
    writer.execute("ATTACH DATABASE ? AS old", (str(source),))
    writer.execute("PRAGMA foreign_keys = OFF")
    for table in STANDING:
        writer.execute(f"INSERT INTO {table} SELECT * FROM old.{table}")
    writer.execute("UPDATE accounts SET balance = 1000000000000 WHERE kind IN ('player', 'stakes')")
    writer.execute("DETACH DATABASE old")
    writer.execute("PRAGMA foreign_keys = ON")
    return writer


def insert_raw(writer: sqlite3.Connection, groups: Sequence[Group]) -> float:
    """Write every group with a commit of its own; the seconds it took."""
    began = time.perf_counter()
    for group in groups:
        _insert(writer, group)
    return time.perf_counter() - began


def _insert(writer: sqlite3.Connection, group: Group) -> None:
    writer.execute("BEGIN IMMEDIATE")
    _insert_into(writer, "transactions", group.transactions)
    _insert_into(writer, "postings", group.postings)
    writer.executemany("UPDATE accounts SET balance = balance + ? WHERE account_no = ?", group.moves)
    _insert_into(writer, "placements", group.placements)
    _insert_into(writer, "bets", group.bets)
    first = group.placements[0]
    writer.execute(
        "UPDATE rounds SET placements = placements + ?, staked = staked + ? WHERE round_no = ?",
        (group.size, 1, first[3]),
    )
    _insert_into(writer, "audit", group.audit)
    writer.execute("INSERT INTO commits VALUES (?, ?, ?)", (first[0], group.placements[-1][0], 0))
    writer.execute("COMMIT")


def _insert_into(writer: sqlite3.Connection, table: str, rows: Sequence[Row]) -> None:
    """Whole rows, as wide as the table has become."""
    places = ", ".join("?" * len(rows[0]))
    writer.executemany(f"INSERT INTO {table} VALUES ({places})", rows)
