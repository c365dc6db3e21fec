"""What the books say of a round's seats, decisions and early choices: the warm state after a start, or after a stake has gone back."""

from __future__ import annotations

import sqlite3

from edge_api.rounds.round import Round
from edge_api.rounds.seating import Chosen, Early, Pending
from schemas.bets import BetStatus
from schemas.games.blackjack_hand import Action

_AT_SEATS = """
SELECT p.player_no, b.type, b.sel, b.stake FROM placements p JOIN bets b USING (placement_no)
WHERE p.round_no = ? AND p.status = ? AND b.type NOT IN ('double', 'split') ORDER BY p.placement_no, b.line
"""
_PENDING = """
SELECT p.placement_no, p.player_no, p.bet_id, d.seat, d.hand, d.action, d.cards, d.early_no
FROM decisions d JOIN placements p USING (placement_no)
WHERE p.round_no = ? AND p.status = ? AND d.played_by IS NULL ORDER BY 1
"""
_EVEN_MONEY = """
SELECT d.seat FROM decisions d JOIN placements p USING (placement_no)
WHERE p.round_no = ? AND d.action = 'even_money' AND d.played_by IS NOT NULL
"""
_EARLY = "SELECT seat, hand, early_no, player_no, decision_id, action, cards FROM early_decisions WHERE round_no = ? AND state = 'kept'"


def recall(conn: sqlite3.Connection, of: Round) -> None:
    """Fill in the seats of a round that goes on, its durable decisions and its early choices."""
    if of.seating is None or of.is_over:
        return
    recall_seats(conn, of)
    of.seating.told = of.seating.taken
    for number, player_no, decision_id, seat, hand, action, cards, early_no in conn.execute(
        _PENDING, (of.round_no, BetStatus.ACCEPTED.value)
    ):
        chosen = Chosen(seat, hand, Action(action), cards, early_no)
        of.seating.pending.append(Pending(number, player_no, decision_id, chosen, 0))
    of.seating.even_money = {seat for (seat,) in conn.execute(_EVEN_MONEY, (of.round_no,))}
    for seat, hand, early_no, player_no, decision_id, action, cards in conn.execute(_EARLY, (of.round_no,)):
        of.seating.early[seat, hand] = Early(early_no, player_no, decision_id, Action(action), cards)


def recall_seats(conn: sqlite3.Connection, of: Round) -> None:
    """Count again what stands at the seats. Nothing may wait unwritten."""
    if of.seating is None:
        return
    of.seating.seats = {}
    rows = conn.execute(_AT_SEATS, (of.round_no, BetStatus.ACCEPTED.value)).fetchall()
    for player_no, bet_type, sel, stake in rows:
        of.seating.count(player_no, [((bet_type, sel), stake)])
