"""The way in for decisions: known ones get their first answer, new ones are taken or kept for later. Refusals are logged as those of bets."""

from __future__ import annotations

from typing import Any

from edge_api.betting.answers import slip_body
from edge_api.betting.deciding import as_placement, said_before, take
from edge_api.betting.early import choose, chosen_before
from edge_api.betting.refusals import log_refusal
from edge_api.books.house import House
from edge_api.books.messages import Decide, Done, Refused
from edge_api.books.refused import NotDone
from edge_api.clock import Now, rfc3339
from edge_api.rounds.round import Round
from schemas.bets import Refusal


def decide(house: House, request: Decide, now: Now) -> Done | Refused:
    """Answer a decision; like a bet's, its answer stands once it is durable in time."""
    try:
        return Done(request.ticket, _answer(house, request, now))
    except NotDone as refused:
        return Refused(request.ticket, refused.code.value, refused.message)


def _answer(house: House, request: Decide, now: Now) -> dict[str, Any]:
    known = said_before(house, request) or chosen_before(house, request)
    if known is not None:
        return known
    of = house.rounds.find(request.round_id)
    if of is None or of.table_id != request.table_id:
        raise NotDone(Refusal.NO_SUCH_ROUND, f"table {request.table_id} has no round {request.round_id}")
    try:
        return _new(house, of, request, now)
    except NotDone as refused:
        question = None if of.seating is None else of.seating.question
        log_refusal(house, as_placement(request, []), of, question, refused.code, now)
        raise


def _new(house: House, of: Round, request: Decide, now: Now) -> dict[str, Any]:
    if request.early:
        return choose(house, of, request, now)
    slip = take(house, of, request, now)
    slip.tickets.append(request.ticket)
    return slip_body(slip, rfc3339(now.utc_ns))
