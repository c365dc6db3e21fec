"""A technician's slip of the pen on the camera's page: refused at the form, in words; the board is not asked, and nobody is alarmed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from edge_api.books.messages import AskSight, Notice
from edge_api.stills.shelf import Shelf, hash_of
from tests.edge_api.web import stage
from tests.edge_api.web.browser import IN_BROWSER, Tab
from tests.edge_api.web.stage import BACCARAT, ROULETTE, Stage

MORE = """
[[table]]
id = "sic-bo-01"
name = "Sic bo 1"
game = "sic_bo"
currency = "EUR"
[[table]]
id = "money-wheel-01"
name = "Money wheel 1"
game = "money_wheel"
rules = { max_win = 100_000_000 }
currency = "EUR"
"""
PICTURE = b"\xff\xd8\xff picture \xff\xd9"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    names = (ROULETTE, BACCARAT, "sic-bo-01", "money-wheel-01")
    shown = [stage.roulette(table=name) for name in names]
    return stage.setup(tmp_path_factory.mktemp("stage"), shown, MORE)


@pytest.fixture(autouse=True)
def nobody_asked_before(built: Stage) -> Iterator[None]:
    built.link.asked.clear()
    yield


def call(built: Stage, method: str, path: str, **more: Any) -> httpx.Response:
    return asyncio.run(_call(built, method, path, **more))


async def _call(built: Stage, method: str, path: str, **more: Any) -> httpx.Response:
    cookies = {"studio": stage.cookie_of("technician")}
    transport = httpx.ASGITransport(built.app)
    async with (
        built.app.router.lifespan_context(built.app),
        httpx.AsyncClient(transport=transport, base_url="http://floor.test", cookies=cookies) as client,
    ):
        return await client.request(
            method, f"/floor/tables/{path}", headers={"origin": "http://floor.test"}, **more
        )


def asked_of_boards(built: Stage) -> list[AskSight]:
    return [each for each in built.link.asked if isinstance(each, AskSight)]


@pytest.mark.parametrize(
    ("table", "step", "told"),
    [
        (ROULETTE, "check", {"label": {"result": "ABC"}}),
        (ROULETTE, "check", {"label": {"result": "99"}}),
        (ROULETTE, "check", {"label": {}}),
        (ROULETTE, "deal", {"label": {"result": "99"}}),
        (ROULETTE, "label", {"picture": 1, "label": {"result": "17 18"}}),
        ("money-wheel-01", "check", {"label": {"segment": "abc"}}),
        ("sic-bo-01", "check", {"label": {"faces": [1, 2, 9]}}),
        ("sic-bo-01", "check", {"label": {"faces": [1, 2]}}),
    ],
)
def test_what_the_game_has_not_is_refused_and_never_sent(
    built: Stage, table: str, step: str, told: dict[str, Any]
) -> None:
    answer = call(built, "POST", f"{table}/camera/ask", json={"step": step, "told": told})
    assert (answer.status_code, answer.json()["error"]) == (422, "not_in_this_game")
    assert asked_of_boards(built) == []


@pytest.mark.parametrize(
    ("table", "label"),
    [
        (ROULETTE, {"result": None}),
        ("sic-bo-01", {"faces": [1, 2, 2]}),
        (BACCARAT, {"cards": []}),
    ],
)
def test_what_it_may_have_is_the_boards_to_judge(built: Stage, table: str, label: dict[str, Any]) -> None:
    answer = call(built, "POST", f"{table}/camera/ask", json={"step": "check", "told": {"label": label}})
    assert answer.status_code == 200, answer.text
    assert [each.step for each in asked_of_boards(built)] == ["check"]


@pytest.mark.parametrize("mark", [pytest.param(0, marks=IN_BROWSER)])
@pytest.mark.parametrize(
    ("table", "typed", "said"),
    [
        (ROULETTE, "abc", "is no pocket of this wheel: it has 0 to 36"),
        ("money-wheel-01", "Joker", "it has 1, 2, 5, 10, 20, 40, 2x, 7x"),
        ("sic-bo-01", "1 x 3", '"X" is no face of a die'),
    ],
)
def test_the_words_stand_between_the_form_and_what_follows_it(
    browser: Tab, address: str, built: Stage, table: str, typed: str, said: str, mark: int
) -> None:
    browser.send("Network.setCookie", name="studio", value=stage.cookie_of("technician"), url=address)
    browser.send("Page.navigate", url=f"{address}/floor/tables/{table}/camera")
    browser.until(
        "document.body?.dataset.link !== undefined && !!document.getElementById('check-label')?.textContent"
    )
    browser.value(f"document.getElementById('check-values').value = '{typed}'")
    browser.value("document.getElementById('sight-check').requestSubmit()")
    browser.until("document.querySelector('#sight-check + .refusal').textContent !== ''")
    assert said in browser.value("document.getElementById('check-refusal').textContent")
    assert browser.value("document.getElementById('check-said').textContent") == ""
    assert [each.step for each in asked_of_boards(built)] in ([], ["look"])


def test_a_picture_that_is_on_its_way_is_waited_for_and_one_that_nobody_named_is_not(built: Stage) -> None:
    async def visit() -> tuple[int, int]:
        app, named = built.app, hash_of(PICTURE)
        async with app.router.lifespan_context(app):
            desk = app.state.front.sight
            desk.asked("a")
            body = {"ask": "a", "answer": {"stills": [named]}}
            desk.take(Notice(ROULETTE, 1, "sight", body, staff_only=True))
            shelf = Shelf(built.config.store.stills)
            asyncio.get_running_loop().call_later(0.3, shelf.keep, PICTURE, True)
            transport = httpx.ASGITransport(app)
            cookies = {"studio": stage.cookie_of("technician")}
            async with httpx.AsyncClient(
                transport=transport, base_url="http://floor.test", cookies=cookies
            ) as client:
                stills = f"/floor/tables/{ROULETTE}/camera/stills"
                strange = await client.get(f"{stills}/{'0' * 64}.jpg")
                awaited = await client.get(f"{stills}/{named}.jpg")
        return strange.status_code, awaited.status_code

    assert asyncio.run(visit()) == (404, 200)
