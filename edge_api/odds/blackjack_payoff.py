"""What a played hand of blackjack nets against each end of the dealer's. Says what the settlement says, on pips instead of cards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from edge_api.odds.blackjack_dealer import BUST, NATURAL, TOTALS, Law
from schemas.games.blackjack_dealer import STANDS_FROM
from schemas.games.blackjack_hand import TWENTY_ONE
from schemas.games.blackjack_rules import BlackjackRules, EnhcLoss

CHARLIE = TWENTY_ONE + 1
"""A hand that has won, whatever the dealer draws."""
BUSTED = 0
LOWEST = STANDS_FROM - 1
"""Stands for every total that the dealer can't tie."""


class End(NamedTuple):
    """How a hand ended: its stakes, and its total (``LOWEST`` for all that are lower), ``BUSTED`` or ``CHARLIE``."""

    stakes: int
    total: int


def standing(total: int, stakes: int = 1) -> End:
    """The end of a hand that stands, or busts."""
    return End(stakes, BUSTED if total > TWENTY_ONE else max(total, LOWEST))


def result(total: int, dealer: int) -> int:
    """1 won, 0 pushed, -1 lost, against an end of the dealer's other than a natural (a place in its law)."""
    if total == BUSTED:
        return -1
    theirs = 0 if dealer == BUST else TOTALS[dealer]
    return (total > theirs) - (total < theirs)


def lost_to_natural(rules: BlackjackRules, ends: Sequence[End]) -> int:
    """Stakes that a dealer natural takes from the hands that a bet is on. A peek leaves no more than the original at stake."""
    staked = sum(end.stakes for end in ends)
    match rules.enhc_loss:
        case EnhcLoss.ALL:
            return staked
        case EnhcLoss.BB1:
            return min(staked, 1 + sum(end.stakes for end in ends if end.total == BUSTED))
    return 1


class Payoff:
    """The mean of what one hand nets. ``alone``: it is the seat's only hand, so that a dealer natural takes its original bet;
    what it takes from split hands together, beyond each hand's own loss, is reckoned with the split."""

    def __init__(self, rules: BlackjackRules, *, alone: bool) -> None:
        self._rules = rules
        self._alone = alone

    def mean(self, end: End, law: Law) -> float:
        """Mean net of a hand against the dealer's law."""
        won = sum(result(end.total, dealer) * law[dealer] for dealer in range(NATURAL))
        return end.stakes * won - self._lost(end) * law[NATURAL]

    def bust(self, stakes: int, natural: float) -> float:
        """Mean net of a busted hand: all is lost but what a natural would give back."""
        end = End(stakes, BUSTED)
        return -stakes * (1.0 - natural) - self._lost(end) * natural

    def _lost(self, end: End) -> int:
        """Stakes of this hand that a natural takes."""
        if self._alone:
            return lost_to_natural(self._rules, [end])
        match self._rules.enhc_loss:
            case EnhcLoss.ALL:
                return end.stakes
            case EnhcLoss.BB1:
                return end.stakes if end.total == BUSTED else 0
        return 0
