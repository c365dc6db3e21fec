"""What the edge tells a board of its own accord while a round is played: which seats have a bet, and what was decided. Again and again,
until the board's own fact says that it was heard. Only what is known to be durable in time."""

from __future__ import annotations

from collections.abc import Iterator

from edge_api.books.alerts import Severity, alert_seldom
from edge_api.books.effects import BoardOrder
from edge_api.books.house import House
from edge_api.clock import Now
from edge_api.rounds.round import Holder, Round
from edge_api.rounds.seating import Pending, Seating
from schemas.commands import CommandName, Decision
from schemas.games.blackjack_deal import BlackjackDeal
from schemas.phases import Phase

SEATS_AGAIN_NS = 500_000_000
DECISION_AGAIN_NS = 400_000_000
MANY_TRIES = 10
OWN_ORDERS = frozenset({CommandName.SEATS, CommandName.DECIDE, CommandName.STILLS})
"""Orders that are repeated: one that fails says nothing."""


def order_due(house: House, now: Now) -> None:
    """Order what is due now. The moments at which bets became durable must be in the running transaction, or before it."""
    for of, seating in _played(house):
        if _waits_for_seats(of):
            _order_seats(house, of, seating, now)
        for wish in seating.pending if of.holder is not Holder.TABLE else ():
            if now.mono_ns >= wish.order_ns:
                _order_decision(house, of, wish, now)


def next_order_ns(house: House) -> int | None:
    """When ``order_due`` has something to do, edge monotonic."""
    due: list[int] = []
    for of, seating in _played(house):
        if _waits_for_seats(of):
            due.append(seating.order_ns or 0)
        if of.holder is not Holder.TABLE:
            due += [wish.order_ns for wish in seating.pending]
    return min(due, default=None)


def _played(house: House) -> Iterator[tuple[Round, Seating]]:
    for of in house.rounds.running.values():
        table = house.tables.get(of.table_id)
        if of.seating is not None and not of.is_open and table is not None and not table.frozen:
            yield of, of.seating


def _waits_for_seats(of: Round) -> bool:
    return isinstance(of.deal, BlackjackDeal) and not of.deal.seats and of.phase is not Phase.HELD


def _order_seats(house: House, of: Round, seating: Seating, now: Now) -> None:
    """First one transaction after the close: by then it is known which bets were durable in time."""
    if seating.order_ns is None:
        seating.order_ns = now.mono_ns
    elif now.mono_ns >= seating.order_ns:
        seating.order_ns, seating.tries = now.mono_ns + SEATS_AGAIN_NS, seating.tries + 1
        order = BoardOrder(
            of.table_id, CommandName.SEATS, of.round_id, house.settings.edge, "", seats=seating.taken
        )
        house.record.orders.append(order)
        _complain(house, of, seating.tries, "which seats play", now)


def _order_decision(house: House, of: Round, wish: Pending, now: Now) -> None:
    wish.order_ns, wish.tries = now.mono_ns + DECISION_AGAIN_NS, wish.tries + 1
    chosen = wish.chosen
    decision = Decision(
        decision_id=wish.decision_id, seat=chosen.seat, hand=chosen.hand, action=chosen.action
    )
    order = BoardOrder(
        of.table_id, CommandName.DECIDE, of.round_id, house.settings.edge, "", decision=decision
    )
    house.record.orders.append(order)
    _complain(house, of, wish.tries, f"what seat {chosen.seat} decided", now)


def _complain(house: House, of: Round, tries: int, what: str, now: Now) -> None:
    if tries == MANY_TRIES:
        text = f"the board does not confirm that it was told {what}, in round {of.round_id}: look at its link"
        alert_seldom(house, of.table_id, "board_deaf", text, Severity.WARNING, now)
