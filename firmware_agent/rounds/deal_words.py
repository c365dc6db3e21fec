"""What a reader's signal says, and what the dealer of a dealt game does next, as text. Decides nothing."""

from __future__ import annotations

from hardware.signals import CardDrawn, DiceRead, SegmentRead
from schemas.games.deal import Readings, Spot


def next_in_words(reads: Readings, due: Spot | None) -> str:
    """What is dealt next, for the dealer."""
    if due is None:
        return ""
    match reads:
        case Readings.CARDS:
            return f"next card: {due}"
        case Readings.DICE:
            return "throw the dice"
        case Readings.SEGMENTS:
            return "spin again, bets stay" if due.index > 1 else "spin the wheel"


def value_of(signal: CardDrawn | DiceRead | SegmentRead) -> str:
    """The reading as text: a card, dice in the order of reading, a segment."""
    match signal:
        case CardDrawn():
            return signal.card
        case DiceRead():
            return "".join(map(str, signal.dice))
        case SegmentRead():
            return signal.segment
