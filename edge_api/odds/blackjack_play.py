"""How one hand of blackjack is best played against one first card of the dealer: for every hand that can come about, by the cards that are gone.

A decision that a rough reckoning on fixed chances finds worse by a wide margin is not looked at again; every other is worked out exactly.
"""

from __future__ import annotations

from copy import copy
from typing import NamedTuple

from edge_api.odds.blackjack_dealer import DealerOdds, Law
from edge_api.odds.blackjack_payoff import CHARLIE, End, Payoff, standing
from edge_api.odds.blackjack_shoe import PIPS, Hand, Shoe
from schemas.games.blackjack_hand import TWENTY_ONE
from schemas.games.blackjack_rules import BlackjackRules

NEVER = float("-inf")


def margin(decks: int) -> float:
    """How much worse a decision must look roughly to be left out: far more than the cards of a hand change its worth in so many decks."""
    return 0.03 + 0.12 / decks


class Plan(NamedTuple):
    """What is done with a hand from its third card on, or from its second without double and split."""

    worth: float
    hits: bool


class Play:
    """The best play of the hands that begin in one way. ``alone``: the seat's only hand; otherwise one of a split."""

    def __init__(self, rules: BlackjackRules, dealer: DealerOdds, shoe: Shoe, *, alone: bool) -> None:
        self.dealer = dealer
        self.plans: dict[int, Plan] = {}
        self._rules = rules
        self._shoe = shoe
        self._payoff = Payoff(rules, alone=alone)
        self._rough = _Rough(
            rules, self._payoff, dealer.law(shoe), [shoe.left[pip] / shoe.size for pip in PIPS]
        )
        self._margin = margin(rules.decks)

    def afresh(self) -> Play:
        """For hands that begin in another way: the same cards may be gone then with another hand held."""
        other = copy(self)
        other.plans = {}
        return other

    def end_of(self, hand: Hand, stakes: int = 1) -> End:
        """How a hand that takes no more cards ends."""
        won = self._rules.charlie and hand.cards >= self._rules.charlie and hand.total <= TWENTY_ONE
        return End(stakes, CHARLIE) if won else standing(hand.total, stakes)

    def best(self, hand: Hand) -> float:
        """Mean net of standing or hitting, whichever is better; the cards of the hand are out of the shoe."""
        known = self.plans.get(self._shoe.gone)
        if known is None:
            known = self.plans[self._shoe.gone] = self._plan(hand)
        return known.worth

    def _plan(self, hand: Hand) -> Plan:
        stand, hit = self._rough.options(hand)
        least = max(stand, hit) - self._margin
        stands = self.ended(hand) if stand >= least else NEVER
        hits = self.hit(hand) if hit >= least else NEVER
        return Plan(max(stands, hits), hits > stands)

    def ended(self, hand: Hand, stakes: int = 1) -> float:
        """Mean net of a hand that takes no more cards."""
        if hand.total > TWENTY_ONE:
            return self._payoff.bust(stakes, self.dealer.natural(self._shoe))
        return self._payoff.mean(self.end_of(hand, stakes), self.dealer.law(self._shoe))

    def hit(self, hand: Hand) -> float:
        """Mean net of another card and the best play after it."""
        return self._next_card(hand, stakes=1)

    def double(self, hand: Hand) -> float:
        """Mean net of one more stake and one more card."""
        return self._next_card(hand, stakes=2)

    def _next_card(self, hand: Hand, stakes: int) -> float:
        shoe, mean = self._shoe, 0.0
        for pip in PIPS:
            chance = shoe.chance(pip)
            if chance > 0:
                longer = hand.plus(pip)
                shoe.take(pip)
                over = stakes > 1 or longer.total > TWENTY_ONE
                mean += chance * (self.ended(longer, stakes) if over else self.best(longer))
                shoe.put_back(pip)
        return mean

    def roughly(self, hand: Hand) -> float:
        """About what a hand nets, a hand of one card too."""
        return max(self._rough.options(hand)) if hand.cards > 1 else self._rough.hit(hand)

    def roughly_one_card(self, hand: Hand) -> float:
        """About what a hand nets that gets one card and no more."""
        return self._rough.one_card(hand)


class _Rough:
    """The same on chances that do not change as cards are drawn."""

    def __init__(self, rules: BlackjackRules, payoff: Payoff, law: Law, chances: list[float]) -> None:
        self._charlie = rules.charlie
        self._chances = list(zip(PIPS, chances, strict=True))
        ends = range(TWENTY_ONE + 1)
        self._stands = [payoff.mean(standing(total), law) for total in ends]
        self._busts = payoff.bust(1, law[-1])
        self._wins = payoff.mean(End(1, CHARLIE), law)
        self._known: dict[Hand, tuple[float, float]] = {}

    def options(self, hand: Hand) -> tuple[float, float]:
        """About what standing and hitting net."""
        key = hand if self._charlie else hand._replace(cards=0)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._work_out(hand)
        return known

    def _work_out(self, hand: Hand) -> tuple[float, float]:
        if self._charlie and hand.cards >= self._charlie:
            return self._wins, NEVER
        return self._stands[hand.total], NEVER if hand.total >= TWENTY_ONE else self.hit(hand)

    def hit(self, hand: Hand) -> float:
        return sum(
            chance * (max(self.options(longer)) if longer.total <= TWENTY_ONE else self._busts)
            for longer, chance in self._after(hand)
        )

    def one_card(self, hand: Hand) -> float:
        return sum(chance * self._stands[longer.total] for longer, chance in self._after(hand))

    def _after(self, hand: Hand) -> list[tuple[Hand, float]]:
        return [(hand.plus(pip), chance) for pip, chance in self._chances]
