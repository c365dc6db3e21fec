"""Seats of blackjack rounds: one player each, side bets its own, bets behind of others, insurance at most half. Read from the bets alone."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from itertools import groupby

from edge_api.rounds.seating import BEHIND, INSURANCE, MAIN, Seat

_BETS = """
SELECT r.round_id, l.player_no, b.type, b.sel, b.stake FROM placements l JOIN bets b USING (placement_no) JOIN rounds r USING (round_no)
WHERE r.game = 'blackjack' AND l.status IN ('accepted', 'settled', 'voided') AND b.type NOT IN ('double', 'split')
ORDER BY l.round_no, l.placement_no, b.line
"""
Bet = tuple[int, str, int, int]
"""Player, type, seat, stake."""


def one_player_a_seat(conn: sqlite3.Connection) -> Iterator[str]:
    """Every bet that counts stands where its player might place it."""
    for round_id, rows in groupby(conn.execute(_BETS), key=lambda row: row[0]):
        bets = [(player, kind, json.loads(sel)["seat"], stake) for _, player, kind, sel, stake in rows]
        yield from (f"round {round_id}: {fault}" for fault in _faults(bets))


def _faults(bets: list[Bet]) -> Iterator[str]:
    seats = {number: Seat(player) for player, kind, number, _ in reversed(bets) if kind == MAIN}
    for player, kind, number, stake in bets:
        seat = seats.get(number)
        if seat is None:
            yield f"{kind} at seat {number}, where nobody plays"
            continue
        seat.add(player, kind, stake)
        if (player == seat.owner) == (kind == BEHIND) and kind != INSURANCE:
            yield f"{kind} at seat {number} by a player who may not make it there"
    for number, seat in seats.items():
        if any(stake > seat.at_stake(player) // 2 for player, stake in seat.insured.items()):
            yield f"insurance at seat {number} is more than half of what it insures"
