"""What a bet on a seat nets from the ends of its hands, and how likely: alone, doubled, or over the hands of a split."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import product
from math import prod
from typing import NamedTuple, TypeVar

from edge_api.odds.blackjack_dealer import NATURAL
from edge_api.odds.blackjack_payoff import BUSTED, LOWEST, End, lost_to_natural, result
from edge_api.odds.blackjack_split import Split
from edge_api.odds.blackjack_tally import Tally
from schemas.games.blackjack_rules import BlackjackRules

Kind = TypeVar("Kind")
Net = Fraction | int
Nets = dict[Net, float]
"""Chances by net, per original stake."""


class Follow(NamedTuple):
    """What a bet goes along with. The seat's own bet follows all that the seat does."""

    double: bool = True
    split: bool = True

    def end(self, end: End) -> End:
        """The end of a hand as this bet has staked on it."""
        return end if self.double else End(1, end.total)


ALL = Follow()
FOLLOWS = tuple(Follow(double, split) for double in (True, False) for split in (True, False))


def add(nets: Nets, net: Net, chance: float) -> None:
    """One more way to a net."""
    nets[net] = nets.get(net, 0.0) + chance


def mean(nets: Nets) -> float:
    """The mean net."""
    return sum(float(net) * chance for net, chance in nets.items())


def of_one_hand(rules: BlackjackRules, tally: Tally, follow: Follow) -> Nets:
    """The nets of a hand that is alone at its seat."""
    nets: Nets = {}
    for ended, row in tally.ways.items():
        end = follow.end(ended)
        for dealer in range(NATURAL):
            add(nets, end.stakes * result(end.total, dealer), row[dealer])
        add(nets, -lost_to_natural(rules, [end]), row[NATURAL])
    return nets


def of_split(rules: BlackjackRules, split: Split, follow: Follow) -> Nets:
    """The nets of a split. Against a known end of the dealer's its hands are taken to end independently; each alone is exact."""
    ends, hands = (split.ends, split.hands) if follow.split else (split.first, {1: 1.0})
    nets: Nets = {}
    for dealer in range(NATURAL + 1):
        against = ends.against(dealer)
        chance = sum(against.values()) / ends.weight
        if chance > 0:
            for number, share in hands.items():
                _add_hands(nets, rules, _shares(against, follow), dealer, number, chance * share)
    return nets


def _shares(against: Mapping[End, float], follow: Follow) -> Mapping[End, float]:
    """One hand's ends against one end of the dealer's, as shares of one."""
    total = sum(against.values())
    return _gathered((follow.end(end), weight / total) for end, weight in against.items())


def _add_hands(
    nets: Nets, rules: BlackjackRules, shares: Mapping[End, float], dealer: int, number: int, chance: float
) -> None:
    if dealer == NATURAL:
        kinds = _gathered(
            (End(end.stakes, BUSTED if end.total == BUSTED else LOWEST), share)
            for end, share in shares.items()
        )
        for ends in product(kinds.items(), repeat=number):
            add(
                nets,
                -lost_to_natural(rules, [end for end, _ in ends]),
                chance * prod(share for _, share in ends),
            )
        return
    one = _gathered((end.stakes * result(end.total, dealer), share) for end, share in shares.items())
    won = {0: 1.0}
    for _ in range(number):
        sums = product(won.items(), one.items())
        won = _gathered((so_far + net, share * more) for (so_far, share), (net, more) in sums)
    for net, share in won.items():
        add(nets, net, chance * share)


def _gathered(shares: Iterable[tuple[Kind, float]]) -> dict[Kind, float]:
    """Shares of one kind together."""
    gathered: dict[Kind, float] = {}
    for kind, share in shares:
        gathered[kind] = gathered.get(kind, 0.0) + share
    return gathered
