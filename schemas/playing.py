"""Playing a round again from its facts: every fact that changes what lies or what was decided, applied to the game's deal in order."""

from __future__ import annotations

from schemas.facts import CardDealt, DiceRolled, HandDecided, InsuranceClosed, SeatsTaken, SegmentStopped
from schemas.games.blackjack_deal import BlackjackDeal
from schemas.games.deal import Deal
from schemas.games.refusal import IllegalOutcome
from schemas.readings import Reading, laid

Move = Reading | SeatsTaken | InsuranceClosed | HandDecided


def play(deal: Deal, fact: Move) -> None:
    """Apply one fact.

    Raises:
        IllegalOutcome: the rules of the game have no place for it now.
    """
    match fact:
        case CardDealt() | DiceRolled() | SegmentStopped():
            deal.lay(*laid(fact))
        case _ if not isinstance(deal, BlackjackDeal):
            raise IllegalOutcome(f"{fact.kind} is of blackjack only")
        case SeatsTaken():
            for seat in fact.seats:
                deal.seat(seat)
        case InsuranceClosed():
            deal.close_insurance()
        case HandDecided():
            deal.decide(fact.seat, fact.hand, fact.action)
