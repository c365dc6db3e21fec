"""Lines of `edge-api settle` of every game, as hypothesis makes them: legal ones, and the same with something wrong or odd about their text."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from edge_api.settle.books import BOOKS
from schemas.cards import DECK
from schemas.games.wheels import SINGLE_ZERO
from schemas.phases import Game

Draw = Callable[[st.SearchStrategy[Any]], Any]
Outcome = dict[str, Any]

CARDS = st.sampled_from(DECK)
FACE = st.integers(1, 6)
BLACKJACKS: list[Outcome] = [
    {"initial": ["AS", "KD"], "hands": [{"cards": ["AS", "KD"]}], "dealer_up": "TS", "dealer_hole": "7H", "dealer_draws": []},
    {"initial": ["5S", "6D"], "hands": [{"cards": ["5S", "6D", "TC"], "doubled": True}], "dealer_up": "TS", "dealer_hole": "7H"},
    {"initial": ["AS", "AS"], "dealer_up": "5H"},
    {"initial": ["TS", "9D"], "hands": [{"cards": ["TS", "9D"]}], "dealer_up": "AS", "dealer_hole": "KH", "dealer_draws": []},
]  # fmt: skip
SELECTIONS: list[Any] = [
    None, 1, 2, 4, 6, 8, 12, "1", "2", "10", "S", "red", "1-5", "below8", "8", "0/3", ["17"], ["0", "1"], ["1", "2", "3"],
    ["1", "2", "4", "5"], [1, 2], [1, 1], [1, 1, 2], [1, 2, 3], [1, 2, 3, 4], {"centre": "0", "k": 2}, {"centre": "5"},
    {"main_stake": 100}, {"follow_double": True, "follow_split": True},
]  # fmt: skip
RULES: dict[Game, list[dict[str, Any]]] = {
    Game.ROULETTE: [{"wheel": "european"}, {"zero_rule": "la_partage"}, {"zero_rule": "en_prison"}, {"wheel": "american"}],
    Game.BACCARAT: [{"commission": "ez"}, {"pays": "9"}, {"pays": {"tie": "9"}}, {"decks": 6, "rounding": "up"}],
    Game.SIC_BO: [{"paytable": "macau"}, {"paytable": "australia"}, {"pays": 7}],
    Game.DRAGON_TIGER: [{"tie_main": "lose"}, {"tie_pays": 8, "decks": 6}],
    Game.MONEY_WHEEL: [{"wheel": "big_six_nevada"}, {"max_win": 1000}],
    Game.ANDAR_BAHAR: [{"first_side": "by_joker_colour"}, {"first_card_pays": "0.25", "pays_first": "1"}],
    Game.CRAPS: [{"vig": "up_front"}, {"field_12": 3}],
    Game.BLACKJACK: [{"bj_pays": "6:5"}, {"hole": "enhc"}, {"21+3": "9"}],
}  # fmt: skip


def _outcome(draw: Draw, game: Game) -> Outcome:
    match game:
        case Game.ROULETTE:
            spins = draw(st.lists(st.sampled_from([*SINGLE_ZERO, "00"]), min_size=1, max_size=3))
            return {"pocket": spins[0]} if draw(st.booleans()) else {"pockets": spins}
        case Game.BACCARAT:
            return {"shoe": draw(st.lists(CARDS, min_size=4, max_size=7))}
        case Game.SIC_BO:
            return {"dice": draw(st.lists(FACE, min_size=3, max_size=3))}
        case Game.DRAGON_TIGER:
            return {"dragon": draw(CARDS), "tiger": draw(CARDS)}
        case Game.MONEY_WHEEL:
            multipliers = draw(st.lists(st.sampled_from(["2x", "7x"]), max_size=2))
            return {"stops": [*multipliers, draw(st.sampled_from("125"))]}
        case Game.ANDAR_BAHAR:
            return _until_the_match(draw(st.permutations(DECK)))
        case Game.CRAPS:
            rolls = st.lists(st.lists(FACE, min_size=2, max_size=2), min_size=1, max_size=4)
            return {"point": draw(st.sampled_from([None, 4, 6, 9])), "rolls": draw(rolls)}
        case Game.BLACKJACK:
            return draw(st.sampled_from(BLACKJACKS))  # type: ignore[no-any-return]


def _until_the_match(deck: list[str]) -> Outcome:
    joker, *rest = deck
    match = next(place for place, card in enumerate(rest) if card[0] == joker[0])
    return {"joker": joker, "cards": rest[: match + 1]}


@st.composite
def fields(draw: Draw) -> dict[str, Any]:
    """A line's fields. Selections need not be the bet's own, so many lines are refused, each for one reason."""
    game = draw(st.sampled_from(list(BOOKS)))
    bet = {"type": draw(st.sampled_from(sorted(BOOKS[game].bet_types)))}
    sel = draw(st.sampled_from(SELECTIONS))
    line: dict[str, Any] = {
        "id": draw(st.integers(-1, 10**20) | st.text(max_size=6) | st.none()),
        "game": game.value,
        "rules": draw(st.sampled_from([{}, *RULES[game]])),
        "outcome": draw(st.just({"void": True})) if draw(st.integers(0, 9)) == 0 else _outcome(draw, game),
        "bet": bet if sel is None else {**bet, "sel": sel},
        "stake": draw(st.sampled_from([1, 7, 12, 60, 100, 10_000, 10**15, 0, -5, 10**15 + 1])),
    }
    left_out = draw(st.sets(st.sampled_from(["id", "rules"])))
    return {name: line[name] for name in draw(st.permutations(list(line))) if name not in left_out}


SPACING = st.sampled_from([(",", ":"), (", ", ": "), (",", ": "), (" , ", " : "), (",\t", ":")])
ENDS = st.sampled_from(["", "\n", "\r\n", " ", " \n"])


@st.composite
def lines(draw: Draw) -> str:
    """The text of such a line."""
    text = json.dumps(draw(fields()), separators=draw(SPACING), ensure_ascii=draw(st.booleans()))
    return f"{text}{draw(ENDS)}"


PIECES = [
    '"stake":1,', '"stake": 1, ', '"id":1,', '"game":"roulette",', '"rules":{},', '"outcome":{"pocket":"1"},', '"bet":{"type":"red"},',
    '"st\\u0061ke":1,', '"other":1,', '"type":"red",', '"pocket":"1",', "{", "}", "[", "]", ",", ":", '"', "\\", "\\u0061", " ", "\t", "\n",
    "\x00", "\x0b", "\ufeff", "é", "0", "-", ".0", "e3", "NaN", "Infinity", "null", "true", "/**/", "1", "9" * 30,
]  # fmt: skip


@st.composite
def spoiled(draw: Draw) -> tuple[str, str]:
    """A line, and the same with pieces put in, taken out or put in another's place."""
    line = draw(lines())
    text = line
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        text = (
            text[:at]
            + draw(st.sampled_from(["", *PIECES]))
            + text[at + draw(st.sampled_from([0, 0, 0, 1, 3])) :]
        )
    return line, text
