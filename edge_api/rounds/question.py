"""What a table asks its players while a round is played: insurance, or what a hand does. A window of its own, with its own end."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from schemas.games.blackjack_hand import Action

NEVER_NS = 2**62
"""No end: of a stake that follows a decision, and so has no window of its own."""

HandAt = tuple[int, int]
"""Seat and hand, from 1."""


class Window(Protocol):
    """When a stake must be durable: before ``deadline_mono_ns`` of the edge, and while nothing has closed it."""

    @property
    def deadline_mono_ns(self) -> int: ...

    @property
    def is_open(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class NoWindow:
    """Of stakes that follow what was decided in time."""

    deadline_mono_ns: int = NEVER_NS
    is_open: bool = True


class Asked(Enum):
    """INSURANCE is asked of every seat at once, with even money for naturals; TURN of one hand."""

    INSURANCE = "insurance"
    TURN = "turn"


@dataclass(slots=True)
class Question:
    """``answered`` names the decision of each hand that has answered; it may not be durable yet."""

    kind: Asked
    deadline_mono_ns: int
    seat: int | None = None
    hand: int = 1
    actions: tuple[Action, ...] = ()
    is_open: bool = True
    answered: dict[HandAt, str] = field(default_factory=dict)

    def asks(self, seat: int, hand: int) -> bool:
        """This hand's decision is wanted."""
        return self.is_open and self.kind is Asked.TURN and (self.seat, self.hand) == (seat, hand)
