"""Bets that stay on the layout and go back undecided: taken down by their player, or returned by the house. Each stake goes back once."""

from __future__ import annotations

from collections.abc import Iterable

from edge_api.books.house import House
from edge_api.clock import Now
from edge_api.ledger.ledger import TxKind
from edge_api.rounds.payment import Payment
from edge_api.rounds.refund import tell_players
from edge_api.rounds.round import Round
from schemas.edge_events import CarriedReturned


def take_down(
    house: House, of: Round, player_no: int, placement_no: int, current: Round, now: Now
) -> Payment:
    """Give a player back what stays of a placement of round ``of``, in the window of round ``current``."""
    tx_no = house.ledger.next_number()
    given = house.carried.end_placement(of.table_id, player_no, placement_no, tx_no)
    _post(house, of, TxKind.TAKE_DOWN, str(placement_no), current.round_no, given, tx_no, now)
    house.record.audit.append([TxKind.TAKE_DOWN.value, placement_no, given.total_returned, current.round_id])
    return given


def return_carried(house: House, table_id: str, by: str, reason: str, now: Now) -> Payment:
    """Give back everything that stays at a table: one transaction for each round that the bets are of."""
    last = house.conn.execute(
        "SELECT MAX(round_no) FROM rounds WHERE table_id = ? AND phase = 'settled'", (table_id,)
    ).fetchone()[0]
    payments = []
    for round_no in house.carried.rounds(table_id):
        of = house.rounds.numbered(round_no)
        assert of is not None, "carried bets have a round"
        payments.append(_return_round(house, of, last, by, reason, now))
    return _together(payments)


def _return_round(house: House, of: Round, last_no: int, by: str, reason: str, now: Now) -> Payment:
    tx_no = house.ledger.next_number()
    given = house.carried.end_round(of.table_id, of.round_no, tx_no)
    _post(house, of, TxKind.RETURN, of.round_id, last_no, given, tx_no, now)
    house.record.audit.append([TxKind.RETURN.value, of.round_id, by, reason, given.total_returned])
    house.record.events.append(
        CarriedReturned(
            table=of.table_id, round_id=of.round_id, by=by, reason=reason, placements=given.placements,
            refunded_minor=given.total_returned, currency=of.currency,
        )
    )  # fmt: skip
    tell_players(house, of, given.staked, given.returned, house.carried.stakes(of.table_id))
    return given


def _post(
    house: House, of: Round, kind: TxKind, ref: str, round_no: int, given: Payment, tx_no: int, now: Now
) -> None:
    entries = [(of.stakes_account, -given.total_returned)]
    for player_no, returned in given.returned.items():
        player = house.players.get(player_no)
        assert player is not None, "a placement has a player"
        entries.append((player.account_no, returned))
    posted = house.ledger.post(kind, ref, round_no, now.utc_ns, entries)
    assert posted == tx_no, "bets name the transaction that ended them"


def _together(payments: Iterable[Payment]) -> Payment:
    total = Payment.of(())
    for payment in payments:
        total = total.plus(payment)
    return total
