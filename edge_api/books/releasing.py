"""Letting a held round go on: what the edge holds here, what its table holds by an order to the board. Only of the hold that was shown."""

from __future__ import annotations

from typing import Any

from edge_api.books.effects import BoardOrder
from edge_api.books.house import House
from edge_api.books.messages import FloorAction
from edge_api.books.refused import NotDone
from edge_api.books.shown_hold import refuse_own_entry, refuse_unless_shown
from edge_api.clock import Now
from edge_api.rounds.doubt import Ignored
from edge_api.rounds.hold import hold, hold_as_the_table, release
from edge_api.rounds.result import settle, waiting_outcome
from edge_api.rounds.round import Holder, Round
from edge_api.rounds.sight_doubt import DISPUTE, hold_doubtful, hold_undecided
from edge_api.rounds.sight_open import decide
from edge_api.rounds.table_hold import held_since
from schemas.bets import Refusal
from schemas.commands import CommandName
from schemas.facts import RoundOutcome
from schemas.phases import Phase


def release_at(house: House, table_id: str, request: FloorAction, now: Now) -> dict[str, Any]:
    """Let the held round of ``request.round_id`` go on, or else the only one of the table; where none is held, the table that waits without a round.

    Raises:
        NotDone: nothing was changed: no such hold, several, or another one than was shown.
    """
    held = [found for found in house.rounds.of_table(table_id) if found.phase is Phase.HELD]
    wanted = [found for found in held if request.round_id in (None, found.round_id)]
    if not wanted:
        if request.round_id is not None or request.args.get("hold") is not None:
            raise NotDone(Refusal.WRONG_PHASE, f"round {request.round_id or 'of that hold'} is not held")
        return _order(house, table_id, None, None, request)
    if len(wanted) > 1:
        raise NotDone(
            Refusal.WRONG_PHASE,
            f"name one of {len(wanted)} held rounds: {', '.join(r.round_id for r in wanted)}",
        )
    return _release_round(house, wanted[0], request, now)


def _release_round(house: House, held: Round, request: FloorAction, now: Now) -> dict[str, Any]:
    """What the edge holds is released here and settles if its outcome has come; what the table holds is the table's to release."""
    refuse_unless_shown(held, request.args)
    if held.holder is Holder.EDGE:
        _let_go(house, held, request, now)
        return {"table": held.table_id, "released": held.round_id, "phase": held.phase.value}
    ordered = _order(house, held.table_id, held.round_id, held_since(house.conn, held.round_id), request)
    return {**ordered, "released": held.round_id}


def _let_go(house: House, held: Round, request: FloorAction, now: Now) -> None:
    """Of what the edge holds. Under a hold of its table the round stays: nobody was shown that one yet."""
    compared = held.held_cause == f"{Holder.EDGE.value}:{DISPUTE}"
    if compared:
        refuse_own_entry(house.conn, held, request.by)
        decide(house, held, request.by)
    release(house, held, request.by)
    waiting = waiting_outcome(house, held)
    if waiting is not None:
        _settle_released(house, held, waiting, compared, now)
    else:
        hold_as_the_table(house, held, now)


def _settle_released(
    house: House, held: Round, waiting: tuple[str, RoundOutcome], compared: bool, now: Now
) -> None:
    """``compared``: it was held for what the camera saw, and a human has looked at what that hold told; who releases another one has not."""
    fact_id, fact = waiting
    doubt = hold_undecided if compared else hold_doubtful
    if doubt(house, held, fact, now):
        return
    try:
        settle(house, held, fact, fact_id, now)
    except Ignored as ignored:
        hold(house, held, Holder.EDGE, ignored.why, ignored.detail, now)


def _order(
    house: House, table_id: str, round_id: str | None, hold_ns: str | None, request: FloorAction
) -> dict[str, Any]:
    order = BoardOrder(table_id, CommandName.RELEASE, round_id, request.by, request.reason, hold_ns=hold_ns)
    house.record.orders.append(order)
    return {"table": table_id, "ordered": order.name.value}
