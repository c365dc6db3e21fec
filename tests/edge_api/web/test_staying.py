"""Bets that stay over rounds on the floor's pages: what they are worth, and the way to return them."""

from __future__ import annotations

import asyncio
from contextlib import closing
from typing import Any

import httpx
import pytest

from edge_api.books.messages import FloorAction
from edge_api.books.store import open_writer
from tests.edge_api.web import stage
from tests.edge_api.web.conftest import Visit
from tests.edge_api.web.page import Page, read

HELD = {"phase": "held", "hold": {"cause": "carried_differs", "by": "edge"}}
BUTTON = "Return bets Roulette <1>"
PATH = f"/floor/tables/{stage.ROULETTE}/return_carried"


@pytest.fixture(autouse=True, scope="module")
def a_bet_stays(built: stage.Stage) -> None:
    with closing(open_writer(built.config.store.database)) as books:
        books.execute("INSERT INTO carried_bets VALUES (?, 1, 1, 1, 1)", (stage.ROULETTE,))


def wall(visit: Visit, role: str, **changed: Any) -> Page:
    return read(visit(role, [stage.roulette(**changed), stage.baccarat()]).get("/floor").text)


@pytest.mark.parametrize(
    ("role", "changed", "offered"),
    [
        ("pit_boss", {"phase": "settled"}, True),
        ("pit_boss", HELD, True),
        ("pit_boss", {"phase": "spinning"}, False),
        ("technician", {"phase": "settled"}, False),
        ("auditor", {"phase": "settled"}, False),
    ],
)
def test_returning_is_offered_to_a_pit_boss_while_nothing_rolls(
    visit: Visit, role: str, changed: dict[str, Any], offered: bool
) -> None:
    assert (BUTTON in wall(visit, role, **changed).buttons()) == offered


def test_a_table_without_such_bets_does_not_offer_it(visit: Visit) -> None:
    assert not any(
        name.startswith("Return bets Baccarat") for name in wall(visit, "pit_boss", phase="settled").buttons()
    )


def test_a_tile_shows_what_stays_and_the_point(visit: Visit) -> None:
    page = wall(visit, "auditor", phase="settled", carried="6")
    [facts] = [
        each for each in page.elements if each.attributes.get("data-part") == f"facts-{stage.ROULETTE}"
    ]
    assert "Staying3.00 EUR" in " ".join(facts.text.split())
    assert "Point6" in " ".join(facts.text.split())


def test_the_books_are_asked_with_the_reason(built: stage.Stage) -> None:
    async def post() -> httpx.Response:
        async with (
            built.app.router.lifespan_context(built.app),
            httpx.AsyncClient(
                transport=httpx.ASGITransport(built.app),
                base_url="http://floor.test",
                cookies={"studio": stage.cookie_of("pit_boss")},
                headers={"sec-fetch-site": "same-origin"},
            ) as client,
        ):
            return await client.post(PATH, json={"reason": "closing for the night"})

    assert asyncio.run(post()).status_code == 200
    asked = [request for request in built.link.asked if isinstance(request, FloorAction)]
    assert [(request.action, request.reason, request.table_id) for request in asked] == [
        ("return_carried", "closing for the night", stage.ROULETTE)
    ]
