"""The cards of one coup as the shoe scanned them, laid by the drawing rules. Refuses to lay a card where the rules do not."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from hardware.signals import CardRead, CardTarget
from schemas.causes import Seat
from schemas.games.baccarat import BaccaratHand, next_target

SEATS = {CardTarget.PLAYER: Seat.PLAYER, CardTarget.BANKER: Seat.BANKER}


class Laid(Enum):
    """What became of a scanned card."""

    IN_PLACE = "in_place"
    AGAIN = "again"
    OTHERWISE = "otherwise"
    WRONG = "wrong"
    EXTRA = "extra"


@dataclass(frozen=True, slots=True)
class Place:
    """A card on the layout."""

    seat: Seat
    index: int
    card: str

    def __str__(self) -> str:
        return f"{self.seat.value}'s card {self.index} ({self.card})"


@dataclass(slots=True)
class Coup:
    """``hands`` follow the drawing rules at any time; ``loose`` are cards that were scanned and could not be laid."""

    hands: dict[Seat, list[str]] = field(default_factory=lambda: {Seat.PLAYER: [], Seat.BANKER: []})
    loose: list[str] = field(default_factory=list)

    def scan(self, read: CardRead) -> Laid:
        """Lay a card that the shoe says went to Player or Banker.

        AGAIN: a retransmission of what lies there. OTHERWISE: a retransmission that contradicts it. WRONG and EXTRA cards are
        kept loose, and so is every card after them: only a human can say that the order of scanning was right.
        """
        seat = SEATS[read.target]
        lies = self._lies(seat, read.index)
        if read.resent and lies is not None:
            return Laid.AGAIN if lies == read.card else Laid.OTHERWISE
        due = self.due
        if not self.loose and due == (seat, read.index):
            self.hands[seat].append(read.card)
            return Laid.IN_PLACE
        self.loose.append(read.card)
        return Laid.EXTRA if due is None else Laid.WRONG

    def take(self, seat: str, index: int, card: str) -> bool:
        """Lay a card that people say lies there; False where the rules ask for another place."""
        due = self.due
        if self.loose or due is None or (due[0].value, due[1]) != (seat, index):
            return False
        self.hands[due[0]].append(card)
        return True

    def restore_order(self) -> list[Place]:
        """Lay the loose cards in the order of scanning (a pit boss says that it was right); what is left over stays loose."""
        laid = []
        while self.loose and (due := self.due) is not None:
            seat, index = due
            card = self.loose.pop(0)
            self.hands[seat].append(card)
            laid.append(Place(seat, index, card))
        return laid

    @property
    def due(self) -> tuple[Seat, int] | None:
        """Seat and index of the next card; None when the coup is complete."""
        target = next_target(self.player, self.banker)
        if target is None:
            return None
        seat = Seat.PLAYER if target is BaccaratHand.PLAYER else Seat.BANKER
        return seat, len(self.hands[seat]) + 1

    @property
    def complete(self) -> bool:
        """All cards lie, and none too many."""
        return self.due is None and not self.loose

    @property
    def begun(self) -> bool:
        """A card was scanned."""
        return bool(self.player or self.loose)

    @property
    def player(self) -> list[str]:
        """The Player's hand."""
        return self.hands[Seat.PLAYER]

    @property
    def banker(self) -> list[str]:
        """The Banker's hand."""
        return self.hands[Seat.BANKER]

    def _lies(self, seat: Seat, index: int) -> str | None:
        hand = self.hands[seat]
        return hand[index - 1] if index <= len(hand) else None
