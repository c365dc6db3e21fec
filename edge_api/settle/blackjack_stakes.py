"""What one stake on one hand of blackjack brings: every bet on a seat's play is a sum of such stakes. Knows nobody who placed them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from edge_api.settle.profile import HALVED, PUSHED, Part
from schemas.games.blackjack_hand import TWENTY_ONE, BlackjackHand, is_charlie, is_natural, points
from schemas.games.blackjack_rules import BlackjackRules, EnhcLoss, Surrender

EVEN_MONEY = Part.won(Fraction(1))
Result = Part | None
"""What comes back of a stake; None: it is lost."""


class Stake(NamedTuple):
    """One stake on a hand, counted from 0; ``added`` by a double."""

    hand: int
    added: bool = False


ORIGINAL = Stake(0)


class Played(NamedTuple):
    """A seat that has been played, and the dealer's finished hand."""

    rules: BlackjackRules
    hands: Sequence[BlackjackHand]
    dealer: Sequence[str]


def stakes_on(hands: Sequence[BlackjackHand], *, follow_double: bool, follow_split: bool) -> Iterator[Stake]:
    """The stakes of a bet that goes along with doubles and splits, or not; without a split it stays on the first hand."""
    for index, hand in enumerate(hands if follow_split else hands[:1]):
        yield Stake(index)
        if hand.doubled and follow_double:
            yield Stake(index, added=True)


def result(played: Played, stake: Stake) -> Result:
    """What comes back of one stake, in the order of docs/settle.md: even money, surrender, natural, dealer natural, bust, charlie, dealer.

    A bust comes after the dealer's natural because that may give back what was added to the original bet.
    """
    rules, hands, dealer = played
    hand, natural = hands[stake.hand], is_natural(dealer[:2])
    if hand.even_money:
        return EVEN_MONEY
    if hand.surrendered:
        return None if natural and rules.surrender is Surrender.LATE else HALVED
    if len(hands) == 1 and is_natural(hand.cards):
        return PUSHED if natural else Part.won(rules.bj_pays)
    if natural:
        return PUSHED if _spared(rules, hands, stake) else None
    return None if hand.busted else _compared(rules, hand, dealer)


def _spared(rules: BlackjackRules, hands: Sequence[BlackjackHand], stake: Stake) -> bool:
    """Whether a dealer natural that showed after the play leaves the stake alone."""
    match rules.enhc_loss:
        case EnhcLoss.ALL | None:
            return False
        case EnhcLoss.OBO:
            return stake != ORIGINAL
        case EnhcLoss.BB1:
            standing = [index for index, hand in enumerate(hands) if not hand.busted]
            return stake.hand in standing and stake != Stake(standing[0])


def _compared(rules: BlackjackRules, hand: BlackjackHand, dealer: Sequence[str]) -> Result:
    if is_charlie(rules, hand.cards):
        return EVEN_MONEY
    mine, theirs = points(hand.cards).total, points(dealer).total
    if theirs > TWENTY_ONE or mine > theirs:
        return EVEN_MONEY
    return PUSHED if mine == theirs else None
