"""Facts of a round that is played: which seats are dealt, what hands are asked, what they do. What can't be right holds the round."""

from __future__ import annotations

from typing import Any

from edge_api.betting.early import answer_early
from edge_api.books.alerts import Severity
from edge_api.books.house import House
from edge_api.books.received import ReceivedFact
from edge_api.clock import rfc3339
from edge_api.clocks import deadline
from edge_api.rounds.doubt import Ignored
from edge_api.rounds.hold import hold
from edge_api.rounds.layout import MOVE
from edge_api.rounds.opening import happened_ns
from edge_api.rounds.question import Asked, Question
from edge_api.rounds.round import Holder, Round
from edge_api.rounds.seating import Seating
from edge_api.rounds.wishes import lose, resolve
from schemas.facts import HandDecided, InsuranceClosed, InsuranceOffered, SeatsTaken, TurnOpened
from schemas.games.blackjack_deal import BlackjackDeal
from schemas.games.refusal import Illegal
from schemas.phases import Phase
from schemas.playing import Move, play

ASKED = "asked"
LONGEST_NS = 600_000_000_000
"""No table waits longer for an answer."""

PlayFact = SeatsTaken | InsuranceOffered | InsuranceClosed | TurnOpened | HandDecided


def take_play(house: House, of: Round, fact: PlayFact, received: ReceivedFact) -> str:
    """Apply one fact; returns its effect.

    Raises:
        Ignored: it has no place in this round.
    """
    seating, deal = _played(of, fact)
    match fact:
        case SeatsTaken():
            return _seats(house, of, fact, received)
        case InsuranceOffered():
            return _offer(house, of, deal, fact, received)
        case InsuranceClosed():
            return _insurance_closed(house, of, seating, fact, received)
        case TurnOpened():
            return _ask(house, of, deal, fact, received)
        case HandDecided():
            return _decided(house, of, seating, deal, fact, received)


def _played(of: Round, fact: PlayFact) -> tuple[Seating, BlackjackDeal]:
    if of.is_over:
        severity = None if of.phase is Phase.CANCELLED else Severity.WARNING
        raise Ignored(
            "round_over", f"{fact.kind} for round {of.round_id}, which is {of.phase.value}", severity=severity
        )
    if of.seating is None or not isinstance(of.deal, BlackjackDeal):
        raise Ignored("wrong_move", f"{fact.kind} is of blackjack only", of, Severity.ALARM)
    if of.is_open:
        raise Ignored("wrong_move", f"{fact.kind} came while bets were open", of, Severity.ALARM)
    return of.seating, of.deal


def _play(of: Round, move: Move) -> None:
    try:
        play(of.deal, move)
    except Illegal as illegal:
        raise Ignored("wrong_move", f"{illegal.message} in this round", of, Severity.ALARM) from None


def _doubt(house: House, of: Round, cause: str, detail: str, received: ReceivedFact) -> None:
    hold(house, of, Holder.EDGE, cause, detail, received.received)


# --- seats


def _seats(house: House, of: Round, fact: SeatsTaken, received: ReceivedFact) -> str:
    _play(of, fact)
    tell_seats(house, of)
    doubt_seats(house, of, received)
    return MOVE


def tell_seats(house: House, of: Round) -> None:
    """Which seats are taken, and whether they are dealt: not by whom."""
    if of.seating is None or not isinstance(of.deal, BlackjackDeal):
        return
    dealt = bool(of.deal.seats)
    of.seating.told = of.seating.taken
    body = {"round_id": of.round_id, "seats": list(of.deal.seats or of.seating.taken), "dealt": dealt}
    house.record.tell(of.table_id, "seats", body | {"next": of.next_due})


def doubt_seats(house: House, of: Round, received: ReceivedFact) -> None:
    """Hold a round whose dealt seats are not those with a main bet: some bets are on no cards, or cards on no bet."""
    if of.seating is None or of.is_over or not isinstance(of.deal, BlackjackDeal) or not of.deal.seats:
        return
    if of.deal.seats != of.seating.taken:
        dealt, taken = (", ".join(map(str, seats)) for seats in (of.deal.seats, of.seating.taken))
        detail = f"the table deals seats {dealt}; main bets count at {taken or 'none'}"
        _doubt(house, of, "wrong_seats", detail, received)


# --- questions


def _offer(
    house: House, of: Round, deal: BlackjackDeal, fact: InsuranceOffered, received: ReceivedFact
) -> str:
    if not deal.insurance_due:
        raise Ignored("wrong_move", "insurance is offered, but not due", of, Severity.ALARM)
    body = {"even_money": list(deal.may_take_even_money)}
    _open(house, of, Question(Asked.INSURANCE, _closes_ns(house, fact.closes_ns, received)), "insurance", body, received)  # fmt: skip
    return ASKED


def _ask(house: House, of: Round, deal: BlackjackDeal, fact: TurnOpened, received: ReceivedFact) -> str:
    turn = deal.turn
    if turn is None or (turn.seat, turn.hand, turn.on_time_out) != (fact.seat, fact.hand, fact.on_time_out):
        whose = f"seat {turn.seat}, hand {turn.hand}" if turn else "no hand"
        detail = f"seat {fact.seat}, hand {fact.hand}, is asked, but it is the turn of {whose}"
        raise Ignored("wrong_turn", detail, of, Severity.ALARM)
    if set(fact.actions) != turn.actions:
        raise Ignored(
            "wrong_turn", "a hand is asked for what it can't do, or not for all", of, Severity.ALARM
        )
    question = Question(
        Asked.TURN, _closes_ns(house, fact.closes_ns, received), fact.seat, fact.hand, fact.actions
    )
    said = fact.model_dump(mode="json", include={"seat", "hand", "actions", "on_time_out"})
    _open(house, of, question, "turn", said, received)
    return ASKED


def _closes_ns(house: House, closes_ns: str, received: ReceivedFact) -> int:
    """When the question ends here: no later than the board promised."""
    remaining_ns = int(closes_ns) - int(received.event.monons)
    longest = min(remaining_ns, LONGEST_NS)
    opened_ns = happened_ns(house, received)
    return deadline(opened_ns, longest, received.received.mono_ns, longest, house.settings.guard_ns)


def _open(
    house: House, of: Round, question: Question, event: str, body: dict[str, Any], received: ReceivedFact
) -> None:
    """Ask the players; while the round is held nobody is asked. What was decided already goes to the board again."""
    seating, now = of.seating, received.received
    assert seating is not None
    seating.close_question()
    if of.phase is Phase.HELD:
        return
    seating.question = question
    house.record.audit.append(
        [
            "question",
            of.round_id,
            question.kind.value,
            question.seat,
            question.hand,
            question.deadline_mono_ns,
        ]
    )
    left_ns = question.deadline_mono_ns - now.mono_ns
    window = {"closes_at": rfc3339(now.utc_ns + left_ns), "decision_ms": max(0, left_ns) // 1_000_000}
    house.record.tell(of.table_id, event, {"round_id": of.round_id, **body, **window})
    for wish in seating.pending:
        wish.order_ns = min(wish.order_ns, now.mono_ns)
    if question.seat is not None and seating.waiting(question.seat, question.hand) is None:
        answer_early(house, of, question, now)


def _insurance_closed(
    house: House, of: Round, seating: Seating, fact: InsuranceClosed, received: ReceivedFact
) -> str:
    _play(of, fact)
    seating.close_question()
    house.record.tell(of.table_id, "insurance_closed", {"round_id": of.round_id, "next": of.next_due})
    for wish in list(seating.pending):
        lose(house, of, wish, "insurance was closed without it", received.received)
    return MOVE


# --- decisions


def _decided(
    house: House, of: Round, seating: Seating, deal: BlackjackDeal, fact: HandDecided, received: ReceivedFact
) -> str:
    turn = deal.turn
    _play(of, fact)
    if turn is not None:
        seating.close_question()
    body = fact.model_dump(mode="json", include={"seat", "hand", "action"})
    by = "player" if fact.decision_id else "time_out"
    house.record.tell(
        of.table_id, "decided", {"round_id": of.round_id, **body, "by": by, "next": of.next_due}
    )
    if fact.decision_id is None and (turn is None or fact.action is not turn.on_time_out):
        detail = f"seat {fact.seat} did {fact.action.value}, which nobody had chosen"
        _doubt(house, of, "unknown_decision", detail, received)
    resolve(house, of, fact, received.fact_id, received.received)
    return MOVE
