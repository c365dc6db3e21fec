"""The layouts of sic bo and craps in a real browser: every bet of the table and no other, its price, the dice, and what the point allows."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from typing import Any

import pytest

from edge_api.settle.books import BOOKS
from edge_api.settle.craps_prices import UNITS, commission
from edge_api.settle.settlement import best_profile
from schemas.games import craps, sic_bo
from schemas.games.craps import POINTS, CrapsBet, may_place
from schemas.games.craps_rules import CrapsRules, Vig
from schemas.games.refusal import IllegalBet
from schemas.games.rule_set import RuleSet
from schemas.games.rules import parse_rules
from schemas.phases import Game
from tests.edge_api.web.browser import IN_BROWSER, Tab

pytestmark = IN_BROWSER

TABLES: list[tuple[Game, dict[str, Any]]] = [
    *[(Game.SIC_BO, {"paytable": name}) for name in ("evolution", "macau", "atlantic_city", "australia")],
    (Game.SIC_BO, {"optional_bets": False, "odd_even_lose_on_triple": False, "pays": {"total": {"4": "151/3"}, "double": "17/2"}}),
    (Game.CRAPS, {}), (Game.CRAPS, {"field_2": 3, "field_12": 3, "dont_bar": 2, "vig": "up_front"}),
]  # fmt: skip


def module(page: Tab, game: Game, script: str) -> Any:
    """What a function of a layout's module gives."""
    return page.value(f"import('/static/layout_{game.value}.js').then((layout) => {script})")


def served(rules: RuleSet) -> str:
    """The rules as the edge serves them."""
    return json.dumps(rules.model_dump(mode="json"))


def every_bet(rules: RuleSet) -> set[tuple[str, str]]:
    """Every selection of every bet that this table takes, as the layout's keys."""
    found: set[tuple[str, str]] = set()
    for bet in BOOKS[rules.game].bet_types:
        for sel in selections(rules.game, bet):
            try:
                best_profile(rules, bet, sel)
            except IllegalBet:
                continue
            found.add((bet, json.dumps(sel)))
    return found


def selections(game: Game, bet: str) -> list[object]:
    return sic_bo.selections(sic_bo.SicBoBet(bet)) if game is Game.SIC_BO else craps.selections(CrapsBet(bet))


def prices(words: str) -> list[Fraction]:
    """Every "x to y" in the words of a price."""
    return [Fraction(won) / Fraction(stake) for won, stake in re.findall(r"([0-9.]+) to ([0-9]+)", words)]


def promised(rules: RuleSet, bet: str, sel: object) -> Fraction:
    """The best odds of a bet before any commission."""
    odds = best_profile(rules, bet, sel).per_unit_exact - 1
    if isinstance(rules, CrapsRules) and rules.vig is Vig.ON_WIN and isinstance(sel, int):
        odds += commission(CrapsBet(bet), sel)
    return odds


@pytest.mark.parametrize(("game", "written"), TABLES)
def test_every_bet_of_the_table_has_one_spot_and_its_price(
    page: Tab, game: Game, written: dict[str, Any]
) -> None:
    rules = parse_rules(game, written)
    drawn = module(page, game, f"layout.positions({served(rules)})")
    keys = [(spot["type"], json.dumps(spot["sel"])) for spot in drawn]
    assert len(keys) == len(set(keys)) and set(keys) == every_bet(rules)
    for spot in drawn:
        if spot["type"] not in {bet.value for bet in UNITS}:
            assert max(prices(spot["price"])) == promised(rules, spot["type"], spot["sel"]), spot


@pytest.mark.parametrize(("game", "written"), TABLES)
def test_a_click_puts_down_the_bet_that_the_spot_names(
    page: Tab, game: Game, written: dict[str, Any]
) -> None:
    rules = parse_rules(game, written)
    spots = module(
        page,
        game,
        f"""{{
          const put = [];
          layout.draw(document.getElementById('layout'), {served(rules)}, (bet, units) => put.push(JSON.stringify([bet.type, bet.sel, units])));
          return [...document.querySelectorAll('#layout [data-key]')].map((spot) => {{
            spot.click();
            return {{ key: spot.dataset.key, put: put.at(-1), name: spot.getAttribute('aria-label'), price: spot.querySelector('small').textContent }};
          }});
        }}""",
    )
    for spot in spots:
        bet, sel, units = json.loads(spot["put"])
        assert spot["key"] == f"{bet} {json.dumps(sel, separators=(',', ':'))}"
        assert BOOKS[game].canonical(rules, bet, sel) == sel
        assert units == best_profile(rules, bet, sel).units
        assert spot["name"].endswith(spot["price"])
    assert len({spot["name"] for spot in spots}) == len(spots) == len(every_bet(rules))
    assert page.complaints() == []


@pytest.mark.parametrize("vig", Vig)
def test_craps_says_when_the_commission_is_taken(page: Tab, vig: Vig) -> None:
    drawn = module(page, Game.CRAPS, f"layout.positions({served(CrapsRules(vig=vig))})")
    said = {spot["full"]: spot["price"] for spot in drawn if spot["type"] in ("buy", "lay")}
    assert said["Buy 4"] == (
        "2 to 1, less 5 % of the stake" if vig is Vig.ON_WIN else "2 to 1, plus 5 % of the stake now"
    )
    assert said["Lay 6"] == (
        "5 to 6, less 5 % of the win" if vig is Vig.ON_WIN else "5 to 6, plus 5 % of the win now"
    )


def test_craps_greys_out_what_the_table_does_not_take_at_the_point(page: Tab) -> None:
    for point in (None, *POINTS):
        found = module(
            page,
            Game.CRAPS,
            f"{json.dumps([bet.value for bet in CrapsBet])}.filter((bet) => layout.mayPlace(bet, {json.dumps(point)}, ['pass', 'dont_pass']))",
        )
        assert set(found) == {bet.value for bet in CrapsBet if takes(bet, point)}


def takes(bet: CrapsBet, point: craps.Point | None) -> bool:
    try:
        may_place(bet.value, craps.selections(bet)[0], point)
    except IllegalBet:
        return False
    return True


def shown(page: Tab, game: Game, dice: list[str], carried: str | None, *staying: str) -> dict[str, Any]:
    """What the tray reads like, and which spots can't be pressed."""
    state = json.dumps({"carried": carried})
    mine = json.dumps({"staying": [{"type": kind} for kind in staying]})
    found: dict[str, Any] = module(
        page,
        game,
        f"""{{
          layout.draw(document.getElementById('layout'), {served(parse_rules(game, {}))}, () => {{}});
          layout.show({{ dice: {json.dumps(dice)} }}, null, {state}, {mine});
          const says = [...document.getElementById('tray').children].map((each) => each.getAttribute('aria-label') ?? each.textContent).join(' | ');
          const shut = [...document.querySelectorAll('#layout button:disabled')].map((each) => each.dataset.type);
          return {{ says, shut: [...new Set(shut)].sort(), on: [...document.querySelectorAll('.number.on legend')].map((each) => each.textContent) }};
        }}""",
    )
    return found


@pytest.mark.parametrize(
    ("dice", "says"),
    [([], "No dice yet"), (["416"], "4 | 1 | 6 | 11, big, odd"), (["334"], "3 | 3 | 4 | 10, small, even"), (["222"], "2 | 2 | 2 | 6, a triple")],
)  # fmt: skip
def test_sic_bos_dice_are_shown_in_their_order(page: Tab, dice: list[str], says: str) -> None:
    assert shown(page, Game.SIC_BO, dice, None) == {"says": says, "shut": [], "on": []}


COME_OUT, ON_A_POINT = (
    ["dont_pass", "dont_pass_odds", "pass"],
    ["come", "dont_come", "dont_pass_odds", "pass_odds"],
)


@pytest.mark.parametrize(
    ("dice", "carried", "says", "shut", "on"),
    [
        ([], None, "Off: come-out roll", ON_A_POINT, []),
        ([], "6", "On 6", COME_OUT, ["6"]),
        (["35"], "6", "3 | 5 | 8 | On 6", COME_OUT, ["6"]),
        (["34"], None, "3 | 4 | 7 | Off: come-out roll", ON_A_POINT, []),
    ],
)
def test_craps_shows_the_point_and_what_may_be_bet_now(
    page: Tab, dice: list[str], carried: str | None, says: str, shut: list[str], on: list[str]
) -> None:
    assert shown(page, Game.CRAPS, dice, carried, "pass", "place") == {"says": says, "shut": shut, "on": on}


def test_craps_offers_odds_only_to_whose_line_bet_stands(page: Tab) -> None:
    line, odds = ["dont_pass", "pass"], {"pass": "pass_odds", "dont_pass": "dont_pass_odds"}
    for standing in ([], ["pass"], ["dont_pass"], line):
        shut = shown(page, Game.CRAPS, [], "6", *standing)["shut"]
        assert shut == sorted([*line, *(odds[bet] for bet in line if bet not in standing)])


def test_results_are_chips_with_a_total_and_a_name(page: Tab) -> None:
    chips = {
        (Game.SIC_BO, "1-4-6"): {"tone": "big", "face": "11", "name": "11: 1, 4, 6"},
        (Game.SIC_BO, "2-2-2"): {"tone": "triple", "face": "6", "name": "6: 2, 2, 2"},
        (Game.SIC_BO, "1-2-3"): {"tone": "small", "face": "6", "name": "6: 1, 2, 3"},
        (Game.CRAPS, "3-4"): {"tone": "seven", "face": "7", "name": "7: 3 and 4"},
        (Game.CRAPS, "6-6"): {"tone": "plain", "face": "12", "name": "12: 6 and 6"},
    }
    for (game, label), chip in chips.items():
        assert (
            page.value(
                f"import('/static/layouts.js').then(({{ LAYOUTS }}) => LAYOUTS.{game.value}.chip('{label}'))"
            )
            == chip
        )


def test_an_outcome_is_told_in_a_word_and_a_void_round_is_not(page: Tab) -> None:
    assert module(page, Game.SIC_BO, "layout.result({ dice: [4, 1, 6] })") == "11 (1-4-6)"
    assert module(page, Game.CRAPS, "layout.result({ point: 6, rolls: [[1, 2], [5, 3]] })") == "8 (3-5)"
    for game in (Game.SIC_BO, Game.CRAPS):
        assert module(page, game, "layout.result({ void: true }) === undefined") is True
