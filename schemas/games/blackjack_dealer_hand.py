"""The dealer's cards while a round of blackjack is played: one up, perhaps one face down. Refuses a hole card that belies the peek."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.games.blackjack_dealer import ended_by_peek, may_be_natural, takes_another
from schemas.games.blackjack_hand import VALUES, BlackjackHand, is_natural
from schemas.games.blackjack_rules import BlackjackRules, Hole
from schemas.games.deal import Spot
from schemas.games.refusal import IllegalOutcome
from schemas.readings import FACE_DOWN

DEALER = "dealer"
HOLE_SPOT = Spot(DEALER, 2)


class DealerHand:
    """What lies before the dealer; a card that lies face down is ``FACE_DOWN``."""

    def __init__(self, rules: BlackjackRules) -> None:
        self._rules = rules
        self._cards: list[str] = []

    @property
    def cards(self) -> tuple[str, ...]:
        """The cards in order, the hole card as it lies."""
        return tuple(self._cards)

    @property
    def known(self) -> list[str]:
        """The cards that show."""
        return [card for card in self._cards if card != FACE_DOWN]

    @property
    def hole_is_down(self) -> bool:
        """The second card lies face down."""
        return FACE_DOWN in self._cards

    @property
    def shows_ace(self) -> bool:
        """Insurance is offered."""
        return VALUES[self._cards[0]] == 1

    @property
    def peeks(self) -> bool:
        """There is a hole card, and it may make a natural."""
        return self._rules.hole is Hole.PEEK and may_be_natural(self._cards[0])

    @property
    def opening_cards(self) -> int:
        """How many cards the dealer has before play."""
        return 2 if self._rules.hole is Hole.PEEK else 1

    @property
    def next_spot(self) -> Spot:
        """Where the next card goes, or the hole card is shown."""
        return HOLE_SPOT if self.hole_is_down else Spot(DEALER, len(self._cards) + 1)

    def lay(self, card: str) -> None:
        """Lay a card that is due. The second of two opening cards lies face down.

        Raises:
            IllegalOutcome: it lies the wrong way up.
        """
        down = len(self._cards) == 1 and self._rules.hole is Hole.PEEK
        if down != (card == FACE_DOWN):
            way = f"face down: {FACE_DOWN}" if down else "face up"
            raise IllegalOutcome(f"{card} at {self.next_spot}: this card of the dealer lies {way}")
        self._cards.append(card)

    def show_hole(self, card: str, *, peeking: bool) -> None:
        """Turn the hole card over: at the peek for a natural only, later for anything else.

        Raises:
            IllegalOutcome: the card belies the peek.
        """
        natural = is_natural([self._cards[0], card])
        if peeking and not natural:
            raise IllegalOutcome(
                f"{self._cards[0]} {card} is no natural: it lies face down until the seats have played"
            )
        if natural and not peeking:
            raise IllegalOutcome(f"{self._cards[0]} {card} is a natural, but the peek found none")
        self._cards[1] = card

    def takes_another(self, seats: Sequence[Sequence[BlackjackHand]]) -> bool:
        """Whether another card is taken against these hands."""
        return not ended_by_peek(self._rules, self._cards) and takes_another(self._rules, self._cards, seats)
