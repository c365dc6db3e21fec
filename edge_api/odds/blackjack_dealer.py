"""How likely each final hand of the dealer is, exactly, for any cards that are left. Simulates nothing.

Every hand that the dealer may end with, as a set of cards, comes about in a known number of orders, whatever the shoe; its chance is that
number times the falling products of the cards left. These products are shared: hands are leaves of a tree in which each node adds a card.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from operator import itemgetter, mul
from typing import Any, NamedTuple

from edge_api.odds.blackjack_shoe import ACE, FACES, PIPS, TEN, Shoe
from schemas.games.blackjack_dealer import STANDS_FROM, must_draw
from schemas.games.blackjack_hand import TWENTY_ONE, is_natural, points
from schemas.games.blackjack_rules import Soft17

TOTALS = range(STANDS_FROM, TWENTY_ONE + 1)
BUST, NATURAL = len(TOTALS), len(TOTALS) + 1
"""Where a law of the dealer has them, after the totals."""
Law = tuple[float, ...]
"""Chances of 17, 18, 19, 20, 21, a bust, a natural."""
Drawn = tuple[int, ...]
"""Pips of the dealer's further cards, sorted."""
Pick = Callable[[Sequence[float]], Sequence[float]]


class _Depth(NamedTuple):
    """The tree's nodes with so many cards: of each the node that it continues and the factor of its card; by total the final ones."""

    parents: Pick
    factors: Pick
    finals: Sequence[tuple[int, Pick, Sequence[int]]]


class _Tree(NamedTuple):
    """``factors``: each card of a pip after the first so many, of which one node or more has the next."""

    factors: Sequence[tuple[int, int]]
    depths: Sequence[_Depth]


class DealerOdds:
    """The dealer's chances behind one first card. What was asked is remembered."""

    def __init__(self, up: int, soft17: Soft17) -> None:
        self.up = up
        self._tree = _tree(up, soft17)
        self._known: dict[int, Law] = {}

    def natural(self, shoe: Shoe) -> float:
        """The chance of a natural."""
        if self.up == ACE:
            return shoe.left[TEN] / shoe.size
        return shoe.left[ACE] / shoe.size if self.up == TEN else 0.0

    def law(self, shoe: Shoe) -> Law:
        """The chances of every end, when the first card and all seen cards are out of ``shoe``."""
        law = self._known.get(shoe.gone)
        if law is None:
            law = self._known[shoe.gone] = self._work_out(shoe)
        return law

    def _work_out(self, shoe: Shoe) -> Law:
        left = shoe.left
        factors = [left[pip] - before for pip, before in self._tree.factors]
        chances = [0.0] * len(TOTALS)
        nodes: Sequence[float] = (1.0,)
        orders = 1.0
        for drawn, depth in enumerate(self._tree.depths[: shoe.size]):
            orders *= shoe.size - drawn
            nodes = tuple(map(mul, depth.parents(nodes), depth.factors(factors)))
            for place, finals, ways in depth.finals:
                chances[place] += sum(map(mul, finals(nodes), ways)) / orders
        natural = self.natural(shoe)
        return (*chances, 1.0 - sum(chances) - natural, natural)


@lru_cache(maxsize=len(PIPS) * len(Soft17))
def _tree(up: int, soft17: Soft17) -> _Tree:
    finals = _finals(up, soft17)
    nodes = sorted({drawn[:cards] for drawn in finals for cards in range(1, len(drawn) + 1)})
    factors = sorted({_factor(node) for node in nodes})
    return _Tree(factors, list(_depths(nodes, factors, finals)))


def _factor(node: Drawn) -> tuple[int, int]:
    """The node's last card, and how many of its kind it holds before."""
    return node[-1], node.count(node[-1]) - 1


def _depths(
    nodes: Sequence[Drawn], factors: Sequence[tuple[int, int]], finals: dict[Drawn, tuple[int, int]]
) -> Iterator[_Depth]:
    above: dict[Drawn, int] = {(): 0}
    for cards in range(1, max(map(len, nodes)) + 1):
        here = [node for node in nodes if len(node) == cards]
        ends = defaultdict(list)
        for place, node in enumerate(here):
            if node in finals:
                total, ways = finals[node]
                ends[total - STANDS_FROM].append((place, ways))
        yield _Depth(
            _pick([above[node[:-1]] for node in here]),
            _pick([factors.index(_factor(node)) for node in here]),
            [(total, _pick([p for p, _ in end]), [ways for _, ways in end]) for total, end in ends.items()],
        )
        above = {node: place for place, node in enumerate(here)}


def _pick(places: Sequence[int]) -> Pick:
    """What stands at these places, always as a tuple."""
    picked: Any = itemgetter(*places)
    if len(places) == 1:
        return lambda values: (picked(values),)
    return picked  # type: ignore[no-any-return]  # itemgetter is not generic


def _finals(up: int, soft17: Soft17) -> dict[Drawn, tuple[int, int]]:
    """Cards that end the dealer's hand between 17 and 21, without a natural: their total, and in how many orders they come."""
    finals: dict[Drawn, tuple[int, int]] = {}
    going: dict[Drawn, int] = {(): 1}
    while going:
        longer: dict[Drawn, int] = defaultdict(int)
        for drawn, ways in going.items():
            for pip in PIPS:
                more = tuple(sorted((*drawn, pip)))
                cards = [FACES[card] for card in (up, *more)]
                if must_draw(soft17, cards):
                    longer[more] += ways
                elif points(cards).total <= TWENTY_ONE and not is_natural(cards):
                    finals[more] = points(cards).total, finals.get(more, (0, 0))[1] + ways
        going = longer
    return finals
