"""Baccarat's odds: every coup of a fresh shoe, counted by what bets look at. Refuses to count one that the drawing rules do not allow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache

from edge_api.odds.odds import BetOdds, weigh
from edge_api.settle.baccarat import BaccaratBet, profile
from schemas.cards import DECK, baccarat_value
from schemas.games.baccarat import BaccaratHand, BaccaratOutcome, banker_draws, next_target
from schemas.games.baccarat_rules import BaccaratRules

Coups = list[tuple[BaccaratOutcome, int]]
"""One coup of each kind, and the number of ways in which that kind comes about."""
Points = tuple[int, ...]
"""The cards of a hand by their values."""

VALUES = range(10)
PAIRS = frozenset(
    {BaccaratBet.PLAYER_PAIR, BaccaratBet.BANKER_PAIR, BaccaratBet.EITHER_PAIR, BaccaratBet.PERFECT_PAIR}
)
"""Bets that look at the first two cards of a hand; all others look at totals and at how many cards there are."""


def baccarat_odds(rules: BaccaratRules) -> list[BetOdds]:
    """Every bet of the table."""
    return [_of_bet(rules, bet) for bet in BaccaratBet]


def _of_bet(rules: BaccaratRules, bet: BaccaratBet) -> BetOdds:
    coups = by_pairs(rules.decks) if bet in PAIRS else by_totals(rules.decks)
    name = bet.value.replace("_", " ")
    return weigh(bet.value, None, name, coups, lambda coup: profile(rules, coup, bet.value, None))


@cache
def by_totals(decks: int) -> Coups:
    """Coups by totals and numbers of cards, out of six cards in order. Says nothing of pairs."""
    ways: Counter[tuple[int, ...]] = Counter()
    example: dict[tuple[int, ...], tuple[Points, Points]] = {}
    for first_player, first_banker, shoe, opening in _openings(decks):
        for player, banker, more in _ends(first_player, first_banker, shoe):
            kind = (sum(player) % 10, sum(banker) % 10, len(player), len(banker))
            ways[kind] += opening * more
            if more:
                example.setdefault(kind, (player, banker))
    return [(_dealt(*example[kind], decks), count) for kind, count in ways.items() if count]


def _openings(decks: int) -> Iterator[tuple[Points, Points, list[int], int]]:
    """The first two cards of each hand, what is left of the shoe, and the ways; a hand counts in both orders of its cards."""
    hands = [(low, high) for low in VALUES for high in range(low, len(VALUES))]
    for player in hands:
        for banker in hands:
            shoe = [decks * sum(baccarat_value(card) == value for card in DECK) for value in VALUES]
            ways = (1 + (player[0] != player[1])) * (1 + (banker[0] != banker[1]))
            for value in (*player, *banker):
                ways *= shoe[value]
                shoe[value] -= 1
            yield player, banker, shoe, ways


def _ends(player: Points, banker: Points, shoe: list[int]) -> Iterator[tuple[Points, Points, int]]:
    """Every end of a coup with its ways for the two draws; a draw that nobody makes may be any card."""
    spare = sum(shoe)
    match _first_to_draw(sum(player) % 10, sum(banker) % 10):
        case None:
            yield player, banker, spare * (spare - 1)
        case BaccaratHand.BANKER:
            yield from ((player, (*banker, value), shoe[value] * (spare - 1)) for value in VALUES)
        case BaccaratHand.PLAYER:
            for third in VALUES:
                yield from _after((*player, third), banker, shoe, spare)


def _after(
    player: Points, banker: Points, shoe: list[int], spare: int
) -> Iterator[tuple[Points, Points, int]]:
    third = player[2]
    if not banker_draws(sum(banker) % 10, third):
        yield player, banker, shoe[third] * (spare - 1)
        return
    for value in VALUES:
        yield player, (*banker, value), shoe[third] * (shoe[value] - (value == third))


@cache
def _first_to_draw(player: int, banker: int) -> BaccaratHand | None:
    """Asked of the game itself, with hands of these totals."""
    coup = [next(card for card in DECK if baccarat_value(card) == total) for total in (player, banker)]
    return next_target(["KS", coup[0]], ["KS", coup[1]])


def _dealt(player: Points, banker: Points, decks: int) -> BaccaratOutcome:
    """Cards of these values, as a shoe can hold them."""
    piles = {value: [card for card in DECK if baccarat_value(card) == value] * decks for value in VALUES}
    hands = [[piles[value].pop() for value in hand] for hand in (player, banker)]
    return BaccaratOutcome.from_cards(hands[0], hands[1], decks)


@cache
def by_pairs(decks: int) -> Coups:
    """Coups by how the first two cards of each hand match. The player's first card may be any: here it is the first of the deck."""
    first = DECK[0]
    ways: Counter[tuple[str, str]] = Counter()
    example: dict[tuple[str, str], tuple[str, ...]] = {}
    for player, banker, third, count in _three_more(first, decks):
        kind = (_match(first, player), _match(banker, third))
        ways[kind] += count
        if count:
            example.setdefault(kind, (first, banker, player, third))
    return [(_finished(example[kind], decks), count) for kind, count in ways.items() if count]


def _three_more(first: str, decks: int) -> Iterator[tuple[str, str, str, int]]:
    """The player's second card and the banker's two, with their ways. Cards that match alike stand for each other."""
    alike: dict[str, list[str]] = {}
    for card in DECK:
        alike.setdefault(_match(first, card), []).append(card)
    for player, *others in alike.values():
        left = Counter(dict.fromkeys(DECK, decks)) - Counter([first])
        second = (1 + len(others)) * left[player]
        left -= Counter([player])
        for banker in DECK:
            for third in DECK:
                yield player, banker, third, second * left[banker] * (left[third] - (third == banker))


def _match(one: str, other: str) -> str:
    return "same" if one == other else "rank" if one[0] == other[0] else "none"


def _finished(opening: tuple[str, ...], decks: int) -> BaccaratOutcome:
    """The coup that begins with these four cards; which draws follow does not matter to pairs."""
    left = Counter(dict.fromkeys(DECK, decks)) - Counter(opening)
    return BaccaratOutcome.from_shoe([*opening, *list(left)[:2]], decks)
