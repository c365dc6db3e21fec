"""Sic bo: what each bet returns for three dice, and at best. Refuses bets and selections that the cloth does not have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from edge_api.settle.book import GameBook
from edge_api.settle.profile import Part, Profile
from edge_api.settle.reading import read_model
from schemas.games.lucky import lucky_in
from schemas.games.refusal import bad_selection
from schemas.games.sic_bo import (
    OPTIONAL,
    SicBoBet,
    SicBoOutcome,
    canonical_sel,
    numbers_of,
    parse_bet,
    position,
)
from schemas.games.sic_bo_rules import SicBoRules
from schemas.phases import Game

Numbers = tuple[int, ...]
"""What a selection covers, as ``numbers_of`` gives it."""


def read_bet(rules: SicBoRules, bet_type: object, sel: object) -> tuple[SicBoBet, Numbers]:
    """The bet and what its selection covers at this table.

    Raises:
        IllegalBet: no such bet or selection here.
    """
    bet = parse_bet(bet_type)
    if bet in OPTIONAL and not rules.optional_bets:
        raise bad_selection(f"this table takes no optional bets, so no {bet.value}")
    return bet, numbers_of(bet, sel)


def profile(rules: SicBoRules, outcome: SicBoOutcome, bet_type: object, sel: object) -> Profile:
    """What the bet returns after this roll.

    Raises:
        IllegalBet, IllegalOutcome: the table does not have the bet, or can't draw the multipliers.
    """
    bet, numbers = read_bet(rules, bet_type, sel)
    lucky = lucky_in(rules, outcome)
    hits = _hits(rules, outcome, bet, numbers)
    if not hits:
        return Profile.of(1, (), rules.rounding)
    drawn = rules.lottery and rules.lottery.odds(position(bet, numbers), lucky)
    return _won(rules, drawn or rules.pays.of(bet, numbers, hits))


def best_profile(rules: SicBoRules, bet_type: object, sel: object) -> Profile:
    """What the bet returns on its best roll, as lucky as it can be.

    Raises:
        IllegalBet: no such bet or selection here.
    """
    bet, numbers = read_bet(rules, bet_type, sel)
    luckiest = rules.lottery and rules.lottery.best(position(bet, numbers))
    return _won(rules, luckiest or rules.pays.of(bet, numbers, MOST_HITS))


def _won(rules: SicBoRules, odds: Fraction) -> Profile:
    return Profile.of(1, (Part.won(odds),), rules.rounding)


MOST_HITS = 3


def _hits(rules: SicBoRules, outcome: SicBoOutcome, bet: SicBoBet, numbers: Numbers) -> int:
    """How often the bet is won by this roll: a single up to three times, any other once."""
    match bet:
        case SicBoBet.SINGLE:
            return outcome.dice.count(numbers[0])
        case SicBoBet.SMALL | SicBoBet.BIG:
            return not outcome.is_triple and (outcome.total <= MOST_SMALL) is (bet is SicBoBet.SMALL)
        case SicBoBet.ODD | SicBoBet.EVEN:
            beaten = outcome.is_triple and rules.odd_even_lose_on_triple
            return not beaten and (outcome.total % 2 == 1) is (bet is SicBoBet.ODD)
    return _SHOWS[bet](outcome, numbers)


MOST_SMALL = 10

_SHOWS: dict[SicBoBet, Callable[[SicBoOutcome, Numbers], bool]] = {
    SicBoBet.ANY_TRIPLE: lambda outcome, _: outcome.is_triple,
    SicBoBet.TOTAL: lambda outcome, numbers: outcome.total == numbers[0],
    SicBoBet.DOUBLE: lambda outcome, numbers: outcome.dice.count(numbers[0]) >= 2,
    SicBoBet.TRIPLE: lambda outcome, numbers: outcome.is_triple and outcome.dice[0] == numbers[0],
    SicBoBet.COMBO: lambda outcome, numbers: set(numbers) <= set(outcome.dice),
    SicBoBet.THREE_NUMBER: lambda outcome, numbers: tuple(sorted(outcome.dice)) == numbers,
    SicBoBet.PAIR_SINGLE: lambda outcome, numbers: tuple(sorted(outcome.dice)) == numbers,
    SicBoBet.FOUR_NUMBER: lambda outcome, numbers: (
        len(set(outcome.dice)) == 3 and set(outcome.dice) <= set(numbers)
    ),
}


def canonical(rules: SicBoRules, bet_type: object, sel: object) -> object:
    """The one spelling of a legal selection.

    Raises:
        IllegalBet: it is none.
    """
    bet, _ = read_bet(rules, bet_type, sel)
    return canonical_sel(bet, sel)


def read_outcome(rules: SicBoRules, outcome: Mapping[str, object]) -> SicBoOutcome:
    """``{"dice": [3, 4, 6]}``, with ``multipliers`` where they are drawn.

    Raises:
        IllegalOutcome: not three dice, or multipliers that this table can't draw.
    """
    rolled = read_model(SicBoOutcome, outcome)
    lucky_in(rules, rolled)
    return rolled


SIC_BO = GameBook(
    game=Game.SIC_BO,
    rules=SicBoRules,
    outcome=SicBoOutcome,
    bet_types=frozenset([bet.value for bet in SicBoBet]),
    profile=profile,
    best=best_profile,
    canonical=canonical,
    read_outcome=read_outcome,
    label=lambda outcome: "-".join(map(str, sorted(outcome.dice))),
)
