"""Telling a board that its round is void at the edge. Moves no money."""

from __future__ import annotations

from edge_api.books.effects import BoardOrder
from edge_api.books.house import House
from edge_api.rounds.round import Round
from schemas.commands import CommandName
from schemas.phases import Phase


def order_void(house: House, of: Round) -> None:
    """A board that was away when its round was voided, or knows nothing of it, would wait for ever: nobody on the floor sees a hold to end."""
    if of.phase is Phase.CANCELLED:
        reason = "voided while the board was away"
        order = BoardOrder(of.table_id, CommandName.VOID, of.round_id, of.voided_by or "edge", reason)
        house.record.orders.append(order)
