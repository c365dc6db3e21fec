"""Placements against the ledger: each debited once, each returned at most once, each in time, each with the content that was hashed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import groupby

from edge_api.betting.digest import decision_digest, placement_digest


def debited_once(conn: sqlite3.Connection) -> Iterator[str]:
    """Each placement is one debit of its stake into held stakes, if it has any, and each such debit is a placement."""
    count, last = conn.execute("SELECT COUNT(*), COALESCE(MAX(placement_no), 0) FROM placements").fetchone()
    if count != last:
        yield f"placements: {last - count} of {last} numbers are missing"
    rows = conn.execute(
        "SELECT l.placement_no FROM placements l JOIN players y USING (player_no) JOIN rounds r USING (round_no)"
        " LEFT JOIN transactions x ON x.kind = 'bet' AND x.ref = CAST(l.placement_no AS TEXT) AND x.round_no = l.round_no"
        " LEFT JOIN postings d ON d.tx_no = x.tx_no AND d.account_no = y.account_no"
        " LEFT JOIN accounts a ON a.name = 'stakes:' || r.table_id || ':' || r.currency"
        " LEFT JOIN postings s ON s.tx_no = x.tx_no AND s.account_no = a.account_no"
        " WHERE CASE l.staked WHEN 0 THEN x.tx_no IS NOT NULL ELSE d.amount IS NOT -l.staked OR s.amount IS NOT l.staked END"
    )
    yield from (f"placement {number}: it was not debited with its stake" for (number,) in rows)
    rows = conn.execute(
        "SELECT x.ref FROM transactions x LEFT JOIN placements l ON l.placement_no = CAST(x.ref AS INTEGER) AND x.ref = CAST(l.placement_no AS TEXT)"
        " WHERE x.kind IN ('bet', 'cancel', 'late', 'take_down') AND l.placement_no IS NULL"
    )
    yield from (f"placement {ref}: the ledger knows it, the bets do not" for (ref,) in rows)


def returned_once(conn: sqlite3.Connection) -> Iterator[str]:
    """A cancelled or late placement has one return of its own: of its stake, or of what had stayed of it; no other placement has one."""
    rows = conn.execute(
        "SELECT l.placement_no, l.status FROM placements l JOIN players y USING (player_no)"
        " LEFT JOIN transactions c ON c.kind = 'cancel' AND c.ref = CAST(l.placement_no AS TEXT)"
        " LEFT JOIN transactions d ON d.kind = 'take_down' AND d.ref = CAST(l.placement_no AS TEXT)"
        " LEFT JOIN transactions t ON t.kind = 'late' AND t.ref = CAST(l.placement_no AS TEXT)"
        " LEFT JOIN postings p ON p.tx_no = COALESCE(c.tx_no, t.tx_no) AND p.account_no = y.account_no"
        " WHERE (c.tx_no IS NOT NULL) + (d.tx_no IS NOT NULL) <> (l.status = 'cancelled' AND l.staked > 0)"
        " OR (t.tx_no IS NOT NULL) <> (l.status = 'late' AND l.staked > 0)"
        " OR (l.status IN ('cancelled', 'late') AND d.tx_no IS NULL AND (COALESCE(p.amount, 0) <> l.staked OR l.returned <> l.staked))"
    )
    yield from (
        f"placement {number}: it is {status}, the ledger does not say the same" for number, status in rows
    )


def statuses_fit_rounds(conn: sqlite3.Connection) -> Iterator[str]:
    """Stakes are held in rounds that go on, or stay after a settlement; settled and voided bets are in rounds that ended so."""
    rows = conn.execute(
        "SELECT l.placement_no, l.status, r.phase FROM placements l JOIN rounds r USING (round_no)"
        " WHERE (l.status = 'accepted' AND r.phase = 'cancelled')"
        " OR (l.status = 'accepted' AND r.phase IN ('settled', 'corrected')"
        "   AND NOT EXISTS (SELECT 1 FROM bets b WHERE b.placement_no = l.placement_no AND b.ended_tx IS NULL))"
        " OR (l.status NOT IN ('accepted', 'cancelled', 'late') AND r.phase NOT IN ('settled', 'cancelled', 'corrected'))"
        " OR (l.status = 'settled' AND r.phase NOT IN ('settled', 'corrected'))"
        " OR (l.status = 'voided' AND r.phase <> 'cancelled' AND NOT EXISTS (SELECT 1 FROM bets b JOIN transactions t ON t.tx_no = b.ended_tx"
        "   WHERE b.placement_no = l.placement_no AND t.kind = 'return'))"
    )
    yield from (
        f"placement {number}: it is {status} in a round that is {phase}" for number, status, phase in rows
    )
    rows = conn.execute(
        "SELECT DISTINCT l.placement_no, l.status FROM bets b JOIN placements l USING (placement_no)"
        " WHERE b.ended_tx IN (SELECT tx_no FROM transactions WHERE kind = 'return') AND l.status <> 'voided'"
    )
    yield from (
        f"placement {number}: it is {status}, but what stayed of it was returned" for number, status in rows
    )


def stakes_held(conn: sqlite3.Connection) -> Iterator[str]:
    """What the stakes accounts hold, by their postings, is what the bets that have not ended have at stake."""
    rows = conn.execute(
        "SELECT a.name, COALESCE(p.total, 0), COALESCE(o.total, 0) FROM accounts a"
        " LEFT JOIN (SELECT account_no, SUM(amount) AS total FROM postings GROUP BY account_no) p USING (account_no)"
        " LEFT JOIN (SELECT 'stakes:' || r.table_id || ':' || r.currency AS name, SUM(b.stake + b.charge) AS total FROM bets b"
        "   JOIN placements l USING (placement_no) JOIN rounds r USING (round_no) WHERE b.ended_tx IS NULL GROUP BY 1) o ON o.name = a.name"
        " WHERE a.kind = 'stakes' AND COALESCE(p.total, 0) <> COALESCE(o.total, 0)"
    )
    yield from (f"account {name}: it holds {held}, open bets have {placed}" for name, held, placed in rows)


def in_time(conn: sqlite3.Connection) -> Iterator[str]:
    """Every bet that counts was accepted, and durable, before its deadline and, unless that is its own, before evidence of the outcome."""
    rows = conn.execute(
        "SELECT l.placement_no, l.accepted_mono_ns - COALESCE(l.deadline_mono_ns, r.deadline_mono_ns) AS late"
        " FROM placements l JOIN rounds r USING (round_no) WHERE l.status <> 'late' AND late >= 0"
    )
    yield from (f"placement {number}: accepted {late} ns after its deadline" for number, late in rows)
    rows = conn.execute(
        "SELECT l.placement_no, (SELECT c.committed_mono_ns FROM commits c WHERE c.first_no ="
        "   (SELECT MAX(first_no) FROM commits WHERE first_no <= l.placement_no) AND c.last_no >= l.placement_no) AS durable,"
        " COALESCE(l.deadline_mono_ns, MIN(r.deadline_mono_ns, COALESCE(r.evidence_mono_ns, r.deadline_mono_ns))) AS ends"
        " FROM placements l JOIN rounds r USING (round_no) WHERE (durable IS NULL OR durable >= ends) AND (l.status = 'settled'"
        "   OR (r.phase = 'settled' AND l.status IN ('accepted', 'voided')) OR (l.status = 'cancelled' AND EXISTS"
        "     (SELECT 1 FROM transactions t WHERE t.kind = 'take_down' AND t.ref = CAST(l.placement_no AS TEXT))))"
    )
    for number, durable, ends in rows:
        when = "at an unknown time" if durable is None else f"{durable - ends} ns after its window"
        yield f"placement {number}: paid or in play, but durable {when}"


def contents(conn: sqlite3.Connection) -> Iterator[str]:
    """The lines of each placement are numbered, add up to its stake and returns, and hash to its digest (a decision hashes what it says);
    all have ended, or it has not."""
    rows = conn.execute(
        "SELECT l.placement_no, l.digest, l.staked, l.returned, l.status, r.table_id, r.round_id, b.line, b.type, b.sel, b.stake, b.returned,"
        " b.charge, d.seat, d.hand, d.action, d.cards FROM placements l JOIN rounds r USING (round_no) LEFT JOIN bets b USING (placement_no)"
        " LEFT JOIN decisions d USING (placement_no) ORDER BY l.placement_no, b.line"
    )
    for number, group in groupby(rows, key=lambda row: row[0]):
        found = list(group)
        _, digest, staked, returned, status, table_id, round_id, *_ = found[0]
        lines = [row for row in found if row[7] is not None]
        said = found[0][13:17]
        due = placement_digest(table_id, round_id, [line[8:11] for line in lines])
        if said[0] is not None:
            due = decision_digest(table_id, round_id, said[0], said[1], said[2], said[3], early=False)
        if digest != due:
            yield f"placement {number}: its bets are not those that were accepted (digest)"
        elif staked != sum(line[10] + line[12] for line in lines) or [line[7] for line in lines] != list(
            range(1, len(lines) + 1)
        ):
            yield f"placement {number}: its bets do not add up to its stake"
        elif not _returns_add_up(status, returned, [line[11] for line in lines]):
            yield f"placement {number}: its bets do not add up to what it returned"


def _returns_add_up(status: str, returned: int, lines: list[int | None]) -> bool:
    return returned == sum(line or 0 for line in lines) and (status == "accepted" or None not in lines)


def orphans(conn: sqlite3.Connection) -> Iterator[str]:
    """No bet line stands without its placement."""
    rows = conn.execute("SELECT DISTINCT placement_no FROM bets EXCEPT SELECT placement_no FROM placements")
    yield from (f"placement {number}: bets without a placement" for (number,) in rows)
