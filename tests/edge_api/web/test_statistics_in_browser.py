"""Roads, statistics and the wheel's picture, drawn by the pages' own scripts in a real browser from what the edge has worked out."""

from __future__ import annotations

import asyncio
import json
from contextlib import closing
from typing import Any

import pytest

from edge_api.app import news_of
from edge_api.books.messages import Notice
from edge_api.books.store import open_writer
from edge_api.routes.callers import secret_hash
from edge_api.stats.results_line import read_shoe
from edge_api.stats.roads import Roads
from schemas.games.baccarat import BaccaratOutcome
from schemas.games.baccarat_rules import BaccaratRules
from schemas.games.wheels import SINGLE_ZERO
from tests.edge_api.web import stage
from tests.edge_api.web.browser import IN_BROWSER, Tab
from tests.edge_api.web.wheel_stage import HOT, SERIAL, spin_wheels

pytestmark = IN_BROWSER
WORKED = "B Bb Pp P P B T B P B B B B P P B P P"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> stage.Stage:
    rules = BaccaratRules().model_dump(mode="json")
    made = stage.setup(tmp_path_factory.mktemp("stage"), [stage.roulette(), stage.baccarat(rules=rules)])
    spin_wheels(made)
    return made


def open_page(browser: Tab, address: str, path: str) -> None:
    browser.send("Page.navigate", url=f"{address}{path}")
    browser.until("document.body?.dataset.link === 'live'")


def draw(browser: Tab, roads: dict[str, Any]) -> None:
    text = json.dumps(json.dumps(roads))
    browser.value(f"document.querySelector('game-roads').setAttribute('data-roads', {text})")


def count(browser: Tab, selector: str) -> int:
    return int(browser.value(f"document.querySelectorAll({json.dumps(selector)}).length"))


def test_every_cell_of_the_roads_is_drawn_where_the_edge_says(browser: Tab, address: str) -> None:
    open_page(browser, address, f"/floor/tables/{stage.BACCARAT}")
    worked = Roads()
    for hand in read_shoe(WORKED):
        worked.append(hand)
    sides = {"P": "player", "B": "banker", "T": "tie"}
    draw(browser, {"shoe": 4, "hands": 18, "sides": sides, **worked.to_json()})
    places = browser.value(
        "[...document.querySelectorAll('.road')].map((road) => [...road.querySelectorAll('g')].map((cell) => cell.getAttribute('transform')))"
    )
    found = worked.to_json()
    cells = [found["bead_plate"], found["big_road"], *(found[name]["cells"] for name in ("big_eye_boy", "small_road", "cockroach_pig"))]  # fmt: skip
    assert places == [
        [f"translate({(cell[0] - 1) * 10} {(cell[1] - 1) * 10})" for cell in road] for road in cells
    ]
    assert count(browser, ".road .tie") == 1
    rows = browser.value("[...document.querySelectorAll('.asks tr')].map((row) => row.innerText.trim())")
    assert [" ".join(row.split()) for row in rows] == [
        "If next Big eye boy Small road Cockroach pig",
        "banker blue red blue",
        "player red blue red",
    ]
    assert browser.complaints() == []


def test_a_road_says_in_words_what_it_shows_and_scrolls_by_key(browser: Tab, address: str) -> None:
    open_page(browser, address, f"/floor/tables/{stage.BACCARAT}")
    labels = browser.value(
        "[...document.querySelectorAll('.road svg')].map((each) => each.getAttribute('aria-label'))"
    )
    assert len(labels) == 5
    assert labels[0].startswith("Bead plate: 18 hands; the last 12: ")
    assert labels[1].startswith("Big road: ")
    assert count(browser, ".strip-of-road[tabindex='0'][aria-label]") == 5


def test_the_statistics_of_a_shoe_and_of_a_wheel_are_shown_with_their_numbers(
    browser: Tab, address: str
) -> None:
    open_page(browser, address, f"/floor/tables/{stage.BACCARAT}")
    shown = browser.value("document.querySelector('table-stats').innerText")
    assert "104 of 416 cards are out (25 %)" in shown
    open_page(browser, address, f"/floor/tables/{stage.ROULETTE}")
    shown = browser.value("document.querySelector('table-stats').innerText")
    assert "The last 18 spins" in shown
    assert "Hot" in shown and "Cold" in shown and "Dozens" in shown
    assert browser.complaints() == []


def test_the_wheel_shows_every_pocket_and_lights_up_what_a_row_names(browser: Tab, address: str) -> None:
    open_page(browser, address, f"/floor/wheels/{SERIAL}")
    browser.until("document.querySelectorAll('wheel-heat [data-pocket]').length === 37")
    order = browser.value(
        "[...document.querySelectorAll('wheel-heat [data-pocket]')].map((each) => each.dataset.pocket)"
    )
    assert order == list(SINGLE_ZERO)
    browser.value(f"document.querySelector('tr[data-where=\"{HOT}\"]').focus()")
    browser.until("document.querySelectorAll('wheel-heat .named').length === 1")
    assert browser.value("document.querySelector('wheel-heat .named').dataset.pocket") == HOT
    title = browser.value("document.querySelector('wheel-heat .named title').textContent")
    assert title.startswith(f"{HOT}: ") and "hits" in title
    assert browser.complaints() == []


def test_a_player_sees_the_roads_at_once_and_each_new_hand(
    browser: Tab, address: str, built: stage.Stage
) -> None:
    with closing(open_writer(built.config.store.database)) as books:
        expires = stage.CLOCK.utc_ns() + 3600 * stage.SECOND_NS
        books.execute("INSERT OR IGNORE INTO player_tokens VALUES (?, 1, ?)", (secret_hash("t"), expires))
    browser.send("Page.navigate", url=f"{address}/play/{stage.BACCARAT}#token=t")
    browser.until("document.querySelector('#roads .road') !== null")
    browser.until("document.querySelector('#statistics').innerText.includes('Hands')")
    assert count(browser, "#roads > .road:first-of-type g") == 18
    outcome = BaccaratOutcome.from_cards(["7H", "JC"], ["7D", "JS"]).model_dump(mode="json")
    result = {"round_id": "b-2", "outcome": outcome, "result": "tie", "carried": None}
    hear(built, Notice(stage.BACCARAT, 1, "gameresult", result))
    browser.until("document.querySelectorAll('#roads > .road:first-of-type g').length === 19")
    assert "19 hands" in browser.value(
        "document.querySelector('#roads .road svg').getAttribute('aria-label')"
    )
    assert browser.complaints() == []


def hear(built: stage.Stage, notice: Notice) -> None:
    """The books tell the front something; on its own event loop."""
    asyncio.run_coroutine_threadsafe(_hear(built, notice), built.app.state.loop).result(5)


async def _hear(built: stage.Stage, notice: Notice) -> None:
    news_of(built.app.state.front)(notice)
