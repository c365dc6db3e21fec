"""Every coup of a fresh shoe, weighed: card values for the drawing rules, whole cards for the pairs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from schemas.cards import DECK, baccarat_value, deck_counts
from schemas.games.baccarat import BaccaratHand, BaccaratOutcome, next_target

VALUE_CARDS = {baccarat_value(card): card for card in DECK[8::-1]} | {0: "TS"}


@dataclass(frozen=True)
class Coups:
    """Kinds of coup, each with one example and its exact probability."""

    kinds: dict[tuple[object, ...], tuple[BaccaratOutcome, Fraction]]

    def __iter__(self) -> Iterator[tuple[BaccaratOutcome, Fraction]]:
        return iter(self.kinds.values())


def _draw(left: list[int], value: int) -> int:
    """Ways to draw a card of this value; the shoe holds one less afterwards."""
    left[value] -= 1
    return left[value] + 1


def _finish(
    player: list[str], banker: list[str], left: list[int]
) -> Iterator[tuple[list[str], list[str], int]]:
    """Every legal end of a coup with its ways, out of six draws (an undrawn place counts as any card left)."""
    target = next_target(player, banker)
    if target is None:
        spare = sum(left)
        missing = 6 - len(player) - len(banker)
        yield player, banker, [1, spare, spare * (spare - 1)][missing]
        return
    for value, card in VALUE_CARDS.items():
        after = list(left)
        ways = _draw(after, value)
        drawn = ([*player, card], banker) if target is BaccaratHand.PLAYER else (player, [*banker, card])
        for end_player, end_banker, more in _finish(*drawn, after):
            yield end_player, end_banker, ways * more


def _openings(decks: int) -> Iterator[tuple[list[str], list[str], list[int], int]]:
    """First four cards by value; the two cards of a hand in one order, counted twice when they differ."""
    pairs = [(low, high) for low in range(10) for high in range(low, 10)]
    for p1, p2 in pairs:
        for b1, b2 in pairs:
            left = [16 * decks if value == 0 else 4 * decks for value in range(10)]
            ways = (1 + (p1 != p2)) * (1 + (b1 != b2))
            for value in (p1, p2, b1, b2):
                ways *= _draw(left, value)
            yield [VALUE_CARDS[p1], VALUE_CARDS[p2]], [VALUE_CARDS[b1], VALUE_CARDS[b2]], left, ways


def by_value(decks: int) -> Coups:
    """Every coup, by what the hands total and how many cards they hold. Says nothing about pairs."""
    ways: Counter[tuple[int, ...]] = Counter()
    example: dict[tuple[int, ...], tuple[list[str], list[str]]] = {}
    for player, banker, left, opening in _openings(decks):
        for end_player, end_banker, more in _finish(player, banker, left):
            kind = (_points(end_player), _points(end_banker), len(end_player), len(end_banker))
            ways[kind] += opening * more
            example.setdefault(kind, (end_player, end_banker))
    every = sum(ways.values())
    return Coups({k: (BaccaratOutcome.from_cards(*example[k]), Fraction(n, every)) for k, n in ways.items()})


def _points(cards: list[str]) -> int:
    return sum(baccarat_value(card) for card in cards) % 10


def by_pairs(decks: int) -> Coups:
    """Every first four cards, by how the two cards of each hand match. The first card is any: here the ace of spades."""
    left = deck_counts(decks)
    first = DECK[0]
    left[first] -= 1
    ways: defaultdict[tuple[object, ...], int] = defaultdict(int)
    example: dict[tuple[object, ...], list[str]] = {}
    for cards, count in _three_more(left):
        kind = (_match(first, cards[1]), _match(cards[0], cards[2]))
        ways[kind] += count
        example.setdefault(kind, [first, *cards])
    every = sum(ways.values())
    return Coups(
        {kind: (_coup(example[kind], decks), Fraction(count, every)) for kind, count in ways.items()}
    )


def _three_more(left: Counter[str]) -> Iterator[tuple[tuple[str, str, str], int]]:
    for b1 in DECK:
        for p2 in DECK:
            for b2 in DECK:
                count = left[b1] * (left[p2] - (p2 == b1)) * (left[b2] - (b2 == b1) - (b2 == p2))
                yield (b1, p2, b2), count


def _match(one: str, other: str) -> str:
    return "same" if one == other else "rank" if one[0] == other[0] else "none"


def _coup(opening: list[str], decks: int) -> BaccaratOutcome:
    return BaccaratOutcome.from_shoe([*opening, "9D", "8D"], decks)
