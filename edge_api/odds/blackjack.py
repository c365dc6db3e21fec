"""Blackjack's odds. Side bets, insurance and even money by full enumeration; the main bet and bets behind under the best play of the seat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations_with_replacement
from math import comb, prod

from edge_api.odds.blackjack_main import error_bound, main_nets
from edge_api.odds.blackjack_nets import ALL, FOLLOWS, Follow, Nets
from edge_api.odds.odds import BetOdds, Branch, of_ways
from edge_api.settle.blackjack_bets import BlackjackBet
from edge_api.settle.blackjack_sides import pair_odds, poker_odds
from schemas.cards import DECK
from schemas.games.blackjack_hand import VALUES
from schemas.games.blackjack_rules import BlackjackRules

LOST = Fraction(-1)
STEPS = 10**12
"""The chances of the main bet are rounded to steps of one in so many; they add up to one."""


def blackjack_odds(rules: BlackjackRules) -> list[BetOdds]:
    """Every bet of the table. Nets of ``main`` and ``bet_behind`` are per original stake, whatever doubles and splits add.

    ``double`` and ``split`` are not listed: they are stakes of the main bet, whose odds contain them.
    """
    nets = main_nets(rules)
    even_money = [_even_money(rules)] if rules.offers_even_money else []
    behind = [_of_nets(rules, follow, nets[follow], BlackjackBet.BET_BEHIND) for follow in FOLLOWS]
    main = _of_nets(rules, ALL, nets[ALL], BlackjackBet.MAIN)
    return [main, *even_money, *behind, _insurance(rules), _perfect_pairs(rules), _twenty_one_three(rules)]


def _of_nets(rules: BlackjackRules, follow: Follow, nets: Nets, bet: BlackjackBet) -> BetOdds:
    behind = bet is BlackjackBet.BET_BEHIND
    sel = {"follow_double": follow.double, "follow_split": follow.split} if behind else None
    label = f"bet behind that {_in_words(follow)}" if behind else "main, best play"
    return BetOdds(bet.value, sel, label, _branches(nets), error_bound(rules))


def _in_words(follow: Follow) -> str:
    done = [name for name, follows in (("doubles", follow.double), ("splits", follow.split)) if follows]
    return f"follows {' and '.join(done)}" if done else "follows nothing"


def _branches(nets: Nets) -> tuple[Branch, ...]:
    """Chances in whole steps; what rounding leaves over goes to the likeliest."""
    steps = {Fraction(net): round(chance * STEPS) for net, chance in nets.items()}
    likeliest = max(steps, key=lambda net: steps[net])
    steps[likeliest] += STEPS - sum(steps.values())
    listed = sorted((net, number) for net, number in steps.items() if number)
    return tuple(Branch(net, Fraction(number, STEPS)) for net, number in reversed(listed))


def _even_money(rules: BlackjackRules) -> BetOdds:
    """What taking it nets over playing the natural on, when the shoe lacks the natural and the ace."""
    tens = _tens(rules) - 1
    others = 52 * rules.decks - 3 - tens
    ways = {Fraction(1): tens, 1 - rules.bj_pays: others}
    sel = {"even_money": True}
    return of_ways(BlackjackBet.MAIN.value, sel, "even money, over playing the natural on", ways)


def _insurance(rules: BlackjackRules) -> BetOdds:
    """Behind an ace, from a fresh shoe."""
    tens = _tens(rules)
    ways = {rules.insurance_pays: tens, LOST: 52 * rules.decks - 1 - tens}
    return of_ways(BlackjackBet.INSURANCE.value, None, "insurance", ways)


def _tens(rules: BlackjackRules) -> int:
    return rules.decks * sum(VALUES[card] == 10 for card in DECK)


def _perfect_pairs(rules: BlackjackRules) -> BetOdds:
    ways: Counter[Fraction] = Counter()
    for cards, number in _draws(rules, 2):
        ways[pair_odds(rules, cards[0], cards[1]) or LOST] += number
    return of_ways(BlackjackBet.PERFECT_PAIRS.value, None, "perfect pairs", ways)


def _twenty_one_three(rules: BlackjackRules) -> BetOdds:
    ways: Counter[Fraction] = Counter()
    for cards, number in _draws(rules, 3):
        ways[poker_odds(rules, cards) or LOST] += number
    return of_ways(BlackjackBet.TWENTY_ONE_THREE.value, None, "21+3", ways)


def _draws(rules: BlackjackRules, cards: int) -> Iterator[tuple[Sequence[str], int]]:
    """Every set of so many cards, each with the number of ways to draw it from a full shoe. Neither bet asks for their order."""
    for drawn in combinations_with_replacement(DECK, cards):
        ways = prod(comb(rules.decks, copies) for copies in Counter(drawn).values())
        if ways:
            yield drawn, ways
