"""How bets ended: each by one transaction of a kind that may end it, which moves exactly the stakes and returns of the bets that it ended."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator


def ended_by_one(conn: sqlite3.Connection) -> Iterator[str]:
    """A bet that has returned something, or nothing, names the transaction that ended it; it is one that may end this bet."""
    rows = conn.execute(
        "SELECT b.placement_no, b.line FROM bets b JOIN placements l USING (placement_no) JOIN rounds r USING (round_no)"
        " LEFT JOIN transactions t ON t.tx_no = b.ended_tx LEFT JOIN rounds e ON e.round_no = t.round_no"
        " WHERE (b.returned IS NULL) <> (b.ended_tx IS NULL) OR (b.ended_tx IS NOT NULL AND NOT COALESCE(CASE t.kind"
        "   WHEN 'settle' THEN e.table_id = r.table_id AND e.currency = r.currency AND t.ref = e.round_id AND e.round_no >= r.round_no"
        "   WHEN 'void' THEN e.round_no = r.round_no AND t.ref = r.round_id"
        "   WHEN 'cancel' THEN e.round_no = r.round_no AND t.ref = CAST(l.placement_no AS TEXT)"
        "   WHEN 'late' THEN e.round_no = r.round_no AND t.ref = CAST(l.placement_no AS TEXT)"
        "   WHEN 'take_down' THEN e.table_id = r.table_id AND e.round_no > r.round_no AND t.ref = CAST(l.placement_no AS TEXT)"
        "   WHEN 'return' THEN e.table_id = r.table_id AND e.round_no >= r.round_no AND t.ref = r.round_id END, 0))"
    )
    yield from (f"bet {number}/{line}: what ended it may not have done so" for number, line in rows)


def given_back_whole(conn: sqlite3.Connection) -> Iterator[str]:
    """A bet that nothing decided came back with its whole stake and its commission."""
    rows = conn.execute(
        "SELECT b.placement_no, b.line FROM bets b JOIN transactions t ON t.tx_no = b.ended_tx"
        " WHERE t.kind <> 'settle' AND b.returned IS NOT b.stake + b.charge"
    )
    yield from (f"bet {number}/{line}: it was not given back whole" for number, line in rows)


def moved_as_ended(conn: sqlite3.Connection) -> Iterator[str]:
    """Each transaction that ends bets takes their stakes off the table and gives each player what that player's bets returned."""
    rows = conn.execute(
        "WITH due AS (SELECT b.ended_tx AS tx_no, y.account_no, SUM(b.returned) AS amount FROM bets b"
        "   JOIN placements l USING (placement_no) JOIN players y USING (player_no) WHERE b.ended_tx IS NOT NULL GROUP BY 1, 2"
        "  UNION ALL SELECT b.ended_tx, a.account_no, -SUM(b.stake + b.charge) FROM bets b"
        "   JOIN placements l USING (placement_no) JOIN rounds r USING (round_no)"
        "   JOIN accounts a ON a.name = 'stakes:' || r.table_id || ':' || r.currency WHERE b.ended_tx IS NOT NULL GROUP BY 1, 2),"
        " given AS (SELECT t.tx_no, p.account_no, p.amount FROM transactions t JOIN postings p USING (tx_no) JOIN accounts a USING (account_no)"
        "   WHERE t.kind IN ('settle', 'void', 'cancel', 'late', 'take_down', 'return') AND a.kind IN ('player', 'stakes'))"
        " SELECT tx_no FROM due LEFT JOIN given USING (tx_no, account_no) WHERE COALESCE(given.amount, 0) <> due.amount"
        " UNION SELECT tx_no FROM given LEFT JOIN due USING (tx_no, account_no) WHERE due.amount IS NULL"
    )
    yield from (
        f"transaction {tx}: it did not move what the bets that it ended had at stake and returned"
        for (tx,) in rows
    )


def carried_as_open(conn: sqlite3.Connection) -> Iterator[str]:
    """The list of bets that stay is that of the bets in settled rounds that have not ended."""
    stay = (
        "SELECT r.table_id, l.player_no, b.placement_no, b.line, r.round_no FROM bets b JOIN placements l USING (placement_no)"
        " JOIN rounds r USING (round_no) WHERE b.ended_tx IS NULL AND r.phase IN ('settled', 'corrected')"
    )
    listed = "SELECT table_id, player_no, placement_no, line, round_no FROM carried_bets"
    rows = conn.execute(
        f"SELECT placement_no, line FROM (SELECT * FROM ({stay}) EXCEPT {listed})"  # noqa: S608
        f" UNION SELECT placement_no, line FROM (SELECT * FROM ({listed}) EXCEPT {stay})"
    )
    yield from (f"bet {number}/{line}: whether it stays is not listed right" for number, line in rows)
