"""Decisions of players: each is a placement in the window of its question, with the stake that it costs, if any. Refuses what the hand
is not asked, and whoever does not play it."""

from __future__ import annotations

from typing import Any

from edge_api.betting.answers import decision_body, first_answers, slip_body
from edge_api.betting.desk import LATE_SENTENCE, check_player
from edge_api.betting.slip import Slip
from edge_api.books.house import House
from edge_api.books.messages import Decide, PlaceBet
from edge_api.books.refused import NotDone
from edge_api.clock import Now, rfc3339
from edge_api.rounds.question import Asked, Question
from edge_api.rounds.round import Round
from edge_api.rounds.seating import (
    DOUBLE,
    SPLIT,
    Chosen,
    Seat,
    Seating,
    cards_at,
    hand_selection,
    hands_at,
)
from schemas.bets import Refusal
from schemas.games.blackjack_deal import BlackjackDeal
from schemas.games.blackjack_hand import Action
from schemas.phases import Phase

Line = tuple[str, str, int]


def said_before(house: House, request: Decide) -> dict[str, Any] | None:
    """The first answer to a decision that is known already.

    Raises:
        NotDone: it was late, or its id was used for something else.
    """
    key = request.player_no, request.decision_id
    known = first_answers(house.conn, [key]).get(key)
    if known is not None:
        _same_content(request, known.digest)
        if known.was_late:
            raise NotDone(Refusal.TOO_LATE, LATE_SENTENCE)
        return decision_body(known.body, request.seat, request.hand, request.action or "")
    slip = house.tray.fresh.get(key)
    if slip is None:
        return None
    _same_content(request, slip.request.digest)
    slip.tickets.append(request.ticket)
    return slip_body(slip, rfc3339(slip.accepted_utc_ns))


def _same_content(request: Decide, digest: bytes) -> None:
    if digest != request.digest:
        raise reused(request)


def reused(request: Decide) -> NotDone:
    """The refusal of an id that stands for something else."""
    return NotDone(Refusal.BET_ID_REUSED, f"{request.decision_id} was used before with other content")


def take(house: House, of: Round, request: Decide, now: Now, early_no: int | None = None) -> Slip:
    """Put a decision on the tray: it counts if it is durable before its question ends.

    Raises:
        NotDone: the hand is not the player's, is not asked this, or there is too little money.
    """
    seating, deal = playing(house, of)
    seat = own_seat(seating, request)
    action = chosen_action(request)
    question = _question(seating, deal, request, action)
    _check_answer(seating, question, request, seat, action, now)
    check_cards(deal, request)
    player = house.players.get(request.player_no)
    assert player is not None, "who owns a seat is a player"
    lines = _cost(deal, seat, request, action)
    staked = sum(stake for _, _, stake in lines)
    if staked:
        check_player(player, of)
    left = house.ledger.spend(player.account_no, staked)
    if left is None:
        raise NotDone(
            Refusal.INSUFFICIENT_FUNDS, f"to {action.value} costs {staked}, the balance is below that"
        )
    chosen = Chosen(request.seat, request.hand, action, request.cards, early_no)
    placement = as_placement(request, lines)
    slip = Slip(
        placement, of, player, staked, 0, [], left, now.mono_ns, now.utc_ns, question, chosen
    )  # fmt: skip
    question.answered[request.seat, request.hand] = request.decision_id
    house.tray.put(slip)
    return slip


def as_placement(request: Decide, lines: list[Line]) -> PlaceBet:
    """A decision as the placement that it is."""
    return PlaceBet(
        request.ticket, request.player_no, request.table_id, request.decision_id, request.round_id, lines, request.digest
    )  # fmt: skip


def playing(house: House, of: Round) -> tuple[Seating, BlackjackDeal]:
    """The seats of a round that is being played.

    Raises:
        NotDone: nobody decides anything in it now.
    """
    table = house.tables.get(of.table_id)
    if table is None or table.frozen:
        raise NotDone(Refusal.TABLE_NOT_OPEN, f"table {of.table_id} takes no decisions now")
    if of.seating is None or not isinstance(of.deal, BlackjackDeal):
        raise NotDone(Refusal.WRONG_PHASE, f"nobody decides anything at {of.table_id}")
    if of.phase is Phase.HELD:
        raise NotDone(Refusal.WRONG_PHASE, f"round {of.round_id} is held: wait for the supervisor")
    if of.is_over or of.is_open:
        raise NotDone(Refusal.WRONG_PHASE, f"round {of.round_id} is {of.phase.value}")
    return of.seating, of.deal


def own_seat(seating: Seating, request: Decide) -> Seat:
    """The player's own seat.

    Raises:
        NotDone: somebody else plays there, or nobody.
    """
    seat = seating.seats.get(request.seat)
    if seat is None or seat.owner != request.player_no:
        raise NotDone(Refusal.NOT_YOUR_SEAT, f"you don't play at seat {request.seat}")
    return seat


def chosen_action(request: Decide) -> Action:
    """What is wanted.

    Raises:
        NotDone: no such action.
    """
    try:
        return Action(request.action)
    except ValueError:
        raise NotDone(Refusal.WRONG_PHASE, f"{request.action!r:.40} is nothing that a hand does") from None


def check_cards(deal: BlackjackDeal, request: Decide) -> None:
    """Refuse what was decided in view of other cards.

    Raises:
        NotDone: the hand has changed since.
    """
    lie = len(cards_at(deal, request.seat, request.hand))
    if request.cards is not None and request.cards != lie:
        raise NotDone(Refusal.WRONG_PHASE, f"the hand has {lie} cards now, not {request.cards}: decide again")


def _question(seating: Seating, deal: BlackjackDeal, request: Decide, action: Action) -> Question:
    question = seating.question
    if action is Action.EVEN_MONEY:
        asked = question is not None and question.is_open and question.kind is Asked.INSURANCE
        if question is None or not asked or request.hand != 1 or request.seat not in deal.may_take_even_money:
            raise NotDone(Refusal.WRONG_PHASE, f"seat {request.seat} can't take even money now")
        return question
    if question is None or not question.asks(request.seat, request.hand):
        raise NotDone(Refusal.WRONG_PHASE, f"seat {request.seat}, hand {request.hand}, is not asked now")
    if action not in question.actions:
        may = ", ".join(allowed.value for allowed in question.actions)
        raise NotDone(Refusal.WRONG_PHASE, f"that hand can't {action.value}: it may {may}")
    return question


def _check_answer(
    seating: Seating, question: Question, request: Decide, seat: Seat, action: Action, now: Now
) -> None:
    hand = request.seat, request.hand
    if hand in question.answered or seating.waiting(*hand) is not None:
        raise NotDone(Refusal.WRONG_PHASE, f"seat {request.seat}, hand {request.hand}, has decided")
    if now.mono_ns >= question.deadline_mono_ns:
        raise NotDone(Refusal.TOO_LATE, "the time to decide has just ended")
    if action is Action.EVEN_MONEY and seat.insured[request.player_no]:
        raise NotDone(
            Refusal.WRONG_PHASE, f"seat {request.seat} is insured, which brings the same as even money"
        )


def _cost(deal: BlackjackDeal, seat: Seat, request: Decide, action: Action) -> list[Line]:
    """A double or a split is one more main bet, on the hand or on the new hand."""
    match action:
        case Action.DOUBLE:
            return [(DOUBLE, hand_selection(request.seat, request.hand), seat.main)]
        case Action.SPLIT:
            return [(SPLIT, hand_selection(request.seat, hands_at(deal, request.seat) + 1), seat.main)]
        case _:
            return []
