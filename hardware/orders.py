"""What the edge asks of a table, as a signal among the others: verified and unexpired when it gets here. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from hardware.signals import Signal


class OrderName(Enum):
    """What the edge may ask of a table."""

    OPEN = "open"
    CLOSE_BETS = "close_bets"
    VOID = "void"
    RELEASE = "release"
    PAUSE = "pause"
    RESUME = "resume"
    NEW_SHOE = "new_shoe"
    SEATS = "seats"
    DECIDE = "decide"
    ENTER = "enter"
    EXPLAIN = "explain"
    SIGHT = "sight"
    STILLS = "stills"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a blackjack seat does with a hand, as its player decided; ``decision_id`` names it in the edge's books."""

    decision_id: str
    seat: int
    hand: int
    action: str


@dataclass(frozen=True, slots=True)
class Entered:
    """What people say lies at a place."""

    place: str
    index: int
    hand: int
    value: str


@dataclass(frozen=True, slots=True)
class Ordered(Signal):
    """A verified, unexpired command from the edge. ``round_id`` None means the table, not a round.

    ``seats`` belongs to SEATS, ``wish`` to DECIDE, ``entries`` and ``seconded_by`` to ENTER, ``hold_ns`` (when the hold that is meant began,
    this board's clock) to RELEASE and ENTER.
    """

    name: OrderName
    command_id: str
    by: str
    reason: str
    round_id: str | None = None
    seats: tuple[int, ...] = ()
    wish: Wish | None = None
    entries: tuple[Entered, ...] = ()
    seconded_by: str | None = None
    hold_ns: int | None = None
