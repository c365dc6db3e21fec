"""A floor page while its line to the edge opens, in a real browser: quiet for three seconds, unless something fails."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.edge_api.web.browser import IN_BROWSER, Tab

pytestmark = IN_BROWSER

STUCK = "window.EventSource = class { static OPEN = 1; static CLOSED = 2; readyState = 0; constructor() { window.line = this; } };"
LINK = "[document.body?.dataset.link ?? null, document.querySelector('#link span')?.textContent]"


@pytest.fixture
def stuck(browser: Tab) -> Iterator[Tab]:
    """A browser in which no line ever opens."""
    named = browser.send("Page.addScriptToEvaluateOnNewDocument", source=STUCK)["result"]["identifier"]
    yield browser
    browser.send("Page.removeScriptToEvaluateOnNewDocument", identifier=named)


def open_floor(browser: Tab, address: str) -> None:
    browser.send("Page.navigate", url=f"{address}/floor")
    browser.until("window.line !== undefined && document.documentElement.dataset.script === 'on'")


def test_nothing_is_striped_while_the_line_opens_and_all_is_after_three_seconds(
    stuck: Tab, address: str
) -> None:
    open_floor(stuck, address)
    assert stuck.value(LINK) == [None, "Connecting"]
    stuck.value("new Promise((go) => setTimeout(go, 800))")
    assert stuck.value(LINK) == [None, "Connecting"], "a look by itself shows no failure"
    stuck.until("document.body.dataset.link === 'down'")
    assert stuck.value("document.querySelector('.stale').checkVisibility()")


def test_a_line_that_fails_is_told_at_once(stuck: Tab, address: str) -> None:
    open_floor(stuck, address)
    stuck.value("line.onerror()")
    assert stuck.value(LINK)[0] == "down"


def test_a_line_that_opens_is_live(browser: Tab, address: str) -> None:
    browser.send("Page.navigate", url=f"{address}/floor")
    browser.until("document.body?.dataset.link === 'live'")
