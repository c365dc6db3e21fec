"""Andar bahar: what each bet returns for a round, and at best. Refuses bets and selections that the table does not have."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from fractions import Fraction

from edge_api.settle.book import GameBook
from edge_api.settle.profile import Part, Profile
from edge_api.settle.reading import read_cards, read_model
from schemas.cards import Suit
from schemas.games.andar_bahar import AndarBaharOutcome, Colour, Side, colour
from schemas.games.andar_bahar_rules import AndarBaharRules, FirstSide
from schemas.games.dealt import check_card
from schemas.games.refusal import IllegalOutcome, bad_selection
from schemas.phases import Game
from schemas.wrong_value import shown


class AndarBaharBet(Enum):
    """Bets of an andar bahar table, by their name on the wire."""

    ANDAR = "andar"
    BAHAR = "bahar"
    CARDS = "cards"
    JOKER_COLOUR = "joker_colour"
    JOKER_SUIT = "joker_suit"
    JOKER_RANK = "joker_rank"


_CARDS_DEALT = {
    "1-5": range(1, 6),
    "6-10": range(6, 11),
    "11-15": range(11, 16),
    "16-25": range(16, 26),
    "26-30": range(26, 31),
    "31-35": range(31, 36),
    "36-40": range(36, 41),
    "41+": range(41, 50),
}
"""Selections of the cards bet: how many lie after the joker, the matching one included."""
_JOKER_RANKS = {"below8": "234567", "8": "8", "above8": "9TJQKA"}
"""Selections of the joker rank bet, ace high."""

SELECTIONS: dict[AndarBaharBet, tuple[str, ...]] = {
    AndarBaharBet.CARDS: tuple(_CARDS_DEALT),
    AndarBaharBet.JOKER_COLOUR: tuple([shade.value for shade in Colour]),
    AndarBaharBet.JOKER_SUIT: tuple([suit.value for suit in Suit]),
    AndarBaharBet.JOKER_RANK: tuple(_JOKER_RANKS),
}
"""What each bet with a selection may name."""


def parse_bet(bet_type: object, sel: object) -> tuple[AndarBaharBet, str]:
    """The bet type of a name on the wire with its legal selection, "" where it has none.

    Raises:
        IllegalBet: no such bet, or a selection that it does not have.
    """
    try:
        bet = AndarBaharBet(bet_type)
    except ValueError:
        raise bad_selection(f"andar bahar has no bet {bet_type!r:.40}") from None
    allowed = SELECTIONS.get(bet)
    if allowed is None:
        if sel is not None:
            raise bad_selection(f"{bet.value} takes no sel")
        return bet, ""
    if isinstance(sel, str) and sel in allowed:
        return bet, sel
    raise bad_selection(f"{bet.value} takes sel {', '.join(allowed)}, not {shown(sel)}")


def profile(rules: AndarBaharRules, outcome: AndarBaharOutcome, bet_type: object, sel: object) -> Profile:
    """What the bet returns after this round.

    Raises:
        IllegalBet, IllegalOutcome: the table does not have the bet, or deals to the other side first.
    """
    bet, named = parse_bet(bet_type, sel)
    _check_first_side(rules, outcome)
    wins = _wins(outcome, bet, named)
    won = (Part.won(_price(rules, outcome, bet, named)),) if wins else ()
    return Profile.of(1, won, rules.rounding)


def _check_first_side(rules: AndarBaharRules, outcome: AndarBaharOutcome) -> None:
    first = rules.first(outcome.joker)
    if outcome.first_side is not first:
        raise IllegalOutcome(f"after joker {outcome.joker} this table deals to {first.value} first")


def _wins(outcome: AndarBaharOutcome, bet: AndarBaharBet, named: str) -> bool:
    joker = outcome.joker
    match bet:
        case AndarBaharBet.ANDAR | AndarBaharBet.BAHAR:
            return outcome.winner is Side(bet.value)
        case AndarBaharBet.CARDS:
            return len(outcome.cards) in _CARDS_DEALT[named]
        case AndarBaharBet.JOKER_COLOUR:
            return colour(joker) is Colour(named)
        case AndarBaharBet.JOKER_SUIT:
            return joker[1] == named
        case AndarBaharBet.JOKER_RANK:
            return joker[0] in _JOKER_RANKS[named]


def _price(rules: AndarBaharRules, outcome: AndarBaharOutcome, bet: AndarBaharBet, named: str) -> Fraction:
    if bet not in (AndarBaharBet.ANDAR, AndarBaharBet.BAHAR):
        return _side_bet_price(rules, bet, named)
    if outcome.winner is not outcome.first_side:
        return rules.pays_second
    if len(outcome.cards) == 1 and rules.first_card_pays is not None:
        return rules.first_card_pays
    return rules.pays_first


def _side_bet_price(rules: AndarBaharRules, bet: AndarBaharBet, named: str) -> Fraction:
    match bet:
        case AndarBaharBet.JOKER_COLOUR:
            return rules.pays_joker_colour
        case AndarBaharBet.JOKER_SUIT:
            return rules.pays_joker_suit
        case AndarBaharBet.JOKER_RANK:
            return rules.pays_joker_rank.price(named)
    return rules.cards.price(named)


def best_profile(rules: AndarBaharRules, bet_type: object, sel: object) -> Profile:
    """What the bet returns at its best price.

    Raises:
        IllegalBet: no such bet or selection.
    """
    bet, named = parse_bet(bet_type, sel)
    if bet in (AndarBaharBet.ANDAR, AndarBaharBet.BAHAR):
        odds = _best_side_price(rules, Side(bet.value))
    else:
        odds = _side_bet_price(rules, bet, named)
    return Profile.of(1, (Part.won(odds),), rules.rounding)


def _best_side_price(rules: AndarBaharRules, side: Side) -> Fraction:
    first = max(rules.pays_first, rules.first_card_pays or rules.pays_first)
    if rules.first_side is FirstSide.BY_JOKER_COLOUR:
        return max(first, rules.pays_second)
    return first if rules.first_side.value == side.value else rules.pays_second


def canonical(rules: AndarBaharRules, bet_type: object, sel: object) -> object:
    """The one spelling of a legal selection: as it is.

    Raises:
        IllegalBet: it is not legal.
    """
    del rules
    parse_bet(bet_type, sel)
    return sel


CARDS = frozenset({"joker", "cards"})


def read_outcome(rules: AndarBaharRules, outcome: Mapping[str, object]) -> AndarBaharOutcome:
    """``{"joker": "6H", "cards": [...]}`` in the order of dealing, or a complete outcome.

    Raises:
        IllegalOutcome: no round of this table.
    """
    if set(outcome) != CARDS:
        return read_model(AndarBaharOutcome, outcome)
    joker, cards = check_card(outcome["joker"]), read_cards(outcome["cards"])
    return AndarBaharOutcome.from_cards(joker, cards, rules.first(joker))


ANDAR_BAHAR = GameBook(
    game=Game.ANDAR_BAHAR,
    rules=AndarBaharRules,
    outcome=AndarBaharOutcome,
    bet_types=frozenset([bet.value for bet in AndarBaharBet]),
    profile=profile,
    best=best_profile,
    canonical=canonical,
    read_outcome=read_outcome,
    label=lambda outcome: outcome.winner.value,
)
