"""Bets that stay on the layout when their round is over: which they are, and the rows that end them. Decides no bet, posts nothing."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence

from edge_api.rounds.payment import Payment
from schemas.bets import BetStatus
from schemas.phases import Game

Kind = tuple[int, str, str, int]
"""Number of the round that a bet was placed in, its type, its selection as JSON text, its stake."""
CarriedPrice = tuple[int, str, str, int, int]
"""The same, and what such a bet returns."""

SUM_UP = """
UPDATE placements SET (status, returned) = (
  SELECT CASE COUNT(c.line) WHEN 0 THEN :status ELSE placements.status END,
    CASE COUNT(*) WHEN COUNT(b.returned) + COUNT(c.line) THEN COALESCE(SUM(b.returned), 0) END
  FROM bets b LEFT JOIN carried_bets c ON c.table_id = :table_id AND c.player_no = placements.player_no
    AND c.placement_no = b.placement_no AND c.line = b.line
  WHERE b.placement_no = placements.placement_no)
"""
"""A placement has ended when nothing of it is carried. A bet that neither ended nor is carried breaks a constraint."""

_ENDING = (
    "CREATE TEMP TABLE IF NOT EXISTS ending (player_no INTEGER, placement_no INTEGER, line INTEGER, staked INTEGER, returned INTEGER,"
    " PRIMARY KEY (placement_no, line)) WITHOUT ROWID"
)
_PRICES = (
    "CREATE TEMP TABLE IF NOT EXISTS carried_price (round_no INTEGER, type TEXT, sel TEXT, stake INTEGER, returned INTEGER,"
    " PRIMARY KEY (round_no, type, sel, stake)) WITHOUT ROWID"
)
_PICK = (
    "INSERT INTO temp.ending SELECT c.player_no, c.placement_no, c.line, b.stake + b.charge, {} FROM carried_bets c"
    " JOIN bets b USING (placement_no, line) {} WHERE c.table_id = ?"
)
_PICK_PRICED = _PICK.format(
    "p.returned",
    "JOIN temp.carried_price p ON p.round_no = c.round_no AND p.type = b.type AND p.sel = b.sel AND p.stake = b.stake",
)
_PICK_WHOLE = _PICK.format("b.stake + b.charge", "")
_END_BETS = """
UPDATE bets SET (returned, ended_tx) = (
  SELECT e.returned, ? FROM temp.ending e WHERE e.placement_no = bets.placement_no AND e.line = bets.line)
WHERE (placement_no, line) IN (SELECT placement_no, line FROM temp.ending)
"""
_DROP = (
    "DELETE FROM carried_bets WHERE table_id = ?"
    " AND (player_no, placement_no, line) IN (SELECT player_no, placement_no, line FROM temp.ending)"
)
_END_PLACEMENTS = f"{SUM_UP} WHERE placement_no IN (SELECT placement_no FROM temp.ending)"  # noqa: S608
_TOTALS = "SELECT player_no, COUNT(DISTINCT placement_no), SUM(staked), SUM(returned) FROM temp.ending GROUP BY player_no"


class CarriedBets:
    """How many bets stay at each table is known without asking the database: at most tables none do."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        rows = conn.execute("SELECT table_id, COUNT(*) FROM carried_bets GROUP BY table_id").fetchall()
        self._counts: Counter[str] = Counter(dict(rows))

    def at(self, table_id: str) -> int:
        """How many bets stay at a table."""
        return self._counts[table_id]

    def tables(self) -> list[str]:
        """Where bets stay."""
        return [table_id for table_id, count in self._counts.items() if count]

    def kinds(self, table_id: str) -> list[Kind]:
        """Each kind of bet that stays once, oldest round first."""
        return self._conn.execute(
            "SELECT DISTINCT c.round_no, b.type, b.sel, b.stake FROM carried_bets c JOIN bets b USING (placement_no, line)"
            " WHERE c.table_id = ? ORDER BY 1, 2, 3, 4",
            (table_id,),
        ).fetchall()

    def rounds(self, table_id: str) -> list[int]:
        """Numbers of the rounds whose bets stay, oldest first."""
        query = "SELECT DISTINCT round_no FROM carried_bets WHERE table_id = ? ORDER BY 1"
        return [row[0] for row in self._conn.execute(query, (table_id,))]

    def foreign(self, table_id: str, game: Game, currency: str) -> str | None:
        """The round of bets that stay here although the table plays another game, or in another currency, by now."""
        row = self._conn.execute(
            "SELECT round_id FROM rounds WHERE round_no IN (SELECT round_no FROM carried_bets WHERE table_id = ?)"
            " AND (game <> ? OR currency <> ?) LIMIT 1",
            (table_id, game.value, currency),
        ).fetchone()
        return row[0] if row else None

    def stakes(self, table_id: str) -> Counter[int]:
        """What stays, by player number, commissions included, in minor units."""
        rows = self._conn.execute(
            "SELECT c.player_no, SUM(b.stake + b.charge) FROM carried_bets c JOIN bets b USING (placement_no, line)"
            " WHERE c.table_id = ? GROUP BY c.player_no",
            (table_id,),
        )
        return Counter(dict(rows.fetchall()))

    def entered(self, table_id: str, count: int) -> None:
        """So many bets of a table stay now that did not before."""
        self._counts[table_id] += count

    def end_priced(self, table_id: str, prices: Sequence[CarriedPrice], tx_no: int) -> Payment:
        """End the bets that have a price: they, and placements of which nothing stays, are settled by transaction ``tx_no``."""
        self._conn.execute(_PRICES)
        self._conn.execute("DELETE FROM temp.carried_price")
        self._conn.executemany("INSERT INTO temp.carried_price VALUES (?, ?, ?, ?, ?)", prices)
        self._pick(_PICK_PRICED, (table_id,))
        return self._end(table_id, tx_no, BetStatus.SETTLED)

    def end_placement(self, table_id: str, player_no: int, placement_no: int, tx_no: int) -> Payment:
        """End what stays of one placement with its stakes back: it is cancelled."""
        self._pick(
            f"{_PICK_WHOLE} AND c.player_no = ? AND c.placement_no = ?", (table_id, player_no, placement_no)
        )
        return self._end(table_id, tx_no, BetStatus.CANCELLED)

    def end_round(self, table_id: str, round_no: int, tx_no: int) -> Payment:
        """End what stays of one round with its stakes back: these placements are void."""
        self._pick(f"{_PICK_WHOLE} AND c.round_no = ?", (table_id, round_no))
        return self._end(table_id, tx_no, BetStatus.VOIDED)

    def _pick(self, query: str, values: tuple[str | int, ...]) -> None:
        self._conn.execute(_ENDING)
        self._conn.execute("DELETE FROM temp.ending")
        self._conn.execute(query, values)

    def _end(self, table_id: str, tx_no: int, status: BetStatus) -> Payment:
        self._conn.execute(_END_BETS, (tx_no,))
        self._counts[table_id] -= self._conn.execute(_DROP, (table_id,)).rowcount
        self._conn.execute(_END_PLACEMENTS, {"status": status.value, "table_id": table_id})
        return Payment.of(self._conn.execute(_TOTALS).fetchall())
