"""What was on a player's screen when he placed his bet: on the round's page and as JSON, from the last beat before the click."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from edge_api.clock import Now
from edge_api.screens import Click, screens
from edge_api.video.beat import Beat
from edge_api.video.beats import Beats
from edge_api.video.reserve import Reserve
from edge_api.video_ticket import Ticket
from tests.edge_api.web import replay_stage, stage
from tests.edge_api.web.replay_stage import BARE, MS, OPENED, ROUND, TABLE, served

S = 10**9


@dataclass
class HandClock:
    ns: int = 0
    boot_id: str = "boot"

    def utc_ns(self) -> int:
        return self.ns

    def monotonic_ns(self) -> int:
        return self.ns

    def now(self) -> Now:
        return Now(self.ns, self.ns)


def say(database: Path, *said: tuple[int, int, str, float]) -> None:
    """Beats: player, received at, table, lag."""

    async def keep() -> None:
        clock = HandClock()
        beats = Beats(database, clock, 0, Reserve())
        async with beats.keeping():
            for player_no, at_ns, table, lag_ms in said:
                clock.ns = at_ns
                ticket = Ticket(table=table, scope="live", role="player", player_no=player_no, until=0)
                shown_ms = at_ns / MS - lag_ms
                beats.take(
                    table, ticket, "a", Beat(lag_ms=lag_ms, shown_utc_ms=shown_ms, path="fmp4", stalls=2)
                )

    asyncio.run(keep())


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    playing = replay_stage.setup(tmp_path_factory.mktemp("screens"))
    say(
        playing.config.video_folder / "beats.db",
        (1, OPENED - S, TABLE, 150.0),
        (1, OPENED + 1200 * MS, TABLE, 480.0),
        (1, OPENED + 1210 * MS, "roulette-01", 90.0),
        (2, OPENED + 1220 * MS, TABLE, 95.0),
        (1, OPENED + 6 * S, TABLE, 99.0),
    )
    with served(playing.stage.app) as address:
        yield address


def ask(front: str, path: str, role: str = "") -> httpx.Response:
    with httpx.Client(base_url=front, cookies={"studio": stage.cookie_of(role)} if role else {}) as client:
        return client.get(path, timeout=10)


def test_each_placement_has_the_last_word_of_its_players_page_before_it(front: str) -> None:
    said = ask(front, f"/floor/rounds/{ROUND}/screens", "auditor").json()
    assert [each["screen"]["lag_ms"] for each in said] == [150, 480, 480, 480]
    assert [each["screen"]["before_ms"] for each in said] == [1300, 34, 40, 3780]
    second = said[1]["screen"]
    assert (second["path"], second["stalls"]) == ("fmp4", 2)
    assert second["shown_utc_ms"] == pytest.approx((OPENED + 1200 * MS) / MS - 480, abs=0.01)


def test_the_rounds_page_says_it_beside_each_bet(front: str) -> None:
    page = ask(front, f"/floor/rounds/{ROUND}", "pit_boss").text
    assert page.count("fmp4, 480 ms behind, stood still 2 ×") == 3
    assert "fmp4, 150 ms behind" in page


def test_it_is_for_staff_and_for_rounds_that_exist(front: str) -> None:
    assert ask(front, f"/floor/rounds/{ROUND}/screens").status_code in (303, 401)
    assert ask(front, f"/floor/rounds/{ROUND}/screens", "dealer").status_code == 403
    assert ask(front, "/floor/rounds/none/screens", "auditor").status_code == 404
    assert ask(front, f"/floor/rounds/{BARE}/screens", "auditor").json() == []


def test_what_was_said_long_before_or_by_nobody_is_not_known(tmp_path: Path) -> None:
    beats = tmp_path / "beats.db"
    clicks = [Click(1, 7, "p-7", 100 * S)]
    assert screens(beats, "t", clicks)[0]["screen"] is None
    say(beats, (7, 39 * S, "t", 100.0), (7, 101 * S, "t", 100.0))
    assert screens(beats, "t", clicks)[0]["screen"] is None
    beats.write_bytes(b"no database" * 100)
    assert screens(beats, "t", clicks)[0]["screen"] is None
