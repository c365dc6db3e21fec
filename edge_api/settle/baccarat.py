"""Baccarat: what each bet returns for a coup, and at best. Refuses bets that the table does not have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import Enum
from fractions import Fraction
from functools import partial

from edge_api.settle.book import GameBook
from edge_api.settle.profile import PUSHED, Part, Profile
from edge_api.settle.reading import read_cards, read_model
from schemas.cards import too_many
from schemas.games.baccarat import BaccaratHand, BaccaratOutcome, Winner
from schemas.games.baccarat_rules import BaccaratPays, BaccaratRules, Commission
from schemas.games.refusal import IllegalOutcome, bad_selection
from schemas.phases import Game


class BaccaratBet(Enum):
    """Bets of a baccarat table, by their name on the wire."""

    PLAYER = "player"
    BANKER = "banker"
    TIE = "tie"
    PLAYER_PAIR = "player_pair"
    BANKER_PAIR = "banker_pair"
    EITHER_PAIR = "either_pair"
    PERFECT_PAIR = "perfect_pair"
    BIG = "big"
    SMALL = "small"
    PLAYER_BONUS = "player_bonus"
    BANKER_BONUS = "banker_bonus"
    SUPER6 = "super6"
    DRAGON7 = "dragon7"
    PANDA8 = "panda8"


Result = Part | None
EVEN_MONEY = Fraction(1)
SIX_PAYS = Fraction(1, 2)
"""Even money for the banker, but a win with six at one to two."""


def parse_bet(bet_type: object, sel: object) -> BaccaratBet:
    """The bet type of a name on the wire; baccarat bets have no selection.

    Raises:
        IllegalBet: no such bet, or a selection.
    """
    if sel is not None:
        raise bad_selection("a baccarat bet takes no sel")
    try:
        return BaccaratBet(bet_type)
    except ValueError:
        raise bad_selection(f"baccarat has no bet {bet_type!r:.40}") from None


def profile(rules: BaccaratRules, outcome: BaccaratOutcome, bet_type: object, sel: object) -> Profile:
    """What the bet returns after this coup.

    Raises:
        IllegalBet, IllegalOutcome: the table does not have the bet, or its shoe not these cards.
    """
    bet = parse_bet(bet_type, sel)
    card = too_many([*outcome.player, *outcome.banker], rules.decks)
    if card is not None:
        raise IllegalOutcome(f"{card} shows more often than {rules.decks} deck(s) hold")
    part = _RESULTS[bet](rules, outcome)
    return _in_coins(rules, bet, Profile.of(1, () if part is None else (part,), rules.rounding))


def _in_coins(rules: BaccaratRules, bet: BaccaratBet, found: Profile) -> Profile:
    """Only the banker's win is reduced by what the house takes, so only that is paid in whole coins."""
    return replace(found, coin=rules.coin) if bet is BaccaratBet.BANKER and rules.coin > 1 else found


def _paid(wins: bool, odds: Fraction) -> Result:
    return Part.won(odds) if wins else None


def _player(rules: BaccaratRules, outcome: BaccaratOutcome) -> Result:
    if outcome.winner is Winner.TIE:
        return PUSHED
    return _paid(outcome.winner is Winner.PLAYER, rules.pays.player)


def _banker(rules: BaccaratRules, outcome: BaccaratOutcome) -> Result:
    if outcome.winner is Winner.TIE:
        return PUSHED
    return _banker_win(rules.commission, outcome) if outcome.winner is Winner.BANKER else None


def _banker_win(commission: Commission, outcome: BaccaratOutcome) -> Part:
    match commission:
        case Commission.FIVE_PER_CENT | Commission.FOUR_PER_CENT:
            return Part.won(EVEN_MONEY - Fraction(commission.value))
        case Commission.EZ:
            return PUSHED if _dragon(outcome) else Part.won(EVEN_MONEY)
        case Commission.NONE_SUPER6:
            return Part.won(SIX_PAYS if outcome.banker_total == 6 else EVEN_MONEY)


def _dragon(outcome: BaccaratOutcome) -> bool:
    """The banker wins with a three-card seven."""
    return outcome.winner is Winner.BANKER and outcome.banker_total == 7 and len(outcome.banker) == 3


def _panda(outcome: BaccaratOutcome) -> bool:
    """The player wins with a three-card eight."""
    return outcome.winner is Winner.PLAYER and outcome.player_total == 8 and len(outcome.player) == 3


def _perfect_pair(rules: BaccaratRules, outcome: BaccaratOutcome) -> Result:
    hands = (outcome.player[0] == outcome.player[1]) + (outcome.banker[0] == outcome.banker[1])
    two = rules.pays.perfect_pair_two
    odds = two if hands == 2 and two is not None else rules.pays.perfect_pair
    return _paid(hands > 0, odds)


def _super6(rules: BaccaratRules, outcome: BaccaratOutcome) -> Result:
    three = rules.pays.super6_three_card
    odds = three if len(outcome.banker) == 3 and three is not None else rules.pays.super6
    return _paid(outcome.winner is Winner.BANKER and outcome.banker_total == 6, odds)


def _bonus(hand: BaccaratHand, rules: BaccaratRules, outcome: BaccaratOutcome) -> Result:
    if outcome.winner is Winner.TIE:
        return PUSHED if outcome.natural else None
    if outcome.winner.value != hand.value:
        return None
    odds = rules.pays.bonus.natural_win if outcome.natural else rules.pays.bonus.margin(_margin(outcome))
    return None if odds is None else Part.won(odds)


def _margin(outcome: BaccaratOutcome) -> int:
    return abs(outcome.player_total - outcome.banker_total)


def _cards(outcome: BaccaratOutcome) -> int:
    return len(outcome.player) + len(outcome.banker)


_RESULTS: dict[BaccaratBet, Callable[[BaccaratRules, BaccaratOutcome], Result]] = {
    BaccaratBet.PLAYER: _player,
    BaccaratBet.BANKER: _banker,
    BaccaratBet.TIE: lambda rules, o: _paid(o.winner is Winner.TIE, rules.pays.tie),
    BaccaratBet.PLAYER_PAIR: lambda rules, o: _paid(o.player_pair, rules.pays.player_pair),
    BaccaratBet.BANKER_PAIR: lambda rules, o: _paid(o.banker_pair, rules.pays.banker_pair),
    BaccaratBet.EITHER_PAIR: lambda rules, o: _paid(o.player_pair or o.banker_pair, rules.pays.either_pair),
    BaccaratBet.PERFECT_PAIR: _perfect_pair,
    BaccaratBet.BIG: lambda rules, o: _paid(_cards(o) > 4, rules.pays.big),
    BaccaratBet.SMALL: lambda rules, o: _paid(_cards(o) == 4, rules.pays.small),
    BaccaratBet.PLAYER_BONUS: partial(_bonus, BaccaratHand.PLAYER),
    BaccaratBet.BANKER_BONUS: partial(_bonus, BaccaratHand.BANKER),
    BaccaratBet.SUPER6: _super6,
    BaccaratBet.DRAGON7: lambda rules, o: _paid(_dragon(o), rules.pays.dragon7),
    BaccaratBet.PANDA8: lambda rules, o: _paid(_panda(o), rules.pays.panda8),
}


def best_profile(rules: BaccaratRules, bet_type: object, sel: object) -> Profile:
    """What the bet returns at its best price.

    Raises:
        IllegalBet: no such bet here.
    """
    bet = parse_bet(bet_type, sel)
    odds = _best_odds(rules, bet)
    return _in_coins(rules, bet, Profile.of(1, (Part.won(odds),), rules.rounding))


def _best_odds(rules: BaccaratRules, bet: BaccaratBet) -> Fraction:
    pays = rules.pays
    match bet:
        case BaccaratBet.BANKER:
            return _best_banker(rules.commission)
        case BaccaratBet.PLAYER_BONUS | BaccaratBet.BANKER_BONUS:
            return _best_bonus(pays)
        case BaccaratBet.PERFECT_PAIR:
            return max(pays.perfect_pair, pays.perfect_pair_two or pays.perfect_pair)
        case BaccaratBet.SUPER6:
            return max(pays.super6, pays.super6_three_card or pays.super6)
    single: Fraction = getattr(pays, bet.value)
    return single


def _best_banker(commission: Commission) -> Fraction:
    match commission:
        case Commission.FIVE_PER_CENT | Commission.FOUR_PER_CENT:
            return EVEN_MONEY - Fraction(commission.value)
        case Commission.EZ | Commission.NONE_SUPER6:
            return EVEN_MONEY


def _best_bonus(pays: BaccaratPays) -> Fraction:
    return max(
        [pays.bonus.natural_win, *(odds for points in range(4, 10) if (odds := pays.bonus.margin(points)))]
    )


HANDS = frozenset({"player", "banker"})


def canonical(rules: BaccaratRules, bet_type: object, sel: object) -> object:
    """Baccarat bets have no selection.

    Raises:
        IllegalBet: there is one, or no such bet.
    """
    del rules
    parse_bet(bet_type, sel)
    return None


def read_outcome(rules: BaccaratRules, outcome: Mapping[str, object]) -> BaccaratOutcome:
    """``{"shoe": [...]}`` in deal order, ``{"player": [...], "banker": [...]}``, or a complete outcome.

    Raises:
        IllegalOutcome: no coup of this shoe.
    """
    if set(outcome) == {"shoe"}:
        return BaccaratOutcome.from_shoe(read_cards(outcome["shoe"]), rules.decks)
    if set(outcome) == HANDS:
        player, banker = read_cards(outcome["player"]), read_cards(outcome["banker"])
        return BaccaratOutcome.from_cards(player, banker, rules.decks)
    return read_model(BaccaratOutcome, outcome)


BACCARAT = GameBook(
    game=Game.BACCARAT,
    rules=BaccaratRules,
    outcome=BaccaratOutcome,
    bet_types=frozenset([bet.value for bet in BaccaratBet]),
    profile=profile,
    best=best_profile,
    canonical=canonical,
    read_outcome=read_outcome,
    label=lambda outcome: outcome.winner.value,
)
