"""A table's page on a phone, in a real browser: the result is on the screen as a whole, and wide tables scroll in their panels."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.edge_api.web import stage
from tests.edge_api.web.browser import IN_BROWSER, Tab

pytestmark = IN_BROWSER


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> stage.Stage:
    settled = stage.baccarat(phase="settled")
    settled["last_results"][0]["round_id"] = settled["round_id"]
    shown = [stage.roulette(), settled]
    return stage.setup(tmp_path_factory.mktemp("stage"), shown)


@pytest.fixture
def phone(browser: Tab) -> Iterator[Tab]:
    browser.send(
        "Emulation.setDeviceMetricsOverride", width=390, height=844, deviceScaleFactor=1, mobile=True
    )
    yield browser
    browser.send("Emulation.clearDeviceMetricsOverride")


def test_the_result_is_on_the_screen_as_a_whole(phone: Tab, address: str) -> None:
    phone.send("Page.navigate", url=f"{address}/floor/tables/{stage.BACCARAT}")
    phone.until("document.body?.dataset.link === 'live'")
    assert phone.value("document.querySelector('.state .outcome').textContent").startswith("Banker")
    band, word, outcome = (phone.value(BOX % part) for part in (".state", ".state .word", ".state .outcome"))
    assert band["left"] < outcome["left"] and outcome["right"] < band["right"] <= 390
    assert outcome["top"] >= word["bottom"] and outcome["bottom"] < band["bottom"]


def test_returns_fit_and_the_rounds_scroll_in_their_panel(phone: Tab, address: str) -> None:
    phone.send("Page.navigate", url=f"{address}/floor/tables/{stage.ROULETTE}")
    phone.until("document.body?.dataset.link === 'live'")
    assert phone.value("document.documentElement.scrollWidth") == 390
    assert phone.value(f"{PANEL % 'returns'}.scrollWidth - {PANEL % 'returns'}.clientWidth") == 0
    phone.value(f"{PANEL % 'rounds'}.scrollLeft = 10000")
    panel, last = phone.value(f"{PANEL % 'rounds'}.getBoundingClientRect().toJSON()"), phone.value(LAST)
    assert panel["left"] < last["left"] and last["right"] <= panel["right"] <= 390


def test_the_header_takes_two_lines_and_nothing_of_it_lies_beside_the_screen(
    phone: Tab, address: str
) -> None:
    phone.send("Page.navigate", url=f"{address}/floor")
    phone.until("document.body?.dataset.link === 'live'")
    header = phone.value(BOX % ".bar")
    assert header["height"] < 100 and phone.value("document.documentElement.scrollWidth") == 390
    for part in ("nav li:last-child", "time", ".who", ".right form"):
        assert phone.value(BOX % f".bar {part}")["right"] <= 390


def test_an_alert_is_read_and_acknowledged_without_scrolling_sideways(phone: Tab, address: str) -> None:
    phone.send("Page.navigate", url=f"{address}/floor/alerts")
    phone.until("document.body?.dataset.link === 'live'")
    panel = PANEL % "all-alerts"
    assert phone.value(f"{panel}.scrollWidth - {panel}.clientWidth") == 0
    button, said = phone.value(BOX % ".told button"), phone.value(BOX % ".told .what")
    assert said["bottom"] <= button["top"] and button["right"] < 390 and button["height"] > 30


BOX = "document.querySelector('%s').getBoundingClientRect().toJSON()"
PANEL = "document.querySelector('[data-part=%s]')"
LAST = "document.querySelector('[data-part=rounds] thead th:last-child').getBoundingClientRect().toJSON()"
