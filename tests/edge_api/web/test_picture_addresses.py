"""Where a table's picture is to be had: tickets for players and staff alike, addresses that their browser can reach, and a content policy that allows these only."""

from __future__ import annotations

import asyncio
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from edge_api.books.store import open_writer
from edge_api.config_video import Video
from edge_api.routes.callers import secret_hash
from edge_api.routes.shield import POLICY
from edge_api.video_addresses import video_origin
from edge_api.video_link import VideoRoom
from edge_api.video_ticket import LIFETIME_S, check
from tests.edge_api.web import stage
from tests.edge_api.web.page import read

TABLE, TOKEN = "roulette-02", "a player's token"
PICTURED = (
    stage.PICTURED
    + """
presentation_ms = 180
[table.sync.visible_offset_ms]
card = 700
[video]
port = 8181
"""
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> stage.Stage:
    return _built(tmp_path_factory.mktemp("stage"), PICTURED)


def _built(folder: Path, tables: str) -> stage.Stage:
    shown = [stage.roulette(), stage.baccarat(), stage.roulette(table=TABLE)]
    made = stage.setup(folder, shown, tables, VideoRoom(stage.CLOCK))
    with closing(open_writer(made.config.store.database)) as books:
        expires = stage.CLOCK.utc_ns() + 3600 * stage.SECOND_NS
        books.execute("INSERT INTO player_tokens VALUES (?, 1, ?)", (secret_hash(TOKEN), expires))
    return made


def get(
    built: stage.Stage, path: str, base: str = "http://floor.test:8080", **headers: str
) -> httpx.Response:
    async def asked() -> httpx.Response:
        app = built.app
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=base) as client,
        ):
            return await client.get(path, headers=headers)

    return asyncio.run(asked())


def player(built: stage.Stage, path: str, **more: str) -> httpx.Response:
    return get(built, path, **more, authorization=f"Bearer {TOKEN}")


def staff(built: stage.Stage, path: str, role: str = "pit_boss") -> httpx.Response:
    return get(built, path, cookie=f"studio={stage.cookie_of(role)}", accept="text/html")


def key_of(built: stage.Stage) -> bytes:
    room: VideoRoom = built.app.state.front.video
    return room.key


def test_a_player_gets_addresses_with_a_ticket_for_this_table(built: stage.Stage) -> None:
    answer = player(built, f"/api/v1/tables/{TABLE}/video")
    assert answer.status_code == 200, answer.text
    found = answer.json()
    ticket = check(found["ticket"], key_of(built), stage.CLOCK.utc_ns() / 1e9)
    assert (ticket.role, ticket.player_no, ticket.table, ticket.scope) == ("player", 1, TABLE, "live")
    assert 0 < ticket.until - stage.CLOCK.utc_ns() / 1e9 <= LIFETIME_S
    at = f"floor.test:8181/video/v1/tables/{TABLE}"
    assert found["live"] == f"ws://{at}/live?track=main&ticket={found['ticket']}"
    assert found["lobby"] == f"ws://{at}/live?track=lobby&ticket={found['ticket']}"
    assert found["hls"] == f"http://{at}/hls/index.m3u8?ticket={found['ticket']}"
    assert (found["presentation_ms"], found["visible_offset_ms"], found["stale"]) == (
        180,
        {"card": 700},
        "show",
    )


def test_staff_get_a_ticket_without_a_player(built: stage.Stage) -> None:
    found = staff(built, f"/api/v1/tables/{TABLE}/video", "technician").json()
    ticket = check(found["ticket"], key_of(built), stage.CLOCK.utc_ns() / 1e9)
    assert (ticket.role, ticket.player_no) == ("staff", 0)


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        (f"/api/v1/tables/{stage.ROULETTE}/video", 404, "no_video"),
        ("/api/v1/tables/nowhere/video", 404, "no_such_table"),
        (f"/floor/tables/{TABLE}/video", 401, "unauthorised"),
    ],
)
def test_a_table_without_a_picture_and_a_stranger_are_refused(
    built: stage.Stage, path: str, status: int, code: str
) -> None:
    answer = player(built, path)
    assert (answer.status_code, answer.json()["error"]) == (status, code)


def test_a_host_that_is_none_gets_no_address_and_no_wider_policy(built: stage.Stage) -> None:
    for host in ("evil; script-src *", "a b", "x/y"):
        answer = player(built, f"/api/v1/tables/{TABLE}/video", host=host)
        assert answer.status_code == 422
        assert answer.headers["content-security-policy"] == POLICY


def test_the_floor_hears_how_the_picture_is(built: stage.Stage) -> None:
    found = staff(built, f"/floor/tables/{TABLE}/video").json()
    assert (found["status"], found["history"], found["visible_offset_ms"]) == (None, [], {"card": 700})
    assert abs(found["now_ms"] - stage.CLOCK.utc_ns() / 1e6) < 5000


def test_pages_may_load_pictures_from_the_video_process_and_nothing_else(built: stage.Stage) -> None:
    policy = get(built, f"/play/{TABLE}").headers["content-security-policy"]
    assert policy.startswith(POLICY)
    assert "connect-src 'self' http://floor.test:8181 ws://floor.test:8181;" in policy
    assert "script-src" not in policy


@pytest.mark.parametrize("path", ["/floor", f"/floor/tables/{TABLE}", f"/play/{TABLE}"])
def test_a_page_with_a_picture_is_whole_and_obeys_the_content_policy(built: stage.Stage, path: str) -> None:
    answer = staff(built, path)
    assert answer.status_code == 200, answer.text
    assert read(answer.text).faults() == []


def test_a_table_without_a_picture_has_a_page_as_ever(built: stage.Stage) -> None:
    for path in (f"/play/{stage.ROULETTE}", f"/floor/tables/{stage.ROULETTE}"):
        text = staff(built, path).text
        assert "picture" not in text


@pytest.mark.parametrize(
    ("public_url", "scheme", "host", "http", "ws"),
    [
        ("", "http", "edge", "http://edge:8081", "ws://edge:8081"),
        ("", "https", "edge.example.org:443", "https://edge.example.org:8081", "wss://edge.example.org:8081"),
        ("", "http", "[::1]:8080", "http://[::1]:8081", "ws://[::1]:8081"),
        ("https://v.example.org", "http", "edge", "https://v.example.org", "wss://v.example.org"),
        ("http://v.example.org:99/deep", "https", "edge", "http://v.example.org:99/deep", "ws://v.example.org:99/deep"),
    ],
)  # fmt: skip
def test_browsers_find_the_video_process_at_its_public_address_or_on_the_host_of_the_front(
    public_url: str, scheme: str, host: str, http: str, ws: str
) -> None:
    origin = video_origin(Video(public_url=public_url), scheme, host)
    assert origin is not None
    assert (origin.http, origin.ws) == (http, ws)
