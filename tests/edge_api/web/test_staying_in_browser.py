"""Bets that stay over rounds on the player's page, in a real browser: listed with what is open, on the layout, and taken down by a button."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

from edge_api.books.messages import CancelBet, Done
from edge_api.floor import blank_table
from edge_api.routes.callers import secret_hash
from schemas.games.craps_rules import CrapsRules
from tests.edge_api.web import blackjack_stage as bj
from tests.edge_api.web import stage
from tests.edge_api.web.browser import IN_BROWSER, Tab

pytestmark = IN_BROWSER

CRAPS = "craps-01"
OLD, RUNNING = f"{CRAPS}-1795382400-1", f"{CRAPS}-1795382400-2"
TABLE = f'\n[[table]]\nid = "{CRAPS}"\nname = "Craps 1"\ngame = "craps"\ncurrency = "EUR"\n'
BET_ID = str(uuid.UUID(int=60))
LINES = [("place", 8, 1_200, None), ("hardway", 6, 300, None), ("field", None, 500, 0)]


def craps() -> dict[str, Any]:
    rules = CrapsRules()
    setup = {
        "table": CRAPS, "name": "Craps 1", "game": "craps", "currency": "EUR", "rules": rules.model_dump(mode="json"),
        "rules_hash": rules.rules_hash(), "limits": stage.LIMITS, "layout": ["dice"],
    }  # fmt: skip
    live = {
        "phase": "bets_open",
        "round_id": RUNNING,
        "closes_at": bj.soon(600),
        "cards": {"dice": []},
        "carried": "5",
    }
    return {**setup, **blank_table(), **live}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> stage.Stage:
    made = stage.setup(tmp_path_factory.mktemp("stage"), [stage.roulette(), stage.baccarat(), craps()], TABLE)
    now = stage.CLOCK.utc_ns()
    with bj.writing(made) as books:
        books.execute("INSERT INTO rule_sets VALUES (?, 'craps', '{}')", ("2" * 64,))
        for number, round_id, phase in ((90, OLD, "settled"), (91, RUNNING, "bets_open")):
            books.execute(
                "INSERT INTO rounds (round_no, round_id, table_id, game, rules_hash, currency, phase, opened_utc_ns, edge_boot, opened_mono_ns,"
                " deadline_mono_ns) VALUES (?, ?, ?, 'craps', ?, 'EUR', ?, ?, 'b', 0, 0)",
                (number, round_id, CRAPS, "2" * 64, phase, now),
            )  # fmt: skip
        books.execute(
            "INSERT INTO player_tokens VALUES (?, 1, ?)", (secret_hash(bj.TOKEN), now + 3600 * 10**9)
        )
        books.execute(
            "INSERT INTO placements (placement_no, player_no, bet_id, round_no, digest, staked, returned, status, accepted_mono_ns,"
            " accepted_utc_ns, balance_after) VALUES (60, 1, ?, 90, x'00', 2000, 0, 'accepted', 0, ?, 0)",
            (BET_ID, now),
        )  # fmt: skip
        books.executemany(
            "INSERT INTO bets (placement_no, line, type, sel, stake, returned) VALUES (60, ?, ?, ?, ?, ?)",
            [
                (line, kind, json.dumps(sel), stake, back)
                for line, (kind, sel, stake, back) in enumerate(LINES, 1)
            ],
        )
    return made


@pytest.fixture
def seated(browser: Tab, address: str) -> Tab:
    browser.send("Page.navigate", url="about:blank")
    browser.send("Page.navigate", url=f"{address}/play/{CRAPS}#token={bj.TOKEN}")
    browser.until("document.body?.dataset.link === 'live'")
    browser.until("document.querySelectorAll('#staying li').length === 1")
    return browser


def test_what_stays_is_listed_and_lies_on_the_layout(seated: Tab) -> None:
    assert seated.value("document.getElementById('staying-part').hidden") is False
    line = str(seated.value("document.querySelector('#staying li').textContent"))
    assert ("15.00" in line, "field" in line.lower()) == (True, False)
    assert "15.00" in str(seated.value("document.getElementById('at-stake').textContent"))
    assert seated.value("document.querySelectorAll('#layout .stack').length") == 2
    assert seated.value("document.querySelectorAll('#placed li').length") == 0
    assert seated.complaints() == []


def test_it_is_taken_down_by_its_button(seated: Tab, built: stage.Stage) -> None:
    body = {
        "bet_id": BET_ID, "table": CRAPS, "round_id": OLD, "status": "cancelled", "staked": 2_000, "returned": 1_500,
        "balance": 9_000, "currency": "EUR", "accepted_at": bj.soon(0),
    }  # fmt: skip
    built.link.reply = Done(0, body)
    seated.value("document.querySelector('#staying button').click()")
    seated.until("document.querySelectorAll('#staying li').length === 0")
    assert [each.bet_id for each in built.link.asked if isinstance(each, CancelBet)] == [BET_ID]
    assert seated.value("document.getElementById('staying-part').hidden") is True


@pytest.mark.parametrize(
    ("end", "words"),
    [
        ({"staked": 500, "returned": 1_000}, "You got 10 back for 5."),
        ({"staked": 500, "returned": 0}, "No win this time."),
        ({"staked": 500, "returned": 0, "staying": 1_500}, "No win this time. 15 stays on the layout."),
        ({"staked": 0, "returned": 0, "staying": 1_500}, "Nothing is decided: 15 stays on the layout."),
    ],
)
def test_a_rounds_end_is_told_in_words(seated: Tab, end: dict[str, int], words: str) -> None:
    script = (
        f"import('/static/staying.js').then(({{ told }}) => told({json.dumps(end)}, (minor) => minor / 100))"
    )
    assert seated.value(script) == words
