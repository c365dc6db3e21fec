"""The result of one seat, as a line of `edge-api settle` gives it. Can't be built unless its hands follow from its cards by legal play."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from pydantic import model_validator

from schemas.cards import CardCode
from schemas.games.blackjack import (
    WIDEST,
    BlackjackResult,
    Draws,
    Hands,
    TwoCards,
    check_copies,
    dealer_cards,
)
from schemas.games.blackjack_dealer import (
    check_peek,
    hangs_on_natural,
    has_live,
    may_be_natural,
    takes_another,
)
from schemas.games.blackjack_hand import BlackjackHand, check_hands
from schemas.games.blackjack_rules import MOST_DECKS, BlackjackRules, Hole
from schemas.games.refusal import IllegalOutcome


class SeatOutcome(BlackjackResult):
    """One seat as a line of `edge-api settle` gives it. Side bets need its first cards only; unused draws of the dealer may follow.

    Without a hole card the dealer's second card may be given as ``dealer_hole``, or as the first of ``dealer_draws``.
    """

    initial: TwoCards
    dealer_up: CardCode
    hands: Hands | None = None
    dealer_hole: CardCode | None = None
    dealer_draws: Draws = ()

    @model_validator(mode="after")
    def _some_table_can_produce_it(self) -> Self:
        check_copies(_cards_of(self), MOST_DECKS)
        for hand in self.hands or ():
            if hand.even_money:
                raise IllegalOutcome("even money is said by the bet, not by a hand")
        if self.hands is not None:
            check_hands(WIDEST, self.initial, self.hands)
        return self


def _cards_of(outcome: SeatOutcome) -> list[str]:
    held = [card for hand in outcome.hands or () for card in hand.cards] or outcome.initial
    return [*held, *dealer_given(outcome)]


def dealer_given(outcome: SeatOutcome) -> tuple[str, ...]:
    """The dealer's cards that the line gives, in order."""
    return dealer_cards(outcome.dealer_up, outcome.dealer_hole, outcome.dealer_draws)


def check_seat(rules: BlackjackRules, outcome: SeatOutcome) -> None:
    """Whether one seat can have been played under these rules.

    Raises:
        IllegalOutcome: says which hand, and what is not allowed.
    """
    check_copies(_cards_of(outcome), rules.decks)
    if rules.hole is Hole.PEEK and outcome.dealer_draws and outcome.dealer_hole is None:
        raise IllegalOutcome("dealer_draws come after dealer_hole, which is missing")
    if outcome.hands is not None:
        check_hands(rules, outcome.initial, outcome.hands)
        check_peek(rules, dealer_given(outcome), outcome.initial, outcome.hands)


def dealer_of_seat(rules: BlackjackRules, outcome: SeatOutcome) -> tuple[str, ...]:
    """The dealer's finished hand: of the cards given, as many as the rules take against this seat.

    Raises:
        IllegalOutcome: hands or dealer's cards are missing that are needed.
    """
    hands = hands_of_seat(outcome)
    given = iter(dealer_given(outcome))
    dealer = [next(given)]
    while _goes_on(rules, dealer, hands):
        card = next(given, None)
        if card is None:
            raise IllegalOutcome(f"the dealer is not finished with {' '.join(dealer)}: {_missing(dealer)}")
        dealer.append(card)
    return tuple(dealer)


def _goes_on(rules: BlackjackRules, dealer: Sequence[str], hands: Sequence[BlackjackHand]) -> bool:
    """Whether this seat is decided by the dealer's next card. A line's seat has no insurance: that is a line of its own."""
    if len(dealer) > 1:
        return takes_another(rules, dealer, [hands])
    hangs = may_be_natural(dealer[0]) and hangs_on_natural(rules, hands)
    return rules.hole is Hole.PEEK or hangs or has_live(rules, [hands])


def _missing(dealer: Sequence[str]) -> str:
    return "dealer_draws are too few" if len(dealer) > 1 else "dealer_hole is missing"


def hands_of_seat(outcome: SeatOutcome) -> tuple[BlackjackHand, ...]:
    """The seat's hands.

    Raises:
        IllegalOutcome: the line gives its first cards only.
    """
    if outcome.hands is None:
        raise IllegalOutcome("hands are missing: this bet is decided by the play of the seat")
    return outcome.hands
