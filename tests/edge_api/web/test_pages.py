"""The server's own pages: every shape of a table renders, nothing is inline or from outside, and each role sees only its own buttons."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.causes import DeviceCondition
from schemas.phases import Phase, TableStatus
from schemas.times import rfc3339
from tests.edge_api.web import stage
from tests.edge_api.web.conftest import Visit
from tests.edge_api.web.page import Page, read

SOON = rfc3339(stage.CLOCK.utc_ns() + 10 * stage.SECOND_NS)
PATHS = (
    "/floor",
    f"/floor/tables/{stage.ROULETTE}",
    f"/floor/tables/{stage.BACCARAT}",
    f"/floor/rounds/{stage.ROUND}",
    "/floor/alerts",
    "/floor/audit",
    "/login",
    "/play/roulette-01",
    "/play/baccarat-01",
)
HELD = {"phase": "held", "hold": {"cause": "sources_disagree", "by": "table"}}
STATES: dict[str, dict[str, Any]] = {
    **{phase.value: {"phase": phase.value} for phase in Phase},
    "bets open": {"phase": "bets_open", "closes_at": SOON},
    "held": HELD,
    "table held": {"phase": "idle", "round_id": None, "hold": {"cause": "shoe_error", "by": "table"}},
    "frozen": {"status": "frozen", **HELD},
    "board lost": {"phase": "spinning", "board": {"online": False, "why": "nothing heard for 5 s"}},
    "never heard": {"health": None, "round_id": None, "phase": "idle", "last_results": []},
    "bad clock": {"clock": {"quality": "refuse", "error_us": None}, "health": None},
    "hot": {"health": {**stage.HEALTH, "cpu_celsius": None, "throttled": True, "clock_error_us": None, "backlog": 5000}},
    "alerts": {"alerts": [{"alert_no": 1, "code": "x", "text": "t", "severity": "alarm", "at": SOON}]},
    "last order": {"board": {"online": True, "last_order": {"order": "pause", "accepted": True}}},
    **{f"table {status.value}": {"status": status.value, "phase": "idle"} for status in TableStatus},
    **{f"wheel {each.value}": {"devices": {"wheel": {"condition": each.value, "detail": "sensor 3"}}} for each in DeviceCondition},
}  # fmt: skip


def seen(visit: Visit, role: str, **changed: Any) -> Page:
    """The wall with one roulette table, as this role sees it."""
    answer = visit(role, [stage.roulette(**changed), stage.baccarat()]).get("/floor")
    assert answer.status_code == 200, answer.text
    return read(answer.text)


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_whole_and_obeys_the_content_policy(visit: Visit, path: str) -> None:
    answer = visit("pit_boss").get(path)
    assert answer.status_code == 200, answer.text
    assert read(answer.text).faults() == []


@pytest.mark.parametrize("state", STATES)
def test_every_state_of_a_table_renders_on_the_wall_and_close_up(visit: Visit, state: str) -> None:
    shown = [stage.roulette(**STATES[state]), stage.baccarat(**STATES[state])]
    client = visit("pit_boss", shown)
    for path in PATHS[:3]:
        answer = client.get(path)
        assert answer.status_code == 200, answer.text
        assert read(answer.text).faults() == []


@pytest.mark.parametrize("state", STATES)
def test_a_state_is_an_icon_and_words_never_a_colour_alone(visit: Visit, state: str) -> None:
    page = seen(visit, "auditor", **STATES[state])
    bands = [each for each in page.elements if each.attributes.get("data-part", "").startswith("state-")]
    spoken = [band.attributes["data-say"].partition(": ")[2] for band in bands]
    assert all(spoken)
    assert all(words in band.text for words, band in zip(spoken, bands, strict=True))
    assert len(
        [use for use in page.all("use") if use.attributes["href"].startswith("/static/icons.svg#")]
    ) >= len(bands)


def test_every_icon_that_a_page_names_is_in_the_sheet(visit: Visit) -> None:
    client = visit("pit_boss", [stage.roulette(**STATES["board lost"]), stage.baccarat(**HELD)])
    sheet = read(client.get("/static/icons.svg").text)
    drawn = {symbol.attributes["id"] for symbol in sheet.all("symbol")}
    named = {
        use.attributes["href"].partition("#")[2]
        for path in PATHS
        for use in read(client.get(path).text).all("use")
    }
    assert named <= drawn


@pytest.mark.parametrize(
    ("role", "buttons"),
    [
        ("pit_boss", {"Release hold", "Void round", "Pause", "Change dealer"}),
        ("technician", {"Pause"}),
        ("auditor", set()),
        ("admin", set()),
    ],
)
def test_a_held_table_offers_each_role_its_own_actions(visit: Visit, role: str, buttons: set[str]) -> None:
    page = seen(visit, role, **HELD)
    offered = {name.removesuffix(" Roulette <1>") for name in page.buttons() if name.endswith("Roulette <1>")}
    assert offered == buttons


def test_a_new_shoe_is_offered_at_a_baccarat_table_between_rounds(visit: Visit) -> None:
    resting, dealing = stage.baccarat(phase="settled"), stage.baccarat(phase="dealing")
    assert (
        "New shoe Baccarat 1"
        in read(visit("pit_boss", [stage.roulette(), resting]).get("/floor").text).buttons()
    )
    assert (
        "New shoe Baccarat 1"
        not in read(visit("pit_boss", [stage.roulette(), dealing]).get("/floor").text).buttons()
    )


def test_a_window_that_is_open_counts_down_by_the_servers_time(visit: Visit) -> None:
    page = seen(visit, "technician", **STATES["bets open"])
    countdown = next(each for each in page.elements if "data-closes-at" in each.attributes)
    assert countdown.attributes["data-closes-at"] == SOON
    assert countdown.attributes["role"] == "timer"
    clock = next(each for each in page.all("time") if each.attributes.get("id") == "clock")
    assert (
        rfc3339(stage.CLOCK.utc_ns() - 60 * stage.SECOND_NS)
        < clock.attributes["data-now"]
        <= rfc3339(stage.CLOCK.utc_ns())
    )


def test_a_held_table_says_why_and_who_may_release_it(visit: Visit) -> None:
    text = visit("auditor", [stage.roulette(**HELD), stage.baccarat()]).get("/floor").text
    assert "Sources disagree" in text
    assert "A pit boss releases it" in text


def test_dice_roll_and_are_told_in_order(visit: Visit) -> None:
    dice = stage.baccarat(game="sic_bo", phase="spinning", cards={"dice": ["324"]})
    text = visit("auditor", [stage.roulette(phase="spinning"), dice]).get("/floor").text
    assert "2-3-4" in text
    assert text.count("Rolling") == text.count("Spinning") > 0


def test_what_came_from_outside_is_text_and_never_markup(visit: Visit) -> None:
    client = visit("pit_boss")
    assert "<script>alert" not in client.get("/floor").text
    assert "&lt;b&gt;p-1&lt;/b&gt;" in client.get(f"/floor/rounds/{stage.ROUND}").text
    assert "Roulette &lt;1&gt;" in client.get("/play/roulette-01").text


def test_stakes_players_and_results_come_from_the_books(visit: Visit) -> None:
    page = seen(visit, "auditor")
    facts = next(
        each.text for each in page.elements if each.attributes.get("data-part") == "facts-roulette-01"
    )
    assert "15.00" in facts
    results = next(
        each.text for each in page.elements if each.attributes.get("data-part") == "results-roulette-01"
    )
    assert results.split("newest first")[1].split()[:2] == ["4", "black"]


def test_the_audit_log_pages_backwards(visit: Visit) -> None:
    client = visit("auditor")
    first = read(client.get("/floor/audit").text)
    older = next(link for link in first.all("a") if link.attributes.get("rel") == "next")
    assert older.attributes["href"] == "/floor/audit?before=21"
    last = read(client.get(older.attributes["href"]).text)
    assert not [link for link in last.all("a") if link.attributes.get("rel") == "next"]


def test_a_technician_sees_no_way_to_the_audit_log(visit: Visit) -> None:
    links = {link.attributes["href"] for link in read(visit("technician").get("/floor").text).all("a")}
    assert "/floor/audit" not in links
    assert "/floor/alerts" in links


def test_without_a_session_the_floor_leads_to_the_sign_in(visit: Visit) -> None:
    answer = visit().get("/floor")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
