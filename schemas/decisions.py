"""What a player's seat decides while a round of blackjack is played, and what the edge answers."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from schemas.bets import BetId
from schemas.games.blackjack_hand import Action
from schemas.model import Message, RoundId, TableId

MOST_CARDS = 21

SeatNumber = Annotated[int, Field(ge=1, le=7, description="Seats from the dealer's left.")]
HandNumber = Annotated[int, Field(ge=1, le=4, description="Hands in the order in which splits made them.")]


class PlayerDecision(Message):
    """What a hand does, or with ``early`` what it shall do when it is asked. The same ``decision_id`` with the same content acts once."""

    decision_id: BetId
    round_id: RoundId
    seat: SeatNumber
    hand: HandNumber = 1
    action: Annotated[
        Action | None,
        Field(strict=False, description="null takes an early choice back."),
    ]
    cards: Annotated[
        int | None,
        Field(
            ge=2,
            le=MOST_CARDS,
            description="How many cards of the hand the player has seen: refused when there are more by now.",
        ),
    ] = None
    early: bool = False


class DecisionAccepted(Message):
    """The decision is on disk. ``staked`` is what it cost; an early choice costs nothing before it is played."""

    decision_id: BetId
    table: TableId
    round_id: RoundId
    seat: SeatNumber
    hand: HandNumber
    action: Annotated[Action | None, Field(strict=False)]
    early: bool
    staked: int
    balance: int
    currency: str
    accepted_at: Annotated[str, Field(description="RFC 3339 UTC.")]
