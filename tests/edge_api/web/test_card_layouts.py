"""The layouts of dragon tiger and andar bahar in a real browser: every bet of the table and no other, at the price that settlement pays."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from typing import Any

import pytest

from edge_api.settle.andar_bahar import SELECTIONS as ANDAR_BAHAR
from edge_api.settle.books import BOOKS
from edge_api.settle.dragon_tiger import SUITS
from edge_api.settle.settlement import best_profile
from schemas.games.andar_bahar import AndarBaharOutcome, Side
from schemas.games.dragon_tiger import DragonTigerOutcome
from schemas.games.refusal import IllegalBet
from schemas.games.rule_set import RuleSet
from schemas.games.rules import parse_rules
from schemas.model import Message
from schemas.phases import Game
from tests.edge_api.web.browser import IN_BROWSER, Tab

pytestmark = IN_BROWSER

TABLES: list[tuple[Game, dict[str, Any]]] = [
    (Game.DRAGON_TIGER, {}), (Game.DRAGON_TIGER, {"decks": 1, "tie_main": "push", "seven_loses": False, "suit_pays": "14/5"}),
    (Game.DRAGON_TIGER, {"tie_main": "lose", "tie_pays": 8, "suited_tie_pays": "151/3"}), (Game.ANDAR_BAHAR, {}),
    (Game.ANDAR_BAHAR, {"first_side": "bahar", "pays_second": "0.95", "cards": {"1-5": "8/3"}, "pays_joker_rank": {"above8": "0.95"}}),
    (Game.ANDAR_BAHAR, {"first_side": "by_joker_colour", "pays_first": "1", "first_card_pays": "0.25"}),
    (Game.ANDAR_BAHAR, {"pays_first": "1", "first_card_pays": "0.25", "pays_joker_suit": "3", "pays_joker_colour": "0.95"}),
]  # fmt: skip


def served(rules: RuleSet) -> str:
    """The rules as the edge serves them."""
    return json.dumps(rules.model_dump(mode="json"))


def every_bet(rules: RuleSet) -> set[tuple[str, Any]]:
    """Every selection of every bet that this table takes."""
    suits = dict.fromkeys(("dragon_suit", "tiger_suit"), SUITS)
    named = suits | {bet.value: sels for bet, sels in ANDAR_BAHAR.items()}
    bets = {(bet, sel) for bet in BOOKS[rules.game].bet_types for sel in named.get(bet, (None,))}
    return {(bet, sel) for bet, sel in bets if takes(rules, bet, sel)}


def takes(rules: RuleSet, bet: str, sel: object) -> bool:
    try:
        best_profile(rules, bet, sel)
    except IllegalBet:
        return False
    return True


def prices(words: str) -> list[Fraction]:
    """Every "x to y" in the words of a price."""
    return [Fraction(won) / Fraction(stake) for won, stake in re.findall(r"([0-9.]+) to ([0-9]+)", words)]


@pytest.mark.parametrize(("game", "written"), TABLES)
def test_every_bet_of_the_table_has_one_spot_and_its_price(
    page: Tab, game: Game, written: dict[str, Any]
) -> None:
    rules = parse_rules(game, written)
    drawn = page.value(
        f"import('/static/layout_{game.value}.js').then(({{ positions }}) => positions({served(rules)}))"
    )
    assert len(drawn) == len(every_bet(rules))
    assert {(spot["type"], spot["sel"]) for spot in drawn} == every_bet(rules)
    for spot in drawn:
        best = best_profile(rules, spot["type"], spot["sel"]).per_unit_exact - 1
        assert max(prices(spot["price"])) == best, spot


def drawn_spots(page: Tab, rules: RuleSet) -> list[dict[str, str]]:
    """Draw a layout, put a chip on every spot, and say what the spots are and what was put down."""
    spots: list[dict[str, str]] = page.value(
        f"""import('/static/layout_{rules.game.value}.js').then((layout) => {{
          const put = [];
          layout.draw(document.getElementById('layout'), {served(rules)}, (bet, units) => put.push(JSON.stringify([bet.type, bet.sel, units])));
          return [...document.querySelectorAll('#layout [data-key]')].map((spot) => {{
            spot.click();
            return {{ key: spot.dataset.key, put: put.at(-1), name: spot.getAttribute('aria-label'), price: spot.querySelector('small').textContent }};
          }});
        }})"""
    )
    return spots


@pytest.mark.parametrize(("game", "written"), TABLES)
def test_a_click_puts_down_the_bet_that_the_spot_names(
    page: Tab, game: Game, written: dict[str, Any]
) -> None:
    rules = parse_rules(game, written)
    spots = drawn_spots(page, rules)
    for spot in spots:
        bet, sel, units = json.loads(spot["put"])
        assert spot["key"] == f"{bet} {json.dumps(sel)}"
        assert (BOOKS[game].canonical(rules, bet, sel), units) == (sel, 1)
        assert spot["name"].endswith(spot["price"])
    assert len({spot["name"] for spot in spots}) == len(spots) == len(every_bet(rules))
    assert page.complaints() == []


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ({}, {"Dragon": "1 to 1, a tie gives half back", "Dragon odd": "1 to 1, A 3 5 9 J K", "Tiger spades": "3 to 1, 7 loses"}),
        ({"tie_main": "lose", "seven_loses": False}, {"Tiger": "1 to 1, a tie loses", "Dragon odd": "1 to 1, A 3 5 7 9 J K", "Tiger hearts": "3 to 1"}),
        ({"tie_main": "push"}, {"Tiger": "1 to 1, a tie gives it back", "Dragon small": "1 to 1, ace to 6", "Tiger big": "1 to 1, 8 to king"}),
    ],
)  # fmt: skip
def test_dragon_tigers_spots_say_what_a_tie_and_a_seven_do(
    page: Tab, rules: dict[str, Any], words: dict[str, str]
) -> None:
    said = [spot["name"] for spot in drawn_spots(page, parse_rules(Game.DRAGON_TIGER, rules))]
    for name, price in words.items():
        assert f"{name}, {price}" in said


@pytest.mark.parametrize(
    ("rules", "andar", "bahar"),
    [
        ({}, "0.9 to 1, dealt first", "1 to 1"), ({"first_side": "bahar"}, "1 to 1", "0.9 to 1, dealt first"),
        ({"pays_first": 1, "first_card_pays": "0.25"}, "1 to 1, 0.25 to 1 on the first card, dealt first", "1 to 1"),
        ({"first_side": "by_joker_colour"}, "dealt first (black joker): 0.9 to 1; second: 1 to 1", "dealt first (red joker): 0.9 to 1; second: 1 to 1"),
    ],
)  # fmt: skip
def test_andar_bahars_sides_say_who_is_dealt_first(
    page: Tab, rules: dict[str, Any], andar: str, bahar: str
) -> None:
    said = [spot["name"] for spot in drawn_spots(page, parse_rules(Game.ANDAR_BAHAR, rules))]
    assert said[:2] == [f"Andar, {andar}", f"Bahar, {bahar}"]


def shown(page: Tab, game: Game, cards: dict[str, list[str]], outcome: Message | None) -> list[str]:
    """What each place on the layout reads like, cards by their spoken names."""
    result = "null" if outcome is None else outcome.model_dump_json()
    rows: list[str] = page.value(
        f"""import('/static/layout_{game.value}.js').then((layout) => {{
          layout.draw(document.getElementById('layout'), {served(parse_rules(game, {}))}, () => {{}});
          layout.show({json.dumps(cards)}, {result});
          return [...document.querySelectorAll('#coup .hand')].map((hand) => [...hand.children].map((each) => each.getAttribute('aria-label') ?? each.textContent).join(' | '));
        }})"""
    )
    return rows


@pytest.mark.parametrize(
    ("cards", "outcome", "rows"),
    [
        ({}, None, ["Dragon", "Tiger"]), ({"dragon": ["TD"], "tiger": []}, None, ["Dragon | 10 of diamonds", "Tiger"]),
        ({"dragon": ["TD"], "tiger": ["9S"]}, ("TD", "9S"), ["Dragon | 10 of diamonds | wins", "Tiger | 9 of spades"]),
        ({"dragon": ["9D"], "tiger": ["9S"]}, ("9D", "9S"), ["Dragon | 9 of diamonds | tie", "Tiger | 9 of spades | tie"]),
        ({"dragon": ["9S"], "tiger": ["9S"]}, ("9S", "9S"), ["Dragon | 9 of spades | suited tie", "Tiger | 9 of spades | suited tie"]),
    ],
)  # fmt: skip
def test_dragon_tigers_cards_and_winner_are_shown(
    page: Tab, cards: dict[str, list[str]], outcome: tuple[str, str] | None, rows: list[str]
) -> None:
    result = DragonTigerOutcome.from_cards(*outcome) if outcome else None
    assert shown(page, Game.DRAGON_TIGER, cards, result) == rows


def test_andar_bahars_cards_their_number_and_the_winner_are_shown(page: Tab) -> None:
    assert shown(page, Game.ANDAR_BAHAR, {}, None) == ["Joker", "Andar | 0", "Bahar | 0"]
    cards = {"joker": ["6H"], "andar": ["9S"], "bahar": ["6C"]}
    result = AndarBaharOutcome.from_cards("6H", ["9S", "6C"], Side.ANDAR)
    assert shown(page, Game.ANDAR_BAHAR, cards, result) == [
        "Joker | 6 of hearts", "Andar | 9 of spades | 1", "Bahar | 6 of clubs | wins | 1",
    ]  # fmt: skip


def test_results_are_chips_with_a_name(page: Tab) -> None:
    results = {Game.DRAGON_TIGER: ["dragon", "tiger", "tie"], Game.ANDAR_BAHAR: ["andar", "bahar"]}
    for game, winners in results.items():
        chips = page.value(
            f"import('/static/layouts.js').then(({{ LAYOUTS }}) => {json.dumps(winners)}.map((winner) => LAYOUTS.{game.value}.chip(winner)))"
        )
        assert [chip["name"] for chip in chips] == winners
        assert len({chip["face"] for chip in chips}) == len(winners)
        assert all(len(chip["face"]) == 1 for chip in chips)
