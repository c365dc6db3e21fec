"""Which of our rule sets and bets each published row speaks of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

Rules = Mapping[str, Any]


class Bet(NamedTuple):
    """Entries of the odds of one bet: all of them, those of one selection, or those whose label holds a word."""

    type: str
    sel: object = None
    word: str = ""
    every: bool = True


class Wanted(NamedTuple):
    """The bets that have a row's odds, and what the variant's rules lack for it."""

    rules: Rules
    bets: tuple[Bet, ...]


def at(sel: object, *types: str, **rules: Any) -> Wanted:
    """The bets of these types on one selection."""
    return Wanted(rules, tuple(Bet(name, sel, every=False) for name in types))


def of(*types: str, **rules: Any) -> Wanted:
    """Every selection of the bets of these types."""
    return Wanted(rules, tuple(Bet(name) for name in types))


def named(word: str, *types: str, **rules: Any) -> Wanted:
    """What is called so, of the bets of these types."""
    return Wanted(rules, tuple(Bet(name, word=word) for name in types))


def pays(*types: str, **odds: str | None) -> Wanted:
    """The bets of these types at these prices."""
    return of(*types, pays=odds)


VARIANTS: dict[str, dict[str, Rules]] = {
    "roulette": {
        "single zero (European/French)": {"wheel": "french"},
        "double zero (American)": {"wheel": "american"},
    },
    "baccarat": {"8 decks": {"decks": 8}, "6 decks": {"decks": 6}},
    "dragon_tiger": {"8 decks": {"decks": 8}, "6 decks": {"decks": 6}},
    "sic_bo": {
        "all": {},
        "optional": {},
        **{name: {"paytable": name} for name in ("macau", "evolution", "atlantic_city", "australia")},
    },
    "money_wheel": {
        "dream catcher 54 (2x,7x stack, uncapped)": {"wheel": "dream_catcher", "max_win": None},
        "big six 54 (Nevada)": {"wheel": "big_six_nevada"},
        "big six 54 (Atlantic City)": {"wheel": "big_six_atlantic_city"},
    },
    "andar_bahar": {"1 deck": {}},
    "blackjack": {"8 decks": {"decks": 8}, "6 decks": {"decks": 6}},
    "craps": {"standard": {}},
}

EVEN_CHANCES = ("red", "black", "odd", "even", "low", "high")

ROULETTE = {
    "straight": of("straight"),
    "split": of("split"),
    "street": of("street"),
    "trio (with zero)": of("trio"),
    "corner": of("corner"),
    "first four 0-1-2-3": of("first_four"),
    "top line 0-00-1-2-3": of("top_line"),
    "six line": of("six_line"),
    "column": of("column"),
    "dozen": of("dozen"),
    "two columns / two dozens (a cheval)": of("two_columns", "two_dozens"),
    "red/black/odd/even/low/high": of(*EVEN_CHANCES, zero_rule="none"),
    "even chance, la partage / surrender": of(*EVEN_CHANCES, zero_rule="la_partage"),
    "even chance, en prison, 2nd zero loses": of(
        *EVEN_CHANCES, zero_rule="en_prison", prison_second_zero="lose"
    ),
    "even chance, en prison, 2nd zero stays": of(
        *EVEN_CHANCES, zero_rule="en_prison", prison_second_zero="stay"
    ),
    "even chance, en prison, 2nd zero half back": of(
        *EVEN_CHANCES, zero_rule="en_prison", prison_second_zero="half"
    ),
    "voisins du zero (9 units)": of("voisins"),
    "tiers du cylindre (6 units)": of("tiers"),
    "orphelins a cheval (5 units)": of("orphelins"),
    "orphelins en plein (8 units)": of("orphelins_plein"),
    "jeu zero (4 units)": of("jeu_zero"),
    "neighbours +-2 (5 units)": at({"centre": "0", "k": 2}, "neighbours"),
    "finale en plein 0-6 (4 units)": at(0, "final_plein"),
    "finale en plein 7-9 (3 units)": at(7, "final_plein"),
    "snake (12 units)": of("snake"),
}
BACCARAT = {
    "player 1:1": of("player"),
    "banker 0.95:1": of("banker", commission="0.05"),
    "banker 0.96:1 (4% commission)": of("banker", commission="0.04"),
    "banker no-commission (win on 6 pays 1:2)": of("banker", commission="none_super6"),
    "banker EZ (3-card 7 pushes)": of("banker", commission="ez"),
    "tie 8:1": pays("tie", tie="8"),
    "tie 9:1": pays("tie", tie="9"),
    "big 0.54:1 (5 or 6 cards)": pays("big", big="0.54"),
    "small 1.5:1 (4 cards)": pays("small", small="1.5"),
    "super 6 side 12:1": pays("super6", super6="12"),
    "super 6 side 15:1": pays("super6", super6="15"),
    "super 6 side 12:1 two-card / 20:1 three-card": pays("super6", super6="12", super6_three_card="20"),
    "dragon 7 40:1": pays("dragon7", dragon7="40"),
    "panda 8 25:1": pays("panda8", panda8="25"),
    "player bonus (dragon bonus)": of("player_bonus"),
    "banker bonus (dragon bonus)": of("banker_bonus"),
    "player pair / banker pair 11:1": pays("player_pair", "banker_pair", player_pair="11", banker_pair="11"),
    "player pair / banker pair 12:1": pays("player_pair", "banker_pair", player_pair="12", banker_pair="12"),
    "either pair 5:1": pays("either_pair", either_pair="5"),
    "perfect pair 25:1, two 200:1": pays("perfect_pair", perfect_pair="25", perfect_pair_two="200"),
    "perfect pair 25:1 (either hand, single payout)": pays(
        "perfect_pair", perfect_pair="25", perfect_pair_two=None
    ),
}
BIG_SMALL = ("dragon_big", "dragon_small", "tiger_big", "tiger_small")
DRAGON_TIGER = {
    "dragon/tiger 1:1, tie returns half": of("dragon", "tiger", tie_main="half"),
    "dragon/tiger 1:1, tie loses all": of("dragon", "tiger", tie_main="lose"),
    "dragon/tiger 1:1, tie pushes": of("dragon", "tiger", tie_main="push"),
    "tie 8:1 (suited ties included)": of("tie", tie_pays=8),
    "tie 10:1 (suited ties included)": of("tie", tie_pays=10),
    "tie 11:1 (suited ties included)": of("tie", tie_pays=11),
    "suited tie 50:1": of("suited_tie", suited_tie_pays=50),
    "big/small 1:1 (seven loses)": of(*BIG_SMALL),
    "odd 1:1 (A3579JK, seven loses)": of("dragon_odd", "tiger_odd", seven_loses=True),
    "even 1:1 (2 4 6 8 T Q)": of("dragon_even", "tiger_even"),
    "suit 3:1 (seven loses)": of("dragon_suit", "tiger_suit", suit_pays=3, seven_loses=True),
    "suit 3:1 (seven wins)": of("dragon_suit", "tiger_suit", suit_pays=3, seven_loses=False),
}
SIC_BO = {
    "small/big/odd/even 1:1 (triples lose)": of("small", "big", "odd", "even", odd_even_lose_on_triple=True),
    "odd (triples lose)": of("odd", odd_even_lose_on_triple=True),
    "even (triples lose)": of("even", odd_even_lose_on_triple=True),
    "three-number combination 30:1": of("three_number"),
    "pair + single (a,a,b) 50:1": of("pair_single"),
    "four-number combination 7:1": of("four_number"),
    **{f"total {low}/{21 - low}": at(low, "total") for low in range(4, 11)},
    "single": of("single"),
    "double": of("double"),
    "triple": of("triple"),
    "any triple": of("any_triple"),
    "two-dice combination": of("combo"),
}
MONEY_WHEEL = {
    **{f"number {number}": at(str(number), "segment") for number in (1, 2, 5, 10, 20, 40)},
    **{str(number): at(str(number), "segment") for number in (1, 2, 5, 10, 20)},
    "joker/logo 40:1": named("joker", "segment"),
    "joker/logo 45:1": named("joker", "segment"),
}
CARDS = {
    "1-5": "5/2",
    "6-10": "7/2",
    "11-15": "9/2",
    "16-25": "7/2",
    "26-30": "15",
    "31-35": "25",
    "36-40": "50",
}
ANDAR_BAHAR = {
    "side dealt first 0.9:1": of("andar", first_side="andar", pays_first="0.9"),
    "side dealt second 1:1": of("bahar", first_side="andar", pays_second="1"),
    "side dealt first 1:1, first-card match pays 0.25:1": of(
        "andar", first_side="andar", pays_first="1", first_card_pays="0.25"
    ),
    **{f"cards dealt {cards} pays {odds}:1": at(cards, "cards") for cards, odds in CARDS.items()},
    "cards dealt 41-49 pays 120:1": at("41+", "cards"),
    "joker colour 0.9:1": of("joker_colour"),
    "joker suit 2.8:1": of("joker_suit"),
    "joker below/above 8 1:1": at("below8", "joker_rank"),
    "joker is 8, 11:1": at("8", "joker_rank"),
}
BLACKJACK = {
    "perfect pairs 25/12/6": of("perfect_pairs", perfect_pairs="25/12/6"),
    "perfect pairs 30/10/5": of("perfect_pairs", perfect_pairs="30/10/5"),
    "21+3 100/40/30/10/5": of("21+3", **{"21+3": "100/40/30/10/5"}),
    "21+3 flat 9:1": of("21+3", **{"21+3": "9"}),
    "insurance 2:1 (dealer ace up, fresh shoe)": of("insurance"),
}
POINTS = {"4/10": 4, "5/9": 5, "6/8": 6}


def _of_point(name: str, point: int) -> dict[str, Wanted]:
    return {
        f"pass odds {name}": named(name, "pass_odds"),
        f"don't odds {name}": named(name, "dont_pass_odds"),
        f"place {name}": at(point, "place"),
        f"buy {name} (5% of stake on win only)": at(point, "buy", vig="on_win"),
        f"buy {name} (5% up front; per stake+commission)": at(point, "buy", vig="up_front"),
        f"lay {name} (5% of win, on win only)": at(point, "lay", vig="on_win"),
    }


CRAPS = {
    "pass / come": of("pass", "come"),
    "don't pass / don't come (bar 12)": of("dont_pass", "dont_come", dont_bar=12),
    **{row: wanted for name, point in POINTS.items() for row, wanted in _of_point(name, point).items()},
    "big 6 / big 8 1:1": of("big6", "big8"),
    "hard 4/10 7:1": at(4, "hardway"),
    "hard 6/8 9:1": at(6, "hardway"),
    "field 2:1 on 2, 2:1 on 12": of("field", field_2=2, field_12=2),
    "field 2:1 on 2, 3:1 on 12": of("field", field_2=2, field_12=3),
    "any seven 4:1": of("any_seven"),
    "any craps 7:1": of("any_craps"),
    "2 or 12 30:1": of("two", "twelve"),
    "3 or 11 15:1": of("three", "eleven"),
    "hop easy 15:1": at([1, 2], "hop"),
    "hop hard 30:1": at([1, 1], "hop"),
    "horn (4 units; 30:1 / 15:1)": of("horn"),
    "world/whirl (5 units)": of("world"),
    "C & E (2 units; craps 7:1, eleven 15:1)": of("c_and_e"),
}
BETS: dict[str, dict[str, Wanted]] = {
    "roulette": ROULETTE,
    "baccarat": BACCARAT,
    "dragon_tiger": DRAGON_TIGER,
    "sic_bo": SIC_BO,
    "money_wheel": MONEY_WHEEL,
    "andar_bahar": ANDAR_BAHAR,
    "blackjack": BLACKJACK,
    "craps": CRAPS,
}
