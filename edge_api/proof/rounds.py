"""Rounds that ended: paid ones return what their signed outcome says, void ones return every stake once, and none did both."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from edge_api.proof.resettle import Resettlement, paid_rounds


def paid_as_due(conn: sqlite3.Connection) -> Iterator[str]:
    """Every settled round, settled again."""
    again = Resettlement(conn)
    for paid in paid_rounds(conn):
        yield from again.differences(paid)


def void_returned_once(conn: sqlite3.Connection) -> Iterator[str]:
    """A void round's one transaction returns each player's stakes; its placements say the same."""
    rows = conn.execute(
        "WITH due AS (SELECT l.round_no, y.account_no, SUM(l.staked) AS amount, SUM(l.returned) AS returned FROM placements l"
        "   JOIN players y USING (player_no) JOIN rounds r USING (round_no) WHERE l.status = 'voided' AND r.phase = 'cancelled' GROUP BY 1, 2"
        "   HAVING SUM(l.staked) > 0 OR SUM(l.returned) > 0),"
        " given AS (SELECT r.round_no, p.account_no, p.amount FROM rounds r JOIN transactions t ON t.kind = 'void' AND t.ref = r.round_id"
        "   JOIN postings p USING (tx_no) JOIN accounts a USING (account_no) WHERE a.kind = 'player')"
        " SELECT round_no FROM due LEFT JOIN given USING (round_no, account_no)"
        "   WHERE given.amount IS NOT due.amount OR due.returned <> due.amount"
        " UNION SELECT round_no FROM given LEFT JOIN due USING (round_no, account_no) WHERE due.amount IS NULL"
    )
    yield from (
        f"round number {number}: void, but its stakes did not go back exactly once" for (number,) in rows
    )


def ended_once(conn: sqlite3.Connection) -> Iterator[str]:
    """A round is settled or void, never both; its transactions and totals fit its end."""
    rows = conn.execute(
        "SELECT r.round_id, r.phase, COUNT(t.tx_no) FROM rounds r JOIN transactions t ON t.ref = r.round_id"
        " AND t.kind IN ('settle', 'void') WHERE t.kind <> CASE r.phase WHEN 'settled' THEN 'settle' WHEN 'cancelled' THEN 'void' ELSE '' END"
        " OR t.round_no <> r.round_no GROUP BY 1, 2"
    )
    yield from (f"round {name}: it is {phase}, but the ledger ended it otherwise" for name, phase, _ in rows)
    rows = conn.execute(
        "SELECT t.ref FROM transactions t LEFT JOIN rounds r ON r.round_id = t.ref"
        " WHERE t.kind IN ('settle', 'void') AND r.round_id IS NULL"
    )
    yield from (f"round {name}: the ledger knows it, the rounds do not" for (name,) in rows)
    rows = conn.execute(
        "SELECT r.round_id FROM rounds r LEFT JOIN (SELECT round_no, COUNT(*) AS n, SUM(staked) AS s FROM placements l"
        "   WHERE status IN ('accepted', 'settled', 'voided') OR (status = 'cancelled' AND EXISTS"
        "     (SELECT 1 FROM transactions t WHERE t.kind = 'take_down' AND t.ref = CAST(l.placement_no AS TEXT))) GROUP BY 1) l USING (round_no)"
        " LEFT JOIN (SELECT t.ref AS round_id, SUM(b.stake + b.charge) AS d, SUM(b.returned) AS b FROM bets b"
        "   JOIN transactions t ON t.tx_no = b.ended_tx WHERE t.kind IN ('settle', 'void') GROUP BY 1) e USING (round_id)"
        " WHERE r.placements <> COALESCE(l.n, 0) OR r.staked <> COALESCE(l.s, 0)"
        " OR r.decided <> COALESCE(e.d, 0) OR r.returned <> COALESCE(e.b, 0)"
        " OR (r.ended_utc_ns IS NULL) <> (r.phase NOT IN ('settled', 'cancelled', 'corrected'))"
    )
    yield from (f"round {name}: its totals or its end do not fit its bets" for (name,) in rows)
