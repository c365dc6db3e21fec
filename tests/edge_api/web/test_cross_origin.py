"""Pages of other origins: those that ``http.allowed_origins`` names may ask the front with a token, and with nothing else."""

from __future__ import annotations

import asyncio
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from edge_api.books.store import open_writer
from edge_api.routes.callers import secret_hash
from edge_api.video_link import VideoRoom
from tests.edge_api.web import stage

LISTED, OTHER = "https://play.example.org", "https://elsewhere.example.org"
TOKEN = "a player's token"
PICTURE = "/api/v1/tables/roulette-02/video"
ALLOWS = "access-control-allow-origin"


@dataclass(frozen=True, slots=True)
class Front:
    """The real application; each question starts and ends it."""

    app: FastAPI

    def ask(self, method: str, path: str, headers: dict[str, str]) -> httpx.Response:
        return asyncio.run(self._ask(method, path, headers))

    async def _ask(self, method: str, path: str, headers: dict[str, str]) -> httpx.Response:
        async with (
            self.app.router.lifespan_context(self.app),
            httpx.AsyncClient(
                transport=httpx.ASGITransport(self.app), base_url="http://floor.test"
            ) as client,
        ):
            return await client.request(method, path, headers=headers)

    def options(self, path: str, headers: dict[str, str]) -> httpx.Response:
        return self.ask("OPTIONS", path, headers)

    def get(self, path: str, headers: dict[str, str]) -> httpx.Response:
        return self.ask("GET", path, headers)


def front_with(folder: Path, origins: tuple[str, ...]) -> Front:
    tables, video = f"{stage.PICTURED}[video]", VideoRoom(stage.CLOCK)
    built = stage.setup(folder, more_tables=tables, video=video, origins=origins)
    built.snapshots.append(stage.roulette(table="roulette-02"))
    with closing(open_writer(built.config.store.database)) as books:
        expires = stage.CLOCK.utc_ns() + 3600 * stage.SECOND_NS
        books.execute("INSERT INTO player_tokens VALUES (?, 1, ?)", (secret_hash(TOKEN), expires))
    return Front(built.app)


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Front:
    """A front that LISTED may call."""
    return front_with(tmp_path_factory.mktemp("listed"), (LISTED,))


def asks_first(origin: str, method: str = "GET", headers: str = "authorization") -> dict[str, str]:
    """What a browser sends before a request with a token."""
    return {
        "origin": origin,
        "access-control-request-method": method,
        "access-control-request-headers": headers,
    }


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_a_browser_may_ask_first_for_a_listed_page(front: Front, method: str) -> None:
    answer = front.options(PICTURE, asks_first(LISTED, method, "authorization,content-type"))
    assert (answer.status_code, answer.headers[ALLOWS]) == (200, LISTED)
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize(
    "asked", [asks_first(OTHER), asks_first("null"), asks_first(LISTED + ".evil.example")]
)
def test_a_page_that_is_not_listed_is_not_let_in(front: Front, asked: dict[str, str]) -> None:
    answer = front.options(PICTURE, asked)
    assert answer.status_code == 400 and ALLOWS not in answer.headers


@pytest.mark.parametrize("asked", [asks_first(LISTED, "PUT"), asks_first(LISTED, headers="x-operator-key")])
def test_a_listed_page_asks_as_a_player_only(front: Front, asked: dict[str, str]) -> None:
    assert front.options(PICTURE, asked).status_code == 400


def test_a_listed_page_reads_its_ticket_and_why_it_gets_none(front: Front) -> None:
    headers = {"origin": LISTED, "authorization": f"Bearer {TOKEN}"}
    for path, status in ((PICTURE, 200), ("/api/v1/tables/baccarat-01/video", 404)):
        answer = front.get(path, headers)
        assert (answer.status_code, answer.headers[ALLOWS]) == (status, LISTED), answer.text
    answer = front.get(PICTURE, {"origin": LISTED})
    assert (answer.status_code, answer.headers[ALLOWS]) == (401, LISTED)
    assert ALLOWS not in front.get(PICTURE, headers | {"origin": OTHER}).headers


def test_a_listed_page_may_load_the_video_library(front: Front) -> None:
    answer = front.get("/static/video/index.js", {"origin": LISTED})
    assert (answer.status_code, answer.headers[ALLOWS]) == (200, LISTED)


def test_a_cookie_opens_nothing_to_pages_of_others(front: Front) -> None:
    cookie = {"cookie": f"studio={stage.cookie_of('pit_boss')}"}
    asked = front.options("/floor", asks_first(LISTED) | cookie)
    read = front.get("/floor", {"origin": LISTED} | cookie)
    assert "access-control-allow-credentials" not in {*asked.headers, *read.headers}
    sent = front.ask("POST", "/logout", {"origin": OTHER, "sec-fetch-site": "cross-site"} | cookie)
    assert (sent.status_code, sent.json()["error"]) == (403, "cross_site")


def test_without_a_list_no_other_page_is_let_in(tmp_path: Path) -> None:
    closed = front_with(tmp_path, ())
    assert closed.options(PICTURE, asks_first(LISTED)).status_code == 405
    answer = closed.get(PICTURE, {"origin": LISTED, "authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200 and ALLOWS not in answer.headers
