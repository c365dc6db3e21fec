"""What the main bet nets under the best play of its seat, and how likely: over every first card of the dealer and every first two of the seat.

Method, strategy and error bound: docs/odds-blackjack.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache

from edge_api.odds.blackjack_dealer import DealerOdds
from edge_api.odds.blackjack_nets import ALL, FOLLOWS, Follow, Nets, add, mean, of_one_hand, of_split
from edge_api.odds.blackjack_play import Play, margin
from edge_api.odds.blackjack_shoe import ACE, PIPS, TEN, Shoe, hand_of
from edge_api.odds.blackjack_split import Split
from edge_api.odds.blackjack_tally import Follower, Going, merge
from schemas.games.blackjack_hand import Action
from schemas.games.blackjack_rules import BlackjackRules, EnhcLoss, SplitBy, Surrender

HALF = Fraction(1, 2)
ROUNDED = Fraction(1, 10**9)
RESPLIT = Fraction(1, 10**6)
BUSTED_TOGETHER = Fraction(1, 10**6)
KEPT = 16


def error_bound(rules: BlackjackRules) -> Fraction:
    """How far the edge may be off, per original stake."""
    bound = ROUNDED + (RESPLIT if rules.max_hands > 2 else 0)
    return bound + (BUSTED_TOGETHER if rules.enhc_loss is EnhcLoss.BB1 and rules.max_hands > 1 else 0)


def main_nets(rules: BlackjackRules) -> Mapping[Follow, Nets]:
    """Chances of each net of the main bet, and of a bet behind by what it follows."""
    return _main_nets(_that_matter(rules))


def _that_matter(rules: BlackjackRules) -> BlackjackRules:
    """The rules without what does not touch the play."""
    usual = BlackjackRules()
    names = ("perfect_pairs", "twenty_one_three", "insurance_pays", "time_out", "rounding")
    return rules.model_copy(update={name: getattr(usual, name) for name in names})


@lru_cache(maxsize=KEPT)
def _main_nets(rules: BlackjackRules) -> Mapping[Follow, Nets]:
    nets: dict[Follow, Nets] = {follow: {} for follow in FOLLOWS}
    for up in PIPS:
        chance = Shoe(rules.decks).chance(up)
        for follow, found in _Against(rules, up).nets().items():
            for net, share in found.items():
                add(nets[follow], net, chance * share)
    return nets


class _Against:
    """Every seat's first two cards against one first card of the dealer."""

    def __init__(self, rules: BlackjackRules, up: int) -> None:
        self._rules = rules
        self._shoe = Shoe(rules.decks)
        self._shoe.take(up)
        self._dealer = DealerOdds(up, rules.dealer_soft17)
        self._play = Play(rules, self._dealer, self._shoe, alone=True)
        self._split_play = Play(rules, self._dealer, self._shoe, alone=False)
        self._follower = Follower(self._play, self._shoe)
        self._going: dict[int, Going] = {}
        self._nets: dict[Follow, Nets] = {follow: {} for follow in FOLLOWS}

    def nets(self) -> Mapping[Follow, Nets]:
        """Chances of each net, by what a bet follows."""
        for first in PIPS:
            for second in range(first, TEN + 1):
                self._two_cards(first, second)
        self._follower.go_on(self._going)
        for follow in FOLLOWS:
            self._add(follow, of_one_hand(self._rules, self._follower.tally, follow), 1.0)
        return self._nets

    def _two_cards(self, first: int, second: int) -> None:
        chance = self._shoe.chance(first) * (1 if first == second else 2)
        self._shoe.take(first)
        chance *= self._shoe.chance(second)
        self._shoe.take(second)
        if chance > 0:
            self._play_out(first, second, chance)
        self._shoe.put_back(second)
        self._shoe.put_back(first)

    def _play_out(self, first: int, second: int, chance: float) -> None:
        hand = hand_of(first, second)
        if (first, second) == (ACE, TEN):
            self._same_for_all(self._of_natural(), chance)
            return
        means = {Action.STAND: self._play.best(hand), Action.DOUBLE: self._play.double(hand)}
        split = self._split(first, second, max(means.values()))
        means |= {Action.SPLIT: mean(of_split(self._rules, split, ALL))} if split else {}
        surrendered = self._of_surrender()
        means |= {Action.SURRENDER: mean(surrendered)} if surrendered else {}
        match max(means, key=lambda action: means[action]):
            case Action.SURRENDER:
                self._same_for_all(surrendered, chance)
            case Action.SPLIT if split:
                for follow in FOLLOWS:
                    self._add(follow, of_split(self._rules, split, follow), chance)
            case Action.DOUBLE:
                self._follower.double(hand, chance)
            case _:
                merge(self._going, self._shoe.gone, hand, chance)

    def _split(self, first: int, second: int, otherwise: float) -> Split | None:
        """The split of a pair that looks worth it. Ten-values of one rank are never worth it, so their rank is left out."""
        by_rank_only = first == TEN and self._rules.split_by is SplitBy.RANK
        if first != second or self._rules.max_hands == 1 or by_rank_only:
            return None
        split = Split(self._rules, self._split_play, self._shoe, first)
        least = otherwise - 2 * margin(self._rules.decks)
        return split if split.roughly() - self._taken_once() >= least else None

    def _taken_once(self) -> float:
        """What a natural takes of a split but of none of its hands alone."""
        whole = self._rules.enhc_loss is EnhcLoss.ALL
        return 0.0 if whole else self._dealer.natural(self._shoe)

    def _of_natural(self) -> Nets:
        natural = self._dealer.natural(self._shoe)
        return {self._rules.bj_pays: 1.0 - natural, Fraction(0): natural}

    def _of_surrender(self) -> Nets:
        natural = self._dealer.natural(self._shoe)
        match self._rules.surrender:
            case Surrender.NONE:
                return {}
            case Surrender.EARLY:
                return {-HALF: 1.0}
            case Surrender.LATE:
                return {-HALF: 1.0 - natural, Fraction(-1): natural}

    def _same_for_all(self, nets: Nets, chance: float) -> None:
        for follow in FOLLOWS:
            self._add(follow, nets, chance)

    def _add(self, follow: Follow, nets: Nets, chance: float) -> None:
        for net, share in nets.items():
            add(self._nets[follow], net, chance * share)
