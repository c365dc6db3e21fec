"""The blackjack table in a real browser: its bets at the table's prices, hands as the rules count them, and what a player is asked and answers."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest

from edge_api.settle.blackjack_bets import IN_PLAY
from edge_api.settle.books import BOOKS
from edge_api.settle.settlement import best_profile
from schemas.cards import DECK
from schemas.games.blackjack_hand import actions, is_natural, points
from schemas.games.blackjack_rules import NAMED, BlackjackRules
from schemas.phases import Game
from tests.edge_api.web import blackjack_stage as bj
from tests.edge_api.web import stage
from tests.edge_api.web.browser import IN_BROWSER, Tab

pytestmark = IN_BROWSER

FELTS = [*NAMED.values(), BlackjackRules.model_validate({"perfect_pairs": "30/10/5", "21+3": "9", "bj_pays": "1:1"})]  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> stage.Stage:
    return bj.setup(tmp_path_factory.mktemp("stage"))


@pytest.fixture
def page(browser: Tab, address: str, built: stage.Stage) -> Tab:
    """The player page of the blackjack table, with nobody signed in."""
    browser.send("Page.navigate", url="about:blank")
    browser.send("Page.navigate", url=f"{address}/play/{bj.BLACKJACK}")
    browser.until("document.documentElement?.dataset.script === 'on'")
    return browser


@pytest.fixture
def seated(browser: Tab, address: str, built: stage.Stage) -> Tab:
    """The player page with a player at seat 3 and a bet behind seat 1, in the middle of a round."""
    bj.reset(built)
    bj.bet(built, 60, ("main", {"seat": 3}, 1000, None), ("perfect_pairs", {"seat": 3}, 200, None))
    bj.bet(built, 61, ("bet_behind", {"seat": 1, "follow_double": True, "follow_split": False}, 500, None))
    browser.send("Page.navigate", url="about:blank")
    browser.send("Page.navigate", url=f"{address}/play/{bj.BLACKJACK}#token={bj.TOKEN}")
    browser.until("document.body?.dataset.link === 'live'")
    browser.until("document.querySelectorAll('#placed li').length === 2")
    return browser


def served(rules: BlackjackRules) -> str:
    """The rules as the edge serves them."""
    return json.dumps(rules.model_dump(mode="json"))


def of(page: Tab, module: str, expression: str) -> Any:
    """What an expression gives in which ``m`` is a module of the page."""
    return page.value(f"import('/static/{module}.js').then((m) => {expression})")


def prices(words: str) -> list[Fraction]:
    """Every "x to y" in the words of a price."""
    return [Fraction(won) / Fraction(stake) for won, stake in re.findall(r"([0-9.]+) to ([0-9]+)", words)]


# --- bets


@pytest.mark.parametrize("rules", FELTS)
def test_every_bet_before_the_deal_has_one_spot_at_each_seat_and_its_price(
    page: Tab, rules: BlackjackRules
) -> None:
    drawn = of(page, "layout_blackjack", f"m.positions({served(rules)})")
    before = BOOKS[Game.BLACKJACK].bet_types - {bet.value for bet in IN_PLAY}
    wanted = {(bet, seat) for bet in before for seat in range(1, 8)}
    assert len(drawn) == len(wanted)
    assert {(spot["type"], spot["sel"]["seat"]) for spot in drawn} == wanted
    for spot in drawn:
        assert max(prices(spot["price"])) == _dearest(rules, spot), spot


def _dearest(rules: BlackjackRules, spot: dict[str, Any]) -> Fraction:
    """The best price of one stake: a natural's on the hands themselves, whose best return also counts splits and doubles."""
    if spot["type"] in ("main", "bet_behind"):
        return max(Fraction(1), rules.bj_pays)
    return best_profile(rules, spot["type"], spot["sel"]).per_unit_exact - 1


def test_a_click_puts_down_the_bet_that_the_spot_names(page: Tab) -> None:
    rules = BlackjackRules()
    spots = page.value(
        f"""import('/static/layout_blackjack.js').then((layout) => {{
          const put = [];
          layout.draw(document.getElementById('layout'), {served(rules)}, (bet, units) => put.push([bet, units]), {{}});
          document.querySelector('#layout [name=follow_split]').checked = false;
          return [...document.querySelectorAll('#layout [data-key]')].map((spot) => {{
            spot.click();
            const [{{ type, sel }}, units] = put.at(-1);
            return {{ key: spot.dataset.key, of: layout.spotKey({{ type, sel }}), type, sel, units, name: spot.getAttribute('aria-label') }};
          }});
        }})"""
    )
    for spot in spots:
        assert spot["key"] == spot["of"]
        assert spot["units"] == 1
        assert BOOKS[Game.BLACKJACK].canonical(rules, spot["type"], spot["sel"]) == spot["sel"]
    behind = [spot["sel"] for spot in spots if spot["type"] == "bet_behind"]
    assert behind[0] == {"seat": 1, "follow_double": True, "follow_split": False}
    assert len({spot["name"] for spot in spots}) == len(spots) == 28


# --- hands


def test_hands_count_as_the_rules_count_them(page: Tab) -> None:
    rng = Random(1)
    hands = [rng.sample(DECK, rng.randint(1, 6)) for _ in range(400)]
    told = of(
        page,
        "blackjack_hand",
        f"{json.dumps(hands)}.map((cards) => [m.points(cards), m.isNatural(cards), m.isNatural(cards, 2)])",
    )
    for cards, (counted, natural, split) in zip(hands, told, strict=True):
        assert counted == points(cards)._asdict()
        assert (natural, split) == (is_natural(cards), False)


@pytest.mark.parametrize("rules", FELTS)
def test_what_a_hand_may_do_early_is_what_the_rules_allow(page: Tab, rules: BlackjackRules) -> None:
    rng = Random(2)
    tens = [card for card in DECK if card[0] in "TJQKA8"]
    hands = [(rng.choices(tens if rng.random() < 0.6 else DECK, k=rng.choice((2, 2, 2, 3, 6))), rng.randint(1, 4)) for _ in range(400)]  # fmt: skip
    asked = f"{json.dumps(hands)}.map(([cards, hands]) => m.actions({served(rules)}, cards, hands))"
    for (cards, many), told in zip(hands, of(page, "blackjack_hand", asked), strict=True):
        assert set(told) == {action.value for action in actions(rules, cards, many)}, (cards, many)


@pytest.mark.parametrize(
    ("cards", "words"),
    [(["AS", "KD"], "blackjack"), (["AS", "6D"], "soft 17"), (["AS", "??"], "11"), (["KS", "6D", "9C"], "bust 25"), ([], "")],
)  # fmt: skip
def test_hands_are_told_in_the_words_of_the_table(page: Tab, cards: list[str], words: str) -> None:
    assert of(page, "blackjack_hand", f"m.inWords({json.dumps(cards)})") == words


# --- what a player is asked


def box(page: Tab) -> dict[str, Any]:
    """The question as it shows: its heading, what it says of each hand, and its buttons that can be pressed."""
    shown: dict[str, Any] = page.value(
        """(() => { const box = document.querySelector('.question');
          const texts = (what) => [...box.querySelectorAll(what)].map((each) => each.textContent);
          return { hidden: box.hidden, kind: box.dataset.kind, title: box.querySelector('h2').textContent, says: texts('.says'),
            buttons: texts('button:enabled'), notes: texts('.note'), left: box.querySelector('.countdown').textContent,
            pressed: texts('[aria-pressed=true]'), focus: document.activeElement.id }; })()"""
    )
    return shown


def press(page: Tab, label: str) -> None:
    page.value(
        f"[...document.querySelectorAll('.question button')].find((each) => each.textContent === {json.dumps(label)}).click()"
    )


def ask(built: stage.Stage, page: Tab, seat: int, **changed: Any) -> None:
    """The table asks a hand, and the page has heard it."""
    question = {**bj.turn(seat), **changed}
    bj.tell(built, "turn", **{name: value for name, value in question.items() if name != "kind"})
    page.until(f"document.getElementById('notice').textContent.startsWith('Seat {seat}')")


def test_at_my_turn_the_box_says_what_i_hold_and_what_i_may_do(seated: Tab, built: stage.Stage) -> None:
    ask(built, seated, 3)
    seated.until("document.querySelector('.question .countdown').textContent !== ''")
    shown = box(seated)
    assert (shown["kind"], shown["title"]) == ("turn", "Your turn: seat 3")
    assert shown["says"] == ["16 against 10"]
    assert shown["buttons"] == ["Hit", "Stand", "Double €10.00"]
    assert 0 < int(shown["left"]) <= 10
    assert shown["focus"] == "question-title"
    assert seated.complaints() == []


def test_somebody_elses_turn_lets_me_choose_early_and_change_my_mind(seated: Tab, built: stage.Stage) -> None:
    ask(built, seated, 1)
    shown = box(seated)
    assert (shown["kind"], shown["says"]) == ("early", ["seat 3: 16 against 10"])
    assert shown["buttons"] == ["Hit", "Stand", "Double €10.00"]
    bj.answers(built, seat=3, hand=1, action="stand", early=True)
    press(seated, "Stand")
    seated.until("document.querySelectorAll('.question [aria-pressed=true]').length === 1")
    assert box(seated)["pressed"] == ["Stand"]
    bj.until_decided(built, 3, 1, "stand", 2, True)
    bj.answers(built, seat=3, hand=1, action=None, early=True)
    press(seated, "Stand")
    seated.until("document.querySelectorAll('.question [aria-pressed=true]').length === 0")
    bj.until_decided(built, 3, 1, None, 2, True)


def test_after_my_decision_nothing_more_can_be_pressed_until_it_is_played(
    seated: Tab, built: stage.Stage
) -> None:
    ask(built, seated, 3)
    bj.answers(built, seat=3, hand=1, action="hit", early=False)
    press(seated, "Hit")
    seated.until("document.querySelectorAll('.question button:enabled').length === 0")
    assert box(seated)["notes"] == ["Hit: sent"]
    bj.until_decided(built, 3, 1, "hit", 2, False)
    bj.tell(built, "decided", seat=3, hand=1, action="hit", by="player", next="seat-3 3")
    seated.until("document.getElementById('notice').textContent === 'Seat 3 hits.'")
    assert box(seated)["hidden"]


def test_a_refused_decision_is_told_and_may_be_made_again(seated: Tab, built: stage.Stage) -> None:
    ask(built, seated, 3)
    bj.refuses(built, "insufficient_funds", "to double costs 1000, the balance is below that")
    press(seated, "Double €10.00")
    seated.until("document.getElementById('refusal').textContent.startsWith('to double costs')")
    assert box(seated)["buttons"] == ["Hit", "Stand", "Double €10.00"]


def test_an_early_choice_that_is_asked_for_counts_as_sent(seated: Tab, built: stage.Stage) -> None:
    ask(built, seated, 3)
    bj.tell(
        built, "early", 1, seat=3, hand=1, action="stand", state="done", decision_id="018f3c1e-7d2a-7c3b-9a51"
    )
    seated.until("document.querySelectorAll('.question button:enabled').length === 0")
    assert box(seated)["notes"] == ["Stand: sent"]


def test_insurance_and_even_money_are_offered_for_what_i_have(seated: Tab, built: stage.Stage) -> None:
    cards = {**bj.CARDS, "seat-3": ["AD", "KC"], "dealer": ["AH", "??"]}
    bj.tell(built, "card", cards=cards, phase="dealing", next=None)
    bj.tell(built, "insurance", closes_at=bj.soon(), decision_ms=8000, even_money=[3])
    seated.until("document.querySelector('.question').dataset.kind === 'insurance'")
    shown = box(seated)
    assert shown["title"] == "Insurance? It pays 2 to 1"
    assert shown["says"] == ["Seat 1: 16", "Seat 3: blackjack"]
    assert shown["buttons"] == ["Insure for €2.50", "Even money", "Insure for €5.00"]
    bj.tell(built, "insurance_closed", next="seat-1 3")
    seated.until("document.querySelector('.question').dataset.kind !== 'insurance'")


def test_seats_show_whose_they_are_and_bets_are_taken_where_they_may_be(
    seated: Tab, built: stage.Stage
) -> None:
    who = "[...document.querySelectorAll('.seat')].map((seat) => seat.querySelector('.name').textContent)"
    assert seated.value(who) == [
        "Seat 1 Taken", "Seat 2 Free", "Seat 3 Yours", "Seat 4 Free", "Seat 5 Free", "Seat 6 Taken", "Seat 7 Free",
    ]  # fmt: skip
    assert seated.value("document.querySelectorAll('.seat .spot:enabled').length") == 0
    bj.tell(built, "betsopen", closes_at=bj.soon(), betting_ms=9000, game="blackjack", carried=None)
    bj.tell(built, "seats", seats=[1], dealt=False, next=None)
    seated.until("document.querySelectorAll('.seat .spot:enabled').length === 19")
    free = seated.value("[...document.querySelectorAll('.n1 .spot:enabled')].map((spot) => spot.dataset.key)")
    assert free == ['bet_behind {"seat":1}']


def test_at_the_end_each_hand_says_what_it_won(seated: Tab, built: stage.Stage) -> None:
    bj.bet(built, 60, ("main", {"seat": 3}, 1000, 2000), ("perfect_pairs", {"seat": 3}, 200, 0))
    bj.bet(built, 61, ("bet_behind", {"seat": 1}, 500, 500))
    bj.bet(built, 62, ("split", {"seat": 3, "hand": 2}, 1000, 0))
    cards = {**bj.CARDS, "seat-3": ["KD", "9C"], "seat-3/2": ["KS", "6S"], "dealer": ["TH", "8S"]}
    bj.tell(built, "card", cards=cards, phase="dealing", next=None)
    bj.tell(
        built,
        "gameresult",
        result="dealer 18",
        outcome={"dealer_up": "TH", "dealer_hole": "8S"},
        carried=None,
    )
    bj.tell(built, "player", 1, staked=2700, returned=2500, balance=5000, currency="EUR")
    seated.until("document.querySelectorAll('.seat strong').length === 4")
    ended = seated.value(
        "[...document.querySelectorAll('.seat strong')].map((each) => `${each.closest('.seat').classList[1]} ${each.textContent}`)"
    )
    assert ended == ["n1 stake back", "n3 won €10.00", "n3 lost", "n3 lost"]


def test_results_are_chips_with_a_name_and_outcomes_are_words(page: Tab) -> None:
    labels = ["dealer 20", "dealer bust", "dealer natural"]
    chips = of(page, "layout_blackjack", f"{json.dumps(labels)}.map(m.chip)")
    assert [chip["name"] for chip in chips] == labels
    assert len({chip["face"] for chip in chips}) == len(labels)
    outcomes = [
        {"dealer_up": "TS", "dealer_hole": "QS", "dealer_draws": []},
        {"dealer_up": "TS", "dealer_hole": "6S", "dealer_draws": ["9S"]},
        {"dealer_up": "AS", "dealer_hole": "QS", "dealer_draws": []},
    ]
    assert of(page, "layout_blackjack", f"{json.dumps(outcomes)}.map(m.result)") == labels
    assert of(page, "layout_blackjack", "m.result({ void: true })") is None


@pytest.mark.parametrize("width", [390, 820, 1440, 1920])
def test_the_table_fits_every_screen(seated: Tab, built: stage.Stage, width: int, tmp_path: Path) -> None:
    ask(built, seated, 3)
    seated.send("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)  # fmt: skip
    seated.until(f"innerWidth === {width}")
    assert seated.value("document.documentElement.scrollWidth") <= width
    outside = seated.value(
        """[...document.querySelectorAll('.blackjack, .seat, .seat .spot, .question, .question button')].filter((each) => {
          const { left, right } = each.getBoundingClientRect();
          const felt = document.querySelector('.blackjack').getBoundingClientRect();
          return each.checkVisibility() && (left < felt.left - 1 || right > felt.right + 1); }).map((each) => each.className)"""
    )
    assert outside == []
    seated.send("Emulation.clearDeviceMetricsOverride")
