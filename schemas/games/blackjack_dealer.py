"""The blackjack dealer: when a card is taken, and what must be known before a round can be paid. Takes none without need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from schemas.games.blackjack_hand import VALUES, BlackjackHand, is_charlie, is_natural, points
from schemas.games.blackjack_rules import BlackjackRules, EnhcLoss, Hole, Soft17, Surrender
from schemas.games.refusal import IllegalOutcome

Hands = Sequence[BlackjackHand]
"""The hands of one seat, finished."""
STANDS_FROM = 17


def may_be_natural(up: str) -> bool:
    """Whether the dealer's first card can be half of a natural."""
    return VALUES[up] in (1, 10)


def must_draw(soft17: Soft17, cards: Sequence[str]) -> bool:
    """Whether the dealer's two cards or more are too few, if any hand is to be beaten."""
    total, soft = points(cards)
    return total < STANDS_FROM or (soft and total == STANDS_FROM and soft17 is Soft17.HIT)


def is_live(rules: BlackjackRules, hand: BlackjackHand, hands: int) -> bool:
    """Whether the hand is still to be compared with the dealer's: not bust, surrendered, a charlie or a natural."""
    natural = hands == 1 and is_natural(hand.cards)
    return not (hand.surrendered or hand.busted or natural or is_charlie(rules, hand.cards))


def has_live(rules: BlackjackRules, seats: Iterable[Hands]) -> bool:
    """Whether any hand of any seat is live."""
    return any(is_live(rules, hand, len(hands)) for hands in seats for hand in hands)


def takes_another(rules: BlackjackRules, dealer: Sequence[str], seats: Sequence[Hands]) -> bool:
    """Whether the dealer, whose cards lie open and whose turn it is, takes a card."""
    if len(dealer) == 1:
        return _takes_second(rules, dealer[0], seats)
    return must_draw(rules.dealer_soft17, dealer) and has_live(rules, seats)


def _takes_second(rules: BlackjackRules, up: str, seats: Sequence[Hands]) -> bool:
    """Without a hole card: when a hand is live, or something hangs on a natural. Against an ace insurance does."""
    if not may_be_natural(up):
        return has_live(rules, seats)
    return VALUES[up] == 1 or any(hangs_on_natural(rules, hands) for hands in seats)


def hangs_on_natural(rules: BlackjackRules, hands: Hands) -> bool:
    """Whether a dealer natural changes what this seat gets."""
    first, extra = hands[0], len(hands) > 1 or hands[0].doubled
    if first.surrendered:
        return rules.surrender is Surrender.LATE
    if all(hand.busted for hand in hands):
        return extra and rules.enhc_loss is EnhcLoss.OBO
    return True


def ended_by_peek(rules: BlackjackRules, dealer: Sequence[str]) -> bool:
    """Whether the dealer's first two cards ended the round before any hand was played."""
    return rules.hole is Hole.PEEK and is_natural(dealer[:2])


def check_peek(
    rules: BlackjackRules, dealer: Sequence[str], initial: Sequence[str], hands: Sequence[BlackjackHand]
) -> None:
    """Whether a seat was left alone when the dealer's natural ended the round.

    Raises:
        IllegalOutcome: it was played.
    """
    if not ended_by_peek(rules, dealer):
        return
    hand = hands[0]
    early = hand.surrendered and rules.surrender is Surrender.EARLY
    if len(hands) > 1 or hand.cards != initial or hand.doubled or (hand.surrendered and not early):
        raise IllegalOutcome(
            f"the dealer's natural ended the round before {' '.join(initial)} could be played"
        )
