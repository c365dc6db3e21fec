"""The ledger's own invariants: balanced, complete, never overdrawn, and caches that tell the truth."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator


def balanced(conn: sqlite3.Connection) -> Iterator[str]:
    """Each transaction's postings sum to zero in one currency, and so does the whole ledger."""
    rows = conn.execute("SELECT tx_no, SUM(amount) FROM postings GROUP BY tx_no HAVING SUM(amount) <> 0")
    yield from (f"transaction {tx}: its postings sum to {off}, not to 0" for tx, off in rows)
    rows = conn.execute(
        "SELECT p.tx_no FROM postings p JOIN accounts a USING (account_no) GROUP BY p.tx_no HAVING COUNT(DISTINCT a.currency) > 1"
    )
    yield from (f"transaction {tx}: it mixes currencies" for (tx,) in rows)
    rows = conn.execute(
        "SELECT a.currency, SUM(p.amount) FROM postings p JOIN accounts a USING (account_no) GROUP BY a.currency"
        " HAVING SUM(p.amount) <> 0"
    )
    yield from (f"ledger: {currency} sums to {off}, not to 0" for currency, off in rows)


def complete(conn: sqlite3.Connection) -> Iterator[str]:
    """Transactions are numbered without holes, each has postings, each posting belongs somewhere, each reference acts once."""
    count, last = conn.execute("SELECT COUNT(*), COALESCE(MAX(tx_no), 0) FROM transactions").fetchone()
    if count != last:
        yield f"transactions: {last - count} of {last} numbers are missing"
    rows = conn.execute("SELECT tx_no FROM transactions EXCEPT SELECT tx_no FROM postings")
    yield from (f"transaction {tx}: it has no postings" for (tx,) in rows)
    rows = conn.execute("SELECT DISTINCT tx_no FROM postings EXCEPT SELECT tx_no FROM transactions")
    yield from (f"postings of transaction {tx}: there is no such transaction" for (tx,) in rows)
    rows = conn.execute(
        "SELECT kind, ref, COUNT(*) FROM transactions NOT INDEXED GROUP BY kind, ref HAVING COUNT(*) > 1"
    )
    yield from (f"{kind} {ref}: it acted {times} times" for kind, ref, times in rows)


SHAPES = {
    "bet": (1, 1, 0, 0),
    "cancel": (1, 1, 0, 0),
    "late": (1, 1, 0, 0),
    "deposit": (1, 0, 0, 1),
    "withdraw": (1, 0, 0, 1),
    "void": (None, 1, 0, 0),
    "take_down": (1, 1, 0, 0),
    "return": (None, 1, 0, 0),
    "settle": (None, 1, None, 0),
}
"""How many accounts of players, stakes, banks and clearing a transaction of each kind moves; None: it depends on the round."""


def shapes(conn: sqlite3.Connection) -> Iterator[str]:
    """Each transaction is of a known kind and moves only the accounts that its kind may move."""
    rows = conn.execute(
        "SELECT t.tx_no, t.kind, SUM(a.kind = 'player'), SUM(a.kind = 'stakes'), SUM(a.kind = 'bank'), SUM(a.kind = 'clearing')"
        " FROM transactions t JOIN postings p USING (tx_no) JOIN accounts a USING (account_no) GROUP BY t.tx_no"
    )
    for tx, kind, *counted in rows:
        shape = SHAPES.get(kind)
        if shape is None:
            yield f"transaction {tx}: there is no kind {kind!r}"
        elif any(may is not None and may != found for may, found in zip(shape, counted, strict=True)):
            yield f"transaction {tx}: a {kind} may not move these accounts"


def caches(conn: sqlite3.Connection) -> Iterator[str]:
    """Every cached balance equals the sum of its postings."""
    rows = conn.execute(
        "SELECT a.name, a.balance, COALESCE(s.total, 0) FROM accounts a"
        " LEFT JOIN (SELECT account_no, SUM(amount) AS total FROM postings GROUP BY account_no) s USING (account_no)"
        " WHERE a.balance <> COALESCE(s.total, 0)"
    )
    yield from (f"account {name}: cached {cached}, posted {posted}" for name, cached, posted in rows)


def never_overdrawn(conn: sqlite3.Connection) -> Iterator[str]:
    """No player and no held stakes were ever below zero, after any transaction."""
    rows = conn.execute(
        "SELECT name, MIN(running) FROM (SELECT a.name, SUM(p.amount) OVER (PARTITION BY p.account_no ORDER BY p.tx_no) AS running"
        "  FROM postings p JOIN accounts a USING (account_no) WHERE a.kind IN ('player', 'stakes'))"
        " GROUP BY name HAVING MIN(running) < 0"
    )
    yield from (f"account {name}: it was at {lowest}" for name, lowest in rows)


def transfers(conn: sqlite3.Connection) -> Iterator[str]:
    """Each deposit and withdrawal is one transaction of that amount, and each such transaction is a transfer."""
    rows = conn.execute(
        "SELECT t.operator || '/' || t.transfer_id FROM transfers t JOIN players y USING (player_no)"
        " LEFT JOIN transactions x ON x.tx_no = t.tx_no AND x.kind = t.kind AND x.ref = t.operator || '/' || t.transfer_id"
        " LEFT JOIN postings p ON p.tx_no = x.tx_no AND p.account_no = y.account_no"
        " LEFT JOIN accounts a ON a.name = 'clearing:' || t.operator || ':' || t.currency"
        " LEFT JOIN postings c ON c.tx_no = x.tx_no AND c.account_no = a.account_no"
        " WHERE p.amount IS NOT CASE t.kind WHEN 'deposit' THEN t.amount ELSE -t.amount END OR c.amount IS NOT -p.amount"
    )
    yield from (f"transfer {name}: the ledger does not say the same" for (name,) in rows)
    rows = conn.execute(
        "SELECT tx_no FROM transactions WHERE kind IN ('deposit', 'withdraw') EXCEPT SELECT tx_no FROM transfers"
    )
    yield from (f"transaction {tx}: money from outside without a transfer" for (tx,) in rows)
