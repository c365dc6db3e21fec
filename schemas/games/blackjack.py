"""The result of a live round of blackjack. Can't be built unless every hand follows from its cards by play that some table allows.

The rules of the table are not in a result: ``check_round`` holds it against them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Self

from pydantic import Field, model_validator

from schemas.cards import CardCode, too_many
from schemas.games.blackjack_dealer import check_peek, has_live, must_draw, takes_another
from schemas.games.blackjack_hand import VALUES, BlackjackHand, check_hands
from schemas.games.blackjack_rules import (
    MOST_DECKS,
    MOST_HANDS,
    BlackjackRules,
    EnhcLoss,
    Hole,
    Soft17,
    Surrender,
)
from schemas.games.refusal import IllegalOutcome
from schemas.model import Message

MOST_SEATS = 7
MOST_DRAWS = 60

TwoCards = Annotated[tuple[CardCode, CardCode], Field(strict=False)]
Hands = Annotated[tuple[BlackjackHand, ...], Field(min_length=1, max_length=MOST_HANDS, strict=False)]
SeatNumber = Annotated[str, Field(pattern=r"^[1-7]$", description="Seats from the dealer's left, from 1.")]
Draws = Annotated[tuple[CardCode, ...], Field(max_length=MOST_DRAWS, strict=False)]
WIDEST = BlackjackRules(
    das=True,
    max_hands=MOST_HANDS,
    split_aces_one_card=False,
    surrender=Surrender.EARLY,
    hole=Hole.ENHC,
    enhc_loss=EnhcLoss.OBO,
)
"""Every play that any table allows, without a charlie."""
_SHORTEST = BlackjackRules(charlie=5)
"""Where a hand may be done before any other table would call it so."""


class BlackjackSeat(Message):
    """What was played at one seat: its first two cards, and its hands in the order in which splits made them."""

    initial: TwoCards
    hands: Hands


class BlackjackResult(Message):
    """What can settle bets: a round, or one seat of it."""


class BlackjackOutcome(BlackjackResult):
    """A complete round. ``dealer_hole`` is None where the dealer needed no second card."""

    seats: Annotated[dict[SeatNumber, BlackjackSeat], Field(min_length=1, max_length=MOST_SEATS)]
    dealer_up: CardCode
    dealer_hole: CardCode | None = None
    dealer_draws: Draws

    @model_validator(mode="after")
    def _some_table_can_produce_it(self) -> Self:
        check_copies(_cards_of(self), MOST_DECKS)
        for number, seat in self.seats.items():
            _check_seat(WIDEST, seat, self.dealer_up, f"seat {number}")
        _check_some_dealer(self)
        return self

    @property
    def dealer(self) -> tuple[str, ...]:
        """The dealer's cards in order."""
        return dealer_cards(self.dealer_up, self.dealer_hole, self.dealer_draws)


def dealer_cards(up: str, hole: str | None, draws: Sequence[str]) -> tuple[str, ...]:
    """The dealer's cards in the order in which they lie."""
    return (up, *([] if hole is None else [hole]), *draws)


def _cards_of(outcome: BlackjackOutcome) -> list[str]:
    hands = (hand for seat in outcome.seats.values() for hand in seat.hands)
    return [*outcome.dealer, *(card for hand in hands for card in hand.cards)]


def check_copies(cards: Iterable[str], decks: int) -> None:
    """Whether the decks hold all these cards.

    Raises:
        IllegalOutcome: names the card that shows too often.
    """
    card = too_many(cards, decks)
    if card is not None:
        raise IllegalOutcome(f"{card} shows more often than {decks} deck(s) hold")


def _check_seat(rules: BlackjackRules, seat: BlackjackSeat, up: str, name: str) -> None:
    try:
        check_hands(rules, seat.initial, seat.hands)
    except IllegalOutcome as wrong:
        raise IllegalOutcome(f"{name}: {wrong.message}") from None
    if any(hand.even_money for hand in seat.hands) and VALUES[up] != 1:
        raise IllegalOutcome(f"{name}: even money is offered against an ace, not against {up}")
    if any(hand.even_money for hand in seat.hands) and not rules.offers_even_money:
        raise IllegalOutcome(f"{name}: even money is not offered where a natural pays {rules.bj_pays} to one")


def _check_some_dealer(outcome: BlackjackOutcome) -> None:
    """The dealer's cards are such as some rules on soft seventeen and charlies lead to."""
    dealer, seats = outcome.dealer, [seat.hands for seat in outcome.seats.values()]
    live = has_live(_SHORTEST, seats)
    if outcome.dealer_hole is None and (outcome.dealer_draws or live or VALUES[outcome.dealer_up] == 1):
        raise IllegalOutcome(
            "dealer_hole is missing: a hand waits for the dealer's second card, or insurance does"
        )
    if outcome.dealer_draws and not has_live(WIDEST, seats):
        raise IllegalOutcome("dealer_draws must be empty: no hand was left to be beaten")
    for drawn in range(2, len(dealer)):
        if not must_draw(Soft17.HIT, dealer[:drawn]):
            raise IllegalOutcome(f"dealer_draws: the dealer stands with {' '.join(dealer[:drawn])}")
    if (live or outcome.dealer_draws) and must_draw(Soft17.STAND, dealer):
        raise IllegalOutcome(f"dealer_draws: the dealer is not finished with {' '.join(dealer)}")


def check_round(rules: BlackjackRules, outcome: BlackjackOutcome) -> None:
    """Whether a round can have been played under these rules.

    Raises:
        IllegalOutcome: names the seat or the dealer's cards, and what is not allowed.
    """
    check_copies(_cards_of(outcome), rules.decks)
    for number, seat in outcome.seats.items():
        _check_seat(rules, seat, outcome.dealer_up, f"seat {number}")
        check_peek(rules, outcome.dealer, seat.initial, seat.hands)
    seats = [seat.hands for seat in outcome.seats.values()]
    _check_dealer(rules, outcome.dealer, seats)


def _check_dealer(
    rules: BlackjackRules, dealer: Sequence[str], seats: Sequence[Sequence[BlackjackHand]]
) -> None:
    """Each card of the dealer was needed, and none is missing."""
    shown = 1 if rules.hole is Hole.ENHC else 2
    if len(dealer) < shown:
        raise IllegalOutcome(
            "dealer_hole is missing: at this table the dealer's second card lies from the start"
        )
    for drawn in range(shown, len(dealer)):
        if not takes_another(rules, dealer[:drawn], seats):
            raise IllegalOutcome(f"the dealer takes no card after {' '.join(dealer[:drawn])}, by these rules")
    if takes_another(rules, dealer, seats):
        raise IllegalOutcome(f"the dealer is not finished with {' '.join(dealer)}, by these rules")
