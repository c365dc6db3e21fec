"""Dragon tiger: what each bet returns for two cards, and at best. Refuses bets that the table does not have."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from fractions import Fraction

from edge_api.settle.book import GameBook
from edge_api.settle.profile import HALVED, PUSHED, Part, Profile
from edge_api.settle.reading import read_model
from schemas.cards import Suit
from schemas.games.dragon_tiger import DragonTigerOutcome, DragonTigerWinner, points
from schemas.games.dragon_tiger_rules import DragonTigerRules, TieMain
from schemas.games.refusal import IllegalOutcome, bad_selection
from schemas.phases import Game
from schemas.wrong_value import shown


class DragonTigerBet(Enum):
    """Bets of a dragon tiger table, by their name on the wire."""

    DRAGON = "dragon"
    TIGER = "tiger"
    TIE = "tie"
    SUITED_TIE = "suited_tie"
    DRAGON_BIG = "dragon_big"
    DRAGON_SMALL = "dragon_small"
    DRAGON_ODD = "dragon_odd"
    DRAGON_EVEN = "dragon_even"
    DRAGON_SUIT = "dragon_suit"
    TIGER_BIG = "tiger_big"
    TIGER_SMALL = "tiger_small"
    TIGER_ODD = "tiger_odd"
    TIGER_EVEN = "tiger_even"
    TIGER_SUIT = "tiger_suit"


EVEN_MONEY = Fraction(1)
SUIT_BETS = frozenset({DragonTigerBet.DRAGON_SUIT, DragonTigerBet.TIGER_SUIT})
SUITS = tuple(suit.value for suit in Suit)
_SEVEN = 7
_TIED = {TieMain.HALF: HALVED, TieMain.LOSE: None, TieMain.PUSH: PUSHED}


def parse_bet(rules: DragonTigerRules, bet_type: object, sel: object) -> DragonTigerBet:
    """The bet type of a name on the wire, with a selection that is legal for it at this table.

    Raises:
        IllegalBet: no such bet here, or a selection that it does not have.
    """
    try:
        bet = DragonTigerBet(bet_type)
    except ValueError:
        raise bad_selection(f"dragon tiger has no bet {bet_type!r:.40}") from None
    if bet in SUIT_BETS:
        _check_suit(bet, sel)
    elif sel is not None:
        raise bad_selection(f"{bet.value} takes no sel")
    if bet is DragonTigerBet.SUITED_TIE and rules.decks == 1:
        raise bad_selection("one deck has no card twice: this table takes no suited_tie")
    return bet


def _check_suit(bet: DragonTigerBet, sel: object) -> None:
    if not isinstance(sel, str) or sel not in SUITS:
        raise bad_selection(f"{bet.value} takes sel {', '.join(SUITS)}, not {shown(sel)}")


def profile(rules: DragonTigerRules, outcome: DragonTigerOutcome, bet_type: object, sel: object) -> Profile:
    """What the bet returns after these cards.

    Raises:
        IllegalBet, IllegalOutcome: the table does not have the bet, or its shoe not these cards.
    """
    bet = parse_bet(rules, bet_type, sel)
    if outcome.suited_tie and rules.decks == 1:
        raise IllegalOutcome(f"{outcome.dragon} shows twice, and there is one deck")
    part = _returned(rules, outcome, bet, sel)
    return Profile.of(1, () if part is None else (part,), rules.rounding)


def _returned(
    rules: DragonTigerRules, outcome: DragonTigerOutcome, bet: DragonTigerBet, sel: object
) -> Part | None:
    winner = outcome.winner
    match bet:
        case DragonTigerBet.DRAGON | DragonTigerBet.TIGER:
            if winner is DragonTigerWinner.TIE:
                return _TIED[rules.tie_main]
            return _paid(winner.value == bet.value, rules, bet)
        case DragonTigerBet.TIE:
            return _paid(winner is DragonTigerWinner.TIE, rules, bet)
        case DragonTigerBet.SUITED_TIE:
            return _paid(outcome.suited_tie, rules, bet)
    place, _, kind = bet.value.partition("_")
    card = outcome.dragon if place == "dragon" else outcome.tiger
    return _paid(_shows(rules, card, kind, sel), rules, bet)


def _shows(rules: DragonTigerRules, card: str, kind: str, sel: object) -> bool:
    """Whether a card wins a bet on it."""
    value = points(card)
    if value == _SEVEN and rules.seven_loses:
        return False
    match kind:
        case "big":
            return value > _SEVEN
        case "small":
            return value < _SEVEN
        case "odd":
            return value % 2 == 1
        case "even":
            return value % 2 == 0
    return card[1] == sel


def _paid(wins: bool, rules: DragonTigerRules, bet: DragonTigerBet) -> Part | None:
    return Part.won(_price(rules, bet)) if wins else None


def _price(rules: DragonTigerRules, bet: DragonTigerBet) -> Fraction:
    match bet:
        case DragonTigerBet.TIE:
            return rules.tie_pays
        case DragonTigerBet.SUITED_TIE:
            return rules.suited_tie_pays
        case DragonTigerBet.DRAGON_SUIT | DragonTigerBet.TIGER_SUIT:
            return rules.suit_pays
    return EVEN_MONEY


def best_profile(rules: DragonTigerRules, bet_type: object, sel: object) -> Profile:
    """What the bet returns when it wins.

    Raises:
        IllegalBet: no such bet or selection here.
    """
    odds = _price(rules, parse_bet(rules, bet_type, sel))
    return Profile.of(1, (Part.won(odds),), rules.rounding)


def canonical(rules: DragonTigerRules, bet_type: object, sel: object) -> object:
    """The one spelling of a legal selection: a suit, or none.

    Raises:
        IllegalBet: it is not legal.
    """
    parse_bet(rules, bet_type, sel)
    return sel


CARDS = frozenset({"dragon", "tiger"})


def read_outcome(rules: DragonTigerRules, outcome: Mapping[str, object]) -> DragonTigerOutcome:
    """``{"dragon": "AH", "tiger": "AD"}``, or a complete outcome.

    Raises:
        IllegalOutcome: no two cards of this shoe.
    """
    if set(outcome) == CARDS:
        return DragonTigerOutcome.from_cards(outcome["dragon"], outcome["tiger"], rules.decks)
    return read_model(DragonTigerOutcome, outcome)


DRAGON_TIGER = GameBook(
    game=Game.DRAGON_TIGER,
    rules=DragonTigerRules,
    outcome=DragonTigerOutcome,
    bet_types=frozenset([bet.value for bet in DragonTigerBet]),
    profile=profile,
    best=best_profile,
    canonical=canonical,
    read_outcome=read_outcome,
    label=lambda outcome: outcome.winner.value,
)
