"""A pair that is split: the ends of its hands, of the first of them, and how many there are.

Cards that nobody has seen are alike, in whatever order hands are dealt. So each hand of a split is played out alone, with the pair's other
card out of the shoe, and hands add up exactly. With more than two hands, the hands that another split made, or that did not split, are
told apart by including and excluding the cards that must, or must not, be of the pair.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import comb
from typing import NamedTuple

from edge_api.odds.blackjack_play import Play
from edge_api.odds.blackjack_shoe import ACE, PIPS, Shoe, hand_of
from edge_api.odds.blackjack_tally import Follower, Going, Tally
from schemas.games.blackjack_hand import TWENTY_ONE
from schemas.games.blackjack_rules import BlackjackRules


class Leaf(NamedTuple):
    """How splitting may go: ``more`` cards of the pair came after the first two, ``apart`` hands drew another card when they
    might have been split, ``last`` hands may have drawn any because no more hands are allowed."""

    more: int
    apart: int
    last: int

    @property
    def hands(self) -> int:
        """How many hands the seat has in the end."""
        return self.apart + self.last


def leaves(most: int) -> Iterator[Leaf]:
    """Every way in which a split may go with at most so many hands, one for each order of cards."""

    def after(waiting: int, leaf: Leaf) -> Iterator[Leaf]:
        if leaf.apart + waiting == most or not waiting:
            yield leaf._replace(last=waiting)
            return
        yield from after(waiting + 1, leaf._replace(more=leaf.more + 1))
        yield from after(waiting - 1, leaf._replace(apart=leaf.apart + 1))

    yield from after(2, Leaf(0, 0, 0))


class Hands(NamedTuple):
    """The ends of one hand of a split: with any second card, and with one that is not of the pair (weights of that alone)."""

    any: Tally
    apart: Tally


@dataclass(frozen=True)
class Split:
    """A split pair of ``pip``. ``shoe`` lacks both its cards and the dealer's first.

    With more than two hands, a hand is played out for up to ``measured`` more cards of the pair gone; what it does with more of them
    gone lies on the straight line through the last two.
    """

    rules: BlackjackRules
    play: Play
    shoe: Shoe
    pip: int
    measured: int = 1

    @property
    def most(self) -> int:
        """How many hands it may lead to."""
        return 2 if self._one_card else self.rules.max_hands

    @property
    def _one_card(self) -> bool:
        return self.pip == ACE and self.rules.split_aces_one_card

    def roughly(self) -> float:
        """About what both hands net before a natural takes what belongs to none of them."""
        hand = hand_of(self.pip)
        one = self.play.roughly_one_card(hand) if self._one_card else self.play.roughly(hand)
        return 2 * one

    @cached_property
    def ends(self) -> Tally:
        """How often hands end in each way; the weights sum up to the mean number of hands."""
        return self._sum(first_only=False)

    @cached_property
    def first(self) -> Tally:
        """The same of the hand on which a stake stays that does not follow the split."""
        return self._sum(first_only=True)

    @cached_property
    def hands(self) -> dict[int, float]:
        """The chances of each number of hands."""
        chances: dict[int, float] = {}
        for leaf in leaves(self.most):
            chance = sum(
                factor * self._all_of_pair(more) for more, factor in _excluded(leaf.more, leaf.apart)
            )
            chances[leaf.hands] = chances.get(leaf.hands, 0.0) + chance
        return chances

    def _sum(self, *, first_only: bool) -> Tally:
        total = Tally()
        for leaf in leaves(self.most):
            apart, last = leaf.apart, leaf.last
            if first_only:
                apart, last = min(1, apart), int(not apart)
            if apart:
                self._include(total, apart, leaf.more, leaf.apart - 1, apart_only=True)
            if last:
                self._include(total, last, leaf.more, leaf.apart, apart_only=False)
        return total

    def _include(self, total: Tally, hands: int, more: int, others_apart: int, *, apart_only: bool) -> None:
        """Hands, while ``more`` other cards are of the pair and so many others are not."""
        for of_pair, factor in _excluded(more, others_apart):
            chance = hands * factor * self._all_of_pair(of_pair)
            for known, share in self._from_played(of_pair) if chance else ():
                played = self._played[known]
                total.add_all(played.apart if apart_only else played.any, chance * share)

    def _all_of_pair(self, cards: int) -> float:
        """The chance that so many unseen cards are all of the pair."""
        chance = 1.0
        for drawn in range(cards):
            chance *= max(0, self.shoe.left[self.pip] - drawn) / (self.shoe.size - drawn)
        return chance

    def _from_played(self, of_pair: int) -> Iterator[tuple[int, float]]:
        """A hand with so many more cards of the pair gone, as shares of those that were played out."""
        last = len(self._played) - 1
        beyond = of_pair - last
        if beyond <= 0:
            yield of_pair, 1.0
            return
        yield last, 1.0 + beyond
        yield last - 1, -float(beyond)

    @cached_property
    def _played(self) -> list[Hands]:
        """The ends of one hand when none, one, ... more cards of the pair are gone; it is played alike."""
        most = min(self.measured, self.shoe.left[self.pip]) if self.most > 2 else 0
        return [self._hand(more) for more in range(most + 1)]

    def _hand(self, more: int) -> Hands:
        """One hand, dealt from a shoe that lacks so many more cards of the pair."""
        doubled, unplanned = self._doubled, self.shoe.gone
        self.shoe.take(self.pip, more)
        unplanned = self.shoe.gone - unplanned
        apart, pair = (Follower(self._own_play, self.shoe, unplanned) for _ in range(2))
        for pip in PIPS:
            self._second_card(pair if pip == self.pip else apart, pip, doubled=pip in doubled)
        self.shoe.put_back(self.pip, more)
        every = Tally()
        every.add_all(apart.tally)
        every.add_all(pair.tally)
        return Hands(every, apart.tally)

    def _second_card(self, follower: Follower, pip: int, *, doubled: bool) -> None:
        chance, hand = self.shoe.chance(pip), hand_of(self.pip, pip)
        if chance <= 0:
            return
        self.shoe.take(pip)
        if self._one_card:
            follower.end(hand, chance)
        elif doubled:
            follower.double(hand, chance)
        else:
            follower.go_on({self.shoe.gone: Going(hand, chance)})
        self.shoe.put_back(pip)

    @cached_property
    def _own_play(self) -> Play:
        return self.play.afresh()

    @cached_property
    def _doubled(self) -> frozenset[int]:
        """The second cards on which a hand is doubled; the others are planned."""
        return frozenset(pip for pip in PIPS if not self._one_card and self._doubles(pip))

    def _doubles(self, pip: int) -> bool:
        if not self.shoe.left[pip]:
            return False
        hand = hand_of(self.pip, pip)
        self.shoe.take(pip)
        go_on = self._own_play.best(hand)
        doubles = self.rules.das and hand.total < TWENTY_ONE and self._own_play.double(hand) > go_on
        self.shoe.put_back(pip)
        return doubles


def _excluded(more: int, apart: int) -> Iterator[tuple[int, int]]:
    """Of ``more`` cards that are of the pair and ``apart`` that are not: sums over cards that all are, with their signs."""
    for also in range(apart + 1):
        yield more + also, (-1) ** also * comb(apart, also)
