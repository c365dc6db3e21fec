"""The page of a held round in a real browser: lines become entries, a release names the hold that was shown, a refusal is shown in its own words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge_api.books.messages import Done, FloorAction, Refused
from tests.edge_api.web import stage
from tests.edge_api.web.browser import PROGRAM, Tab
from tests.edge_api.web.seen_stage import HOLD, ROUND_PAGE, fill, table


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> stage.Stage:
    """A held round with a dispute, an abstention, and what was proposed to be entered."""
    made = stage.setup(tmp_path_factory.mktemp("stage"))
    fill(made)
    return made


needs_browser = pytest.mark.skipif(PROGRAM is None, reason="there is no chromium here")


@pytest.fixture
def form(built: stage.Stage, browser: Tab, address: str) -> Iterator[Tab]:
    built.snapshots[:] = [table(), stage.baccarat()]
    built.link.asked.clear()
    browser.send("Page.navigate", url=f"{address}{ROUND_PAGE}")
    browser.until(
        "document.documentElement.dataset.script === 'on' && !!document.querySelector('[data-entry]')"
    )
    yield browser


def fill_in(page: Tab, lines: str) -> None:
    said = json.dumps(lines)
    page.value(
        f"(() => {{ const form = document.querySelector('[data-entry]'); form.elements.lines.value = {said};"
        f" form.elements.reason.value = 'the reader failed'; form.querySelector('[value=propose_entry]').click(); }})()"
    )


def asked(built: stage.Stage) -> list[FloorAction]:
    return [each for each in built.link.asked if isinstance(each, FloorAction)]


@needs_browser
def test_the_rounds_page_never_scrolls_sideways(form: Tab) -> None:
    try:
        for wide in (1440, 820, 390):
            form.send(
                "Emulation.setDeviceMetricsOverride",
                width=wide,
                height=900,
                deviceScaleFactor=1,
                mobile=False,
            )
            assert (
                form.value("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
            )
    finally:
        form.send("Emulation.clearDeviceMetricsOverride")


@needs_browser
def test_lines_become_entries_with_their_reason(built: stage.Stage, form: Tab) -> None:
    fill_in(form, "player 3 = 10h\n\nwheel = 17\nseat-2 1, hand 2: ks")
    form.until("document.getElementById('said').textContent === 'Done.'")
    [request] = asked(built)
    assert (request.action, request.reason, request.round_id) == (
        "propose_entry",
        "the reader failed",
        stage.ROUND,
    )
    assert request.args["hold"] == HOLD
    assert [(each["place"], each["index"], each["hand"], each["value"]) for each in request.args["entries"]] == [
        ("player", 3, 1, "TH"), ("wheel", 1, 1, "17"), ("seat-2", 1, 2, "KS"),
    ]  # fmt: skip


@needs_browser
def test_a_line_that_says_nothing_is_named_and_nothing_is_sent(built: stage.Stage, form: Tab) -> None:
    fill_in(form, "player 3 = 7H\nwhatever")
    form.until("document.querySelector('[data-refusal]').textContent.includes('whatever')")
    assert asked(built) == []


@needs_browser
def test_a_refusal_is_shown_in_the_books_own_words_and_the_lines_stay(built: stage.Stage, form: Tab) -> None:
    built.link.reply = Refused(0, "wrong_phase", "round 17 is not held")
    try:
        fill_in(form, "wheel 1 = 17")
        form.until("document.querySelector('[data-refusal]').textContent === 'round 17 is not held'")
    finally:
        built.link.reply = Done(0, {})
    assert form.value("document.querySelector('[data-entry]').elements.lines.value") == "wheel 1 = 17"
    assert [each.action for each in asked(built)] == ["propose_entry"]


@needs_browser
def test_the_second_person_confirms_the_very_proposal(built: stage.Stage, form: Tab, tmp_path: Path) -> None:
    form.value("document.querySelector('[data-post$=second_entry]').click()")
    form.until("document.getElementById('said').textContent.startsWith('Confirmed')")
    [request] = asked(built)
    assert (request.action, request.args, request.by) == ("second_entry", {"proposal_no": 1}, "a pit_boss")


@needs_browser
def test_a_release_names_the_hold_that_the_page_showed(built: stage.Stage, form: Tab) -> None:
    form.value("document.querySelector('[data-post$=\"/release\"]').click()")
    form.value("document.getElementById('ask-text').value = 'the sensor is right'")
    form.value("document.getElementById('ask-yes').click()")
    form.until("document.getElementById('said').textContent === 'Done.'")
    [request] = asked(built)
    assert (request.action, request.round_id, request.args) == ("release", stage.ROUND, {"hold": HOLD})
