"""Durable decisions and what became of them: played, with what bets behind follow; or lost, and then a human decides about the round."""

from __future__ import annotations

from edge_api.books.house import House
from edge_api.clock import Now
from edge_api.ledger.ledger import TxKind
from edge_api.rounds.following import follow
from edge_api.rounds.hold import hold
from edge_api.rounds.round import Holder, Round
from edge_api.rounds.seating import Pending
from edge_api.rounds.stakes import give_back, stake_of
from schemas.bets import BetStatus
from schemas.causes import HoldCause
from schemas.facts import HandDecided
from schemas.games.blackjack_hand import Action


def resolve(house: House, of: Round, fact: HandDecided, fact_id: str, now: Now) -> None:
    """Hold what the table says that a hand did against what its player had decided. A time-out that did the very same played it, too."""
    assert of.seating is not None, "hands are at seats"
    wish = of.seating.waiting(fact.seat, fact.hand)
    if (
        wish is not None
        and wish.chosen.action is fact.action
        and fact.decision_id in (wish.decision_id, None)
    ):
        _played(house, of, wish, fact_id)
        follow(house, of, fact, fact_id, now)
        return
    if fact.decision_id is not None:
        detail = f"seat {fact.seat} did {fact.action.value} by a decision that is not in the books: {fact.decision_id}"
        hold(house, of, Holder.EDGE, "unknown_decision", detail[:400], now)
    if wish is not None:
        lose(house, of, wish, f"the hand did {fact.action.value} instead", now)


def _played(house: House, of: Round, wish: Pending, fact_id: str) -> None:
    assert of.seating is not None
    of.seating.pending.remove(wish)
    if wish.chosen.action is Action.EVEN_MONEY:
        of.seating.even_money.add(wish.chosen.seat)
    house.conn.execute(
        "UPDATE decisions SET played_by = ? WHERE placement_no = ?", (fact_id, wish.placement_no)
    )


def lose(house: House, of: Round, wish: Pending, why: str, now: Now) -> None:
    """A decision was on disk in time, and the table did not play it: its stake goes back and the round is held."""
    stake = stake_of(house, wish.placement_no)
    assert stake is not None and of.seating is not None, "a pending decision is held"
    balance = give_back(house, of, stake, TxKind.CANCEL, BetStatus.CANCELLED, now)
    chosen = wish.chosen
    body = {
        "round_id": of.round_id, "decision_id": wish.decision_id, "seat": chosen.seat, "hand": chosen.hand,
        "action": chosen.action.value, "returned": stake.staked, "balance": balance, "currency": of.currency,
    }  # fmt: skip
    house.record.tell(of.table_id, "lost", body, wish.player_no)
    detail = f"seat {chosen.seat}, hand {chosen.hand}: {chosen.action.value} was decided in time, but {why}"
    hold(house, of, Holder.EDGE, HoldCause.DECISION_LOST.value, detail, now)
