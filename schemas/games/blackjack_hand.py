"""One hand of blackjack: what it counts, what may be done with it, and whether it can have come about. Refuses a card after its end."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Annotated, NamedTuple

from pydantic import Field

from schemas.cards import DECK, CardCode
from schemas.games.blackjack_rules import BlackjackRules, SplitBy, Surrender
from schemas.games.refusal import IllegalOutcome
from schemas.model import Message

TWENTY_ONE = 21
_RANK_VALUES = {rank: min(place, 10) for place, rank in enumerate("A23456789TJQK", start=1)}
VALUES = {card: _RANK_VALUES[card[0]] for card in DECK}
"""Pips of each card: ace 1, ten to king 10."""


class Action(Enum):
    """What a seat may do. PLAY declines an early surrender; EVEN_MONEY takes 1:1 for a natural against an ace."""

    HIT = "hit"
    STAND = "stand"
    DOUBLE = "double"
    SPLIT = "split"
    SURRENDER = "surrender"
    PLAY = "play"
    EVEN_MONEY = "even_money"


class Points(NamedTuple):
    """What a hand counts; ``soft`` while an ace counts eleven."""

    total: int
    soft: bool


class BlackjackHand(Message):
    """A hand at the end of its play. ``even_money``: a natural against an ace was paid 1:1 at once."""

    cards: Annotated[tuple[CardCode, ...], Field(min_length=2, max_length=TWENTY_ONE, strict=False)]
    doubled: bool = False
    surrendered: bool = False
    even_money: bool = False

    @property
    def busted(self) -> bool:
        """It counts more than twenty-one."""
        return points(self.cards).total > TWENTY_ONE


def points(cards: Sequence[str]) -> Points:
    """What the cards count: one ace as eleven where that does not bust."""
    hard = sum(VALUES[card] for card in cards)
    soft = hard <= TWENTY_ONE - 10 and any(VALUES[card] == 1 for card in cards)
    return Points(hard + 10 if soft else hard, soft)


def is_natural(cards: Sequence[str]) -> bool:
    """Ace and ten-value on two cards. Not a natural in a hand that was split: the caller knows."""
    return len(cards) == 2 and points(cards).total == TWENTY_ONE


def is_pair(rules: BlackjackRules, first: str, second: str) -> bool:
    """Whether two cards may be split."""
    if rules.split_by is SplitBy.RANK:
        return first[0] == second[0]
    return VALUES[first] == VALUES[second]


def is_charlie(rules: BlackjackRules, cards: Sequence[str]) -> bool:
    """So many cards without a bust that the hand has won, if the dealer has no natural."""
    return bool(rules.charlie) and len(cards) >= rules.charlie and points(cards).total <= TWENTY_ONE


def is_over(rules: BlackjackRules, cards: Sequence[str], hands: int) -> bool:
    """Nothing is left to decide: twenty-one or more, a charlie, or a split ace with its one card."""
    one_card = hands > 1 and rules.split_aces_one_card and VALUES[cards[0]] == 1
    return one_card or points(cards).total >= TWENTY_ONE or is_charlie(rules, cards)


def actions(rules: BlackjackRules, cards: Sequence[str], hands: int) -> frozenset[Action]:
    """What may be done with a hand of two cards or more; ``hands`` is how many its seat has, this one included."""
    if is_over(rules, cards, hands):
        return frozenset()
    return frozenset(
        {Action.HIT, Action.STAND} | (_on_two_cards(rules, cards, hands) if len(cards) == 2 else set())
    )


def _on_two_cards(rules: BlackjackRules, cards: Sequence[str], hands: int) -> set[Action]:
    may = {
        Action.DOUBLE: hands == 1 or rules.das,
        Action.SPLIT: hands < rules.max_hands and is_pair(rules, cards[0], cards[1]),
        Action.SURRENDER: hands == 1 and rules.surrender is not Surrender.NONE,
    }
    return {action for action, allowed in may.items() if allowed}


def check_hands(rules: BlackjackRules, initial: Sequence[str], hands: Sequence[BlackjackHand]) -> None:
    """Whether a seat's hands, in the order in which they were made, can have come from its first two cards.

    Raises:
        IllegalOutcome: says which hand, and what the rules do not allow.
    """
    if len(hands) == 1:
        if tuple(hands[0].cards[:2]) != tuple(initial):
            raise IllegalOutcome(f"the hand must begin with the seat's first cards, {' '.join(initial)}")
    else:
        _check_split(rules, initial, hands)
    for number, hand in enumerate(hands, start=1):
        _check_play(rules, hand, len(hands), f"hand {number} ({' '.join(hand.cards)})")


def _check_split(rules: BlackjackRules, initial: Sequence[str], hands: Sequence[BlackjackHand]) -> None:
    firsts = [hand.cards[0] for hand in hands]
    most = 2 if VALUES[initial[0]] == 1 and rules.split_aces_one_card else rules.max_hands
    if not 1 <= len(hands) <= min(most, rules.max_hands):
        raise IllegalOutcome(
            f"{len(hands)} hands from {' '.join(initial)}: a seat has 1 to {min(most, rules.max_hands)} here"
        )
    if not all(is_pair(rules, initial[0], card) for card in [initial[1], *firsts]):
        raise IllegalOutcome(
            f"{' '.join(initial)} does not split into hands that begin with {' '.join(firsts)}"
        )
    if firsts[0] != initial[0] or initial[1] not in firsts[1:]:
        raise IllegalOutcome(
            f"split hands begin with the seat's first cards, {' '.join(initial)}, in this order"
        )


def _check_play(rules: BlackjackRules, hand: BlackjackHand, hands: int, name: str) -> None:
    opening = actions(rules, hand.cards[:2], hands)
    if hand.surrendered and (hand.doubled or len(hand.cards) > 2 or Action.SURRENDER not in opening):
        raise IllegalOutcome(
            f"{name} can't be surrendered: only two cards that were not played, where the rules have it"
        )
    if hand.doubled and (len(hand.cards) != 3 or Action.DOUBLE not in opening):
        raise IllegalOutcome(
            f"{name} can't be doubled: a double is two cards, where the rules allow it, and one more"
        )
    if hand.even_money and (hands > 1 or not is_natural(hand.cards)):
        raise IllegalOutcome(f"{name} takes no even money: that is for a natural")
    for drawn in range(2, len(hand.cards)):
        if is_over(rules, hand.cards[:drawn], hands):
            raise IllegalOutcome(f"{name}: no card after {' '.join(hand.cards[:drawn])}, which was over")
