"""The pages' own scripts in a real browser: they start under the content policy, follow the edge, and draw only bets that exist."""

from __future__ import annotations

import pytest

from edge_api.books.messages import FloorAction, Refused
from schemas.games.money_wheel import FACES, MoneyWheel
from schemas.games.roulette import coverage, parse_bet
from schemas.games.wheels import Wheel
from schemas.times import rfc3339
from tests.edge_api.web import stage
from tests.edge_api.web.browser import IN_BROWSER, Tab

pytestmark = IN_BROWSER


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> stage.Stage:
    closes = rfc3339(stage.CLOCK.utc_ns() + 3600 * stage.SECOND_NS)
    shown = [stage.roulette(phase="bets_open", closes_at=closes), stage.baccarat()]
    return stage.setup(tmp_path_factory.mktemp("stage"), shown)


def test_the_floor_goes_live_and_counts_down(browser: Tab, address: str) -> None:
    browser.send("Page.navigate", url=f"{address}/floor")
    browser.until("document.body?.dataset.link === 'live'")
    assert (
        3000
        < int(browser.value("document.querySelector('[data-table=roulette-01] .countdown').textContent"))
        <= 3600
    )
    assert browser.complaints() == []


def test_the_floor_s_clock_is_right_before_its_first_look_is_answered(browser: Tab, address: str) -> None:
    slow = {"offline": False, "latency": 3000, "downloadThroughput": -1, "uploadThroughput": -1}
    told = "document.getElementById('clock')?.textContent.trim()"
    browser.send("Network.emulateNetworkConditions", **slow)
    try:
        browser.send("Page.navigate", url=f"{address}/floor")
        browser.until(f"{told} && {told} !== document.getElementById('clock').dataset.now.slice(11, 19)")
        hour, link = browser.value(f"[{told}, document.body.dataset.link ?? '']")
    finally:
        browser.send("Network.emulateNetworkConditions", **{**slow, "latency": 0})
    off = sum(int(part) * worth for part, worth in zip(hour.split(":"), (3600, 60, 1), strict=True))
    off -= stage.CLOCK.utc_ns() // stage.SECOND_NS % 86_400
    assert link != "live" and abs((off + 43_200) % 86_400 - 43_200) < 20


def test_a_refusal_is_shown_in_the_servers_own_words(browser: Tab, address: str, built: stage.Stage) -> None:
    built.link.reply = Refused(0, "wrong_phase", "no window is open at roulette-01")
    browser.send("Page.navigate", url=f"{address}/floor")
    browser.until("document.body?.dataset.link === 'live'")
    browser.value("document.querySelector('[data-post$=\"roulette-01/close_bets\"]').click()")
    browser.value("document.getElementById('ask-text').value = 'a reason'")
    browser.value("document.getElementById('ask-yes').click()")
    browser.until("document.getElementById('ask-refusal').textContent === 'no window is open at roulette-01'")
    assert browser.value("document.getElementById('ask').open")
    asked = [request for request in built.link.asked if isinstance(request, FloorAction)]
    assert [(each.action, each.by, each.reason) for each in asked] == [
        ("close_bets", "a pit_boss", "a reason")
    ]


@pytest.mark.parametrize("wheel", list(Wheel))
def test_every_position_of_the_layout_is_a_bet_of_the_wheel(browser: Tab, address: str, wheel: Wheel) -> None:
    browser.send("Page.navigate", url=f"{address}/play/roulette-01")
    browser.until("document.documentElement?.dataset.script === 'on'")
    drawn = browser.value(
        f"import('/static/layout_roulette.js').then(({{ positions }}) => positions('{wheel.value}'))"
    )
    for position in drawn:
        assert coverage(parse_bet(position["type"]), position["sel"], wheel)
    kinds = [position["type"] for position in drawn]
    assert kinds.count("split") == (62 if wheel is Wheel.AMERICAN else 60)
    assert (kinds.count("corner"), kinds.count("street"), kinds.count("six_line")) == (22, 12, 11)


@pytest.mark.parametrize("wheel", list(MoneyWheel))
def test_every_spot_of_the_money_wheel_is_a_bet_with_its_price(
    browser: Tab, address: str, wheel: MoneyWheel
) -> None:
    browser.send("Page.navigate", url=f"{address}/play/roulette-01")
    browser.until("document.documentElement?.dataset.script === 'on'")
    drawn = browser.value(
        f"import('/static/layout_money_wheel.js').then(({{ positions }}) => positions('{wheel.value}'))"
    )
    face = FACES[wheel]
    assert {spot["sel"]: spot["pays"] for spot in drawn} == face.pays
    assert {spot["sel"]: spot["count"] for spot in drawn} == {
        segment: face.segments[segment] for segment in face.pays
    }


def test_without_a_token_the_player_page_asks_for_one(browser: Tab, address: str) -> None:
    browser.send("Page.navigate", url=f"{address}/play/baccarat-01")
    browser.until("document.getElementById('sign-in')?.open")
