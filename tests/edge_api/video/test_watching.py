"""Stills, beats, tickets for proxies, health and metrics: over HTTP, for whom the access list names."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import httpx
import pytest
from PIL import Image

from tests.edge_api.reference import wait_until
from tests.edge_api.video.fake_board import FakeBoard
from tests.edge_api.video.video_edge import VideoEdge
from tests.edge_api.video.watching import watching
from tests.fixtures.x264 import Coded

TABLE = "t-16"
AT = f"/video/v1/tables/{TABLE}"


@pytest.fixture(scope="module")
def board(edge: VideoEdge, pictures: list[Coded]) -> Iterator[FakeBoard]:
    board = FakeBoard(TABLE, pictures)
    edge.register(board)
    with board.filming(edge.port):
        edge.until(TABLE, lambda said: said["state"] == "live" and said["board"])
        yield board


def test_a_still_is_a_small_jpeg_of_the_last_second(edge: VideoEdge, board: FakeBoard) -> None:
    path = f"{AT}/thumb.jpg?ticket={edge.ticket(TABLE)}"
    answer = edge.get(path)
    assert answer.status_code == 200, answer.text
    assert Image.open(io.BytesIO(answer.content)).size == (320, 180)
    assert answer.headers["cache-control"] == "no-store" and int(answer.headers["age-ms"]) < 2000
    again = edge.get(path, if_none_match=answer.headers["etag"])
    assert (again.status_code, again.content) == (304, b""), "the film is the same each second"


def test_a_table_without_a_picture_has_no_still(edge: VideoEdge) -> None:
    answer = edge.get(f"/video/v1/tables/t-14/thumb.jpg?ticket={edge.ticket('t-14')}")
    assert (answer.status_code, answer.json()["error"]) == (404, "no_picture")
    assert edge.get(f"/video/v1/tables/blind/thumb.jpg?ticket={edge.ticket('blind')}").status_code == 404
    assert edge.get(f"{AT}/thumb.jpg").status_code == 401
    assert edge.get(f"{AT}/thumb.jpg?ticket={edge.ticket('t-14')}").status_code == 403


def test_what_a_players_screen_showed_is_kept_and_summed_up(edge: VideoEdge, board: FakeBoard) -> None:
    beat = {
        "op": "beat",
        "lag_ms": 130.5,
        "stalls": 1,
        "released_late": 2,
        "events": 3,
        "event_off_ms": -40.5,
        "shown_utc_ms": 1.7e12,
        "path": "fmp4",
    }
    with watching(edge.live(TABLE, player=42)) as viewer:
        viewer.next()
        viewer.say(**beat)
        edge.until(TABLE, lambda said: said["sync"]["viewers"] == 1)
    posted = httpx.post(
        f"{edge.url}{AT}/beat?ticket={edge.ticket(TABLE, player=43)}&viewer=a",
        json={**beat, "path": "hls", "lag_ms": 1500, "events": 0, "event_off_ms": None},
    )
    assert posted.status_code == 204, posted.text
    said = edge.until(TABLE, lambda said: said["sync"]["viewers"] == 2)["sync"]
    assert (
        said["lag_p50_ms"],
        said["lag_p99_ms"],
        said["released_late_per_min"],
        said["stalls_per_min"],
    ) == (1500, 1500, 4, 2)
    assert (said["event_off_p50_ms"], said["event_off_p99_ms"], said["events_per_min"]) == (40.5, 40.5, 3)
    assert [(each["player_no"], each["path"], each["late"]) for each in said["worst"]] == [
        (43, "hls", 2),
        (42, "fmp4", 2),
    ]
    rows = [(42, "fmp4", 130.5, 3, -40.5), (43, "hls", 1500.0, 0, None)]
    wait_until(lambda: _kept(edge) == rows, 4, "two beats on disk")
    text = edge.get("/metrics").text
    assert f'studio_video_event_off_seconds_bucket{{le="0.034",table="{TABLE}"}} 0.0' in text
    assert f'studio_video_event_off_seconds_bucket{{le="0.05",table="{TABLE}"}} 1.0' in text
    assert f'studio_video_lag_seconds_bucket{{le="0.15",table="{TABLE}"}} 1.0' in text
    assert f'studio_video_released_late_total{{table="{TABLE}"}} 4.0' in text


def _kept(edge: VideoEdge) -> list[tuple[int, str, float, int, float | None]]:
    with closing(sqlite3.connect(edge.folder / "beats.db")) as beats:
        return beats.execute(
            "SELECT player_no, path, lag_ms, events, event_off_ms FROM beats WHERE table_id = ? ORDER BY player_no",
            (TABLE,),
        ).fetchall()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'{"lag_ms":1e999}',
        b'{"lag_ms":1,"shown_utc_ms":1,"path":"fmp4","event_off_ms":"far"}',
        b'{"lag_ms":1,"shown_utc_ms":1,"path":"smoke"}',
        b"\xff\xfe",
        b"x" * 100_000,
    ],
)
def test_a_beat_that_is_none_is_refused(edge: VideoEdge, body: bytes) -> None:
    answer = httpx.post(f"{edge.url}{AT}/beat?ticket={edge.ticket(TABLE)}", content=body)
    assert answer.status_code in (413, 422)
    assert httpx.post(f"{edge.url}{AT}/beat", json={}).status_code == 401


def test_a_beat_that_is_no_json_is_told_where_it_stops_being_one(edge: VideoEdge) -> None:
    place, headers = f"{edge.url}{AT}/beat?ticket={edge.ticket(TABLE)}", {"content-type": "application/json"}
    message = httpx.post(place, content=b'{"lag_ms": ', headers=headers).json()["message"]
    assert "not JSON" in message and "at character 11" in message


def test_who_beats_without_end_is_told_to_stop(edge: VideoEdge, board: FakeBoard) -> None:
    with httpx.Client() as client:
        place = f"{edge.url}{AT}/beat?ticket={edge.ticket(TABLE, player=88)}&viewer="
        body = {"lag_ms": 100, "shown_utc_ms": 1, "path": "hls"}
        codes = [client.post(f"{place}{number}", json=body).status_code for number in range(60)]
    assert codes[0] == 204 and codes[-1] == 429 and codes.count(204) < 40


def test_a_proxy_is_told_whether_a_ticket_is_good(edge: VideoEdge) -> None:
    good = edge.ticket(TABLE)
    assert edge.get(f"/video/v1/ticket?table={TABLE}&ticket={good}").status_code == 204
    assert (
        edge.get("/video/v1/ticket", x_original_uri=f"{AT}/hls/main/index.m3u8?ticket={good}").status_code
        == 204
    )
    for wrong in (
        f"{AT}/hls/main/index.m3u8",
        f"/video/v1/tables/t-14/hls/?ticket={good}",
        f"/elsewhere?ticket={good}",
        "http://[",
        "?" * 100,
    ):
        assert edge.get("/video/v1/ticket", x_original_uri=wrong).status_code == 403


def test_health_is_for_all_and_metrics_for_this_machine(edge: VideoEdge, board: FakeBoard) -> None:
    assert edge.get("/video/v1/health").json()["tables"][TABLE]["state"] == "live"
    assert edge.get("/metrics").status_code == 200
    assert edge.get("/metrics", x_forwarded_for="10.0.0.1").status_code == 403


def test_the_fronts_pages_may_ask_and_others_may_not(edge: VideoEdge) -> None:
    own = edge.get("/video/v1/health", origin="http://127.0.0.1:8080")
    assert own.headers["access-control-allow-origin"] == "http://127.0.0.1:8080"
    assert (own.headers["x-content-type-options"], own.headers["cache-control"]) == ("nosniff", "no-store")
    assert (
        "access-control-allow-origin"
        not in edge.get("/video/v1/health", origin="http://evil.example").headers
    )


def test_no_ticket_is_written_to_the_log(edge: VideoEdge, board: FakeBoard) -> None:
    with watching(edge.live(TABLE)) as viewer:
        viewer.next()
    assert "ticket=" not in edge.log.read_text()
