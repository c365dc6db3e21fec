"""One seat of blackjack while it is played: its hands, the card it waits for, the decision it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schemas.games.blackjack_hand import Action, BlackjackHand, actions, is_natural, is_over, points
from schemas.games.blackjack_rules import BlackjackRules, TimeOut
from schemas.games.deal import Spot
from schemas.games.refusal import IllegalOutcome

TIME_OUT_STANDS_FROM = 12


@dataclass(frozen=True, slots=True)
class Turn:
    """The decision that is wanted: what the hand may do, and what it does without an answer in time."""

    seat: int
    hand: int
    actions: frozenset[Action]
    on_time_out: Action


@dataclass(slots=True)
class _Hand:
    """A hand on the layout. ``drawing``: it was hit or doubled, and waits for the card."""

    cards: list[str]
    drawing: bool = False
    stood: bool = False
    doubled: bool = False
    surrendered: bool = False
    even_money: bool = False

    @property
    def wants_card(self) -> bool:
        return self.drawing or len(self.cards) < 2

    def is_done(self, rules: BlackjackRules, hands: int) -> bool:
        if self.wants_card:
            return False
        return self.stood or self.surrendered or self.doubled or is_over(rules, self.cards, hands)


class Box:
    """A seat with its hands, numbered from 1 in the order in which splits make them; they are played in this order."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.place = f"seat-{number}"
        self._initial: tuple[str, str] | None = None
        self._hands = [_Hand([])]
        self._declined_surrender = False

    def __len__(self) -> int:
        """Cards that were dealt to the seat before play."""
        return len(self._hands[0].cards) if self._initial is None else 2

    @property
    def initial(self) -> tuple[str, str]:
        """The first two cards.

        Raises:
            IllegalOutcome: they do not lie yet.
        """
        if self._initial is None:
            raise IllegalOutcome(f"{self.place} has not been dealt two cards")
        return self._initial

    def lay(self, hand: int, card: str) -> None:
        """Lay a card that is due."""
        self._hands[hand - 1].cards.append(card)
        self._hands[hand - 1].drawing = False
        if self._initial is None and len(self._hands[0].cards) == 2:
            first, second = self._hands[0].cards
            self._initial = (first, second)

    def is_done(self, rules: BlackjackRules) -> bool:
        """Nothing is left to deal or to decide here."""
        return all(hand.is_done(rules, len(self._hands)) for hand in self._hands)

    def due(self, rules: BlackjackRules) -> Spot | None:
        """Where the next card of this seat goes; None when a decision comes first."""
        number, hand = self._at_play(rules)
        return Spot(self.place, len(hand.cards) + 1, number) if hand.wants_card else None

    def turn(self, rules: BlackjackRules, *, surrender: bool) -> Turn:
        """The decision that the hand at play is asked for; without ``surrender`` the time for that is over."""
        number, hand = self._at_play(rules)
        may = actions(rules, hand.cards, len(self._hands)) - ({Action.SURRENDER} if not surrender else set())
        low = points(hand.cards).total < TIME_OUT_STANDS_FROM
        hits = rules.time_out is TimeOut.STAND_12 and low
        return Turn(self.number, number, may, Action.HIT if hits else Action.STAND)

    def early_turn(self) -> Turn:
        """The question of early surrender, before the dealer peeks."""
        return Turn(self.number, 1, frozenset({Action.SURRENDER, Action.PLAY}), Action.PLAY)

    def waits_for_early_turn(self, rules: BlackjackRules) -> bool:
        """Whether that question is open."""
        return not self._declined_surrender and not self.is_done(rules)

    @property
    def may_take_even_money(self) -> bool:
        """It has a natural that was not paid yet."""
        return is_natural(self.initial) and not self._hands[0].even_money

    def decide(self, number: int, action: Action) -> None:
        """Do what a hand of this seat was allowed to do."""
        hand = self._hands[number - 1]
        match action:
            case Action.HIT:
                hand.drawing = True
            case Action.STAND:
                hand.stood = True
            case Action.DOUBLE:
                hand.doubled = hand.drawing = True
            case Action.SPLIT:
                self._hands.append(_Hand([hand.cards.pop()]))
            case Action.SURRENDER:
                hand.surrendered = True
            case Action.PLAY:
                self._declined_surrender = True
            case Action.EVEN_MONEY:
                hand.even_money = True

    def finished(self) -> tuple[BlackjackHand, ...]:
        """The hands as a result gives them."""
        return tuple(
            BlackjackHand(
                cards=tuple(hand.cards),
                doubled=hand.doubled,
                surrendered=hand.surrendered,
                even_money=hand.even_money,
            )
            for hand in self._hands
        )

    def standing(self) -> Iterator[tuple[str, Sequence[str]]]:
        """What lies here, by place; a split hand has its number behind the seat's."""
        for number, hand in enumerate(self._hands, start=1):
            yield (self.place if number == 1 else f"{self.place}/{number}"), tuple(hand.cards)

    def _at_play(self, rules: BlackjackRules) -> tuple[int, _Hand]:
        """The first hand that is not done, with its number."""
        hands = enumerate(self._hands, start=1)
        return next((number, hand) for number, hand in hands if not hand.is_done(rules, len(self._hands)))
