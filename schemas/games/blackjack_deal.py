"""A live round of blackjack as it is dealt and played: whose card is next, whose turn it is, what that hand may do.

The order is fixed: one card up to each seat from the dealer's left, the dealer's first card, second cards, the dealer's second card
face down (where there is a hole card); then insurance against an ace, early surrender, the peek, the seats' hands, the dealer.
Refuses cards that are not due and decisions that the hand does not have.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import ClassVar

from schemas.cards import parse_card, too_many
from schemas.games.blackjack import MOST_SEATS, BlackjackOutcome, BlackjackSeat
from schemas.games.blackjack_box import Box, Turn
from schemas.games.blackjack_dealer_hand import DEALER, HOLE_SPOT, DealerHand
from schemas.games.blackjack_hand import Action, BlackjackHand
from schemas.games.blackjack_rules import BlackjackRules, Surrender
from schemas.games.deal import Deal, Readings, Spot
from schemas.games.refusal import IllegalOutcome
from schemas.readings import FACE_DOWN


class Stage(Enum):
    """What the round waits for, in order."""

    DEALING = "dealing"
    INSURANCE = "insurance"
    EARLY_SURRENDER = "early_surrender"
    PEEK = "peek"
    SEATS = "seats"
    DEALER = "dealer"
    COMPLETE = "complete"


class BlackjackDeal(Deal):
    """One round. Seats are taken before the first card; a seat keeps its number, a hand the number that its split gave it."""

    reads: ClassVar[Readings] = Readings.CARDS

    def __init__(self, rules: BlackjackRules, seats: Iterable[int] = ()) -> None:
        self._rules = rules
        self._boxes: dict[int, Box] = {}
        self._dealer = DealerHand(rules)
        self._stage = Stage.DEALING
        for number in seats:
            self.seat(number)

    def seat(self, number: int) -> None:
        """Take a seat, 1 to 7 from the dealer's left. Taking it twice changes nothing.

        Raises:
            IllegalOutcome: no such seat, or cards are out already.
        """
        if not 1 <= number <= MOST_SEATS:
            raise IllegalOutcome(f"there is no seat {number}: seats are 1 to {MOST_SEATS}")
        if number in self._boxes:
            return
        if self._cards_out():
            raise IllegalOutcome(f"seat {number} is taken too late: the first card is out")
        self._boxes = dict(sorted({**self._boxes, number: Box(number)}.items()))

    @property
    def seats(self) -> tuple[int, ...]:
        """The seats that are dealt, from the dealer's left."""
        return tuple(self._boxes)

    @property
    def stage(self) -> Stage:
        """What the round waits for."""
        return self._stage

    @property
    def complete(self) -> bool:
        return self._stage is Stage.COMPLETE

    @property
    def due(self) -> Spot | None:
        match self._stage:
            case Stage.DEALING:
                return self._opening_spot()
            case Stage.PEEK:
                return HOLE_SPOT
            case Stage.SEATS:
                return self._at_play().due(self._rules)
            case Stage.DEALER:
                return self._dealer.next_spot
            case Stage.INSURANCE | Stage.EARLY_SURRENDER | Stage.COMPLETE:
                return None

    @property
    def turn(self) -> Turn | None:
        """Whose decision is wanted now; None while a card is due, insurance is offered, or nobody is asked."""
        match self._stage:
            case Stage.EARLY_SURRENDER:
                return next(box.early_turn() for box in self._boxes.values() if self._is_asked(box))
            case Stage.SEATS if self.due is None:
                return self._at_play().turn(self._rules, surrender=not self._surrenders_before_peek)
        return None

    @property
    def insurance_due(self) -> bool:
        """An ace shows and nothing has been played: insurance and even money may be taken until ``close_insurance``."""
        return self._stage is Stage.INSURANCE

    @property
    def may_take_even_money(self) -> tuple[int, ...]:
        """Seats with a natural that may still be paid 1:1 at once, where the table offers it."""
        offered = self.insurance_due and self._rules.offers_even_money
        return tuple(number for number, box in self._boxes.items() if offered and box.may_take_even_money)

    def close_insurance(self) -> None:
        """Nobody takes insurance or even money any more.

        Raises:
            IllegalOutcome: insurance is not offered now.
        """
        if not self.insurance_due:
            raise IllegalOutcome("insurance is not offered now")
        self._enter(Stage.EARLY_SURRENDER)

    def decide(self, seat: int, hand: int, action: Action) -> None:
        """What a seat does with a hand.

        Raises:
            IllegalOutcome: it is not that hand's turn, or it may not do so.
        """
        if action is Action.EVEN_MONEY:
            self._take_even_money(seat, hand)
            return
        turn = self.turn
        if turn is None or (seat, hand) != (turn.seat, turn.hand):
            whose = f"seat {turn.seat}, hand {turn.hand}, is asked" if turn else "no seat is asked now"
            raise IllegalOutcome(f"{action.value} at seat {seat}, hand {hand}: {whose}")
        if action not in turn.actions:
            may = ", ".join(sorted(allowed.value for allowed in turn.actions))
            raise IllegalOutcome(f"seat {seat}, hand {hand} can't {action.value}: it may {may}")
        self._boxes[seat].decide(hand, action)
        self._enter(self._stage)

    def _take_even_money(self, seat: int, hand: int) -> None:
        if hand != 1 or seat not in self.may_take_even_money:
            raise IllegalOutcome(
                f"seat {seat}, hand {hand} can't take even money: a natural may, while insurance is offered"
            )
        self._boxes[seat].decide(hand, Action.EVEN_MONEY)

    def lay(self, spot: Spot, value: str) -> None:
        """Lay the card that is due. At the peek, the hole card laid face down again says that the dealer has no natural.

        Raises:
            IllegalOutcome: it is not due there, no card, one too many, or it belies the peek.
        """
        self.refuse_unless_due(spot, value)
        if value != FACE_DOWN:
            self._check_card(value)
        if self._stage is Stage.PEEK:
            self._peek(value)
        elif spot.place == DEALER:
            self._lay_before_dealer(value)
        else:
            self._lay_at_seat(spot, value)
        self._enter(self._stage)

    def _peek(self, value: str) -> None:
        if value == FACE_DOWN:
            self._stage = Stage.SEATS
            return
        self._dealer.show_hole(value, peeking=True)
        self._stage = Stage.DEALER

    def _lay_before_dealer(self, value: str) -> None:
        if self._dealer.hole_is_down and value != FACE_DOWN:
            self._dealer.show_hole(value, peeking=False)
        else:
            self._dealer.lay(value)

    def _lay_at_seat(self, spot: Spot, value: str) -> None:
        if value == FACE_DOWN:
            raise IllegalOutcome(f"{value} at {spot}: cards lie face up at the seats")
        self._boxes[int(spot.place.removeprefix("seat-"))].lay(spot.hand, value)

    def _check_card(self, value: str) -> None:
        try:
            card = too_many([*self._cards_out(), parse_card(value)], self._rules.decks)
        except ValueError as wrong:
            raise IllegalOutcome(str(wrong)) from None
        if card is not None:
            raise IllegalOutcome(f"{card} shows more often than {self._rules.decks} deck(s) hold")

    def outcome(self) -> BlackjackOutcome:
        if not self.complete:
            raise IllegalOutcome(f"the round is not complete: it waits for {self.due or self._stage.value}")
        up, *rest = self._dealer.cards
        return BlackjackOutcome(
            seats={str(number): self._result_of(box) for number, box in self._boxes.items()},
            dealer_up=up,
            dealer_hole=rest[0] if rest else None,
            dealer_draws=tuple(rest[1:]),
        )

    def _result_of(self, box: Box) -> BlackjackSeat:
        return BlackjackSeat(initial=box.initial, hands=box.finished())

    def standing(self) -> Mapping[str, Sequence[str]]:
        """Places are "seat-1" for its first hand, "seat-1/2" for the second hand after a split, and "dealer"."""
        hands = {place: cards for box in self._boxes.values() for place, cards in box.standing()}
        return {**hands, DEALER: self._dealer.cards}

    def _cards_out(self) -> list[str]:
        held = (cards for box in self._boxes.values() for _, cards in box.standing())
        return [*self._dealer.known, *(card for cards in held for card in cards)]

    def _at_play(self) -> Box:
        """The first seat, from the dealer's left, that is not done."""
        return next(box for box in self._boxes.values() if not box.is_done(self._rules))

    @property
    def _surrenders_before_peek(self) -> bool:
        return self._rules.surrender is Surrender.EARLY and self._dealer.peeks

    def _is_asked(self, box: Box) -> bool:
        return self._surrenders_before_peek and box.waits_for_early_turn(self._rules)

    def _opening_spot(self) -> Spot | None:
        """Of the first two cards of each seat and of the dealer, the first that does not lie."""
        dealt = [(len(box) + 1, box.place) for box in self._boxes.values() if len(box) < 2]
        if len(self._dealer.cards) < self._dealer.opening_cards:
            dealt.append((len(self._dealer.cards) + 1, DEALER))
        if not self._boxes or not dealt:
            return None
        index, place = min(dealt, key=lambda spot: (spot[0], spot[1] == DEALER))
        return Spot(place, index)

    def _enter(self, stage: Stage) -> None:
        """Go on to the first stage, from this one, that waits for something."""
        stages = list(Stage)
        self._stage = next(later for later in stages[stages.index(stage) :] if self._waits(later))

    def _waits(self, stage: Stage) -> bool:
        match stage:
            case Stage.DEALING:
                return self._opening_spot() is not None
            case Stage.INSURANCE:
                return self._dealer.shows_ace
            case Stage.EARLY_SURRENDER:
                return any(self._is_asked(box) for box in self._boxes.values())
            case Stage.PEEK:
                return self._dealer.peeks
            case Stage.SEATS:
                return not all(box.is_done(self._rules) for box in self._boxes.values())
            case Stage.DEALER:
                return self._dealer.hole_is_down or self._dealer.takes_another(self._finished())
            case Stage.COMPLETE:
                return True

    def _finished(self) -> list[Sequence[BlackjackHand]]:
        return [box.finished() for box in self._boxes.values()]
