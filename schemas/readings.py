"""Readings as facts and back: which spot of the layout a fact fills, with which value. Knows no rule of any game."""

from __future__ import annotations

from schemas.causes import Seat
from schemas.facts import CardDealt, DiceRolled, SegmentStopped
from schemas.games.deal import Readings, Spot

Reading = CardDealt | DiceRolled | SegmentStopped

DICE, WHEEL = "dice", "wheel"
FACE_DOWN = "??"
"""The value of a card that lies face down."""


def reading_fact(reads: Readings, round_id: str, spot: Spot, value: str) -> Reading:
    """The fact that ``value`` lies at ``spot``."""
    match reads:
        case Readings.CARDS:
            card = None if value == FACE_DOWN else value
            return CardDealt(
                round_id=round_id, seat=Seat(spot.place), index=spot.index, card=card, hand=spot.hand
            )
        case Readings.DICE:
            return DiceRolled(round_id=round_id, index=spot.index, dice=tuple(map(int, value)))
        case Readings.SEGMENTS:
            return SegmentStopped(round_id=round_id, index=spot.index, segment=value)


def laid(fact: Reading) -> tuple[Spot, str]:
    """Where the fact's reading lies, and its value."""
    match fact:
        case CardDealt():
            return Spot(fact.seat.value, fact.index, fact.hand), fact.card or FACE_DOWN
        case DiceRolled():
            return Spot(DICE, fact.index), "".join(map(str, fact.dice))
        case SegmentStopped():
            return Spot(WHEEL, fact.index), fact.segment
