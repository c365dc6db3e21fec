"""Wheels on the floor: the list, one wheel's page, and the same as JSON."""

from __future__ import annotations

import asyncio
from contextlib import closing
from typing import Any

import pytest

from edge_api.books.store import open_writer
from edge_api.reader import Reader
from edge_api.stats.wheel.finding import Check
from edge_api.stats.wheel.history import Wanted
from edge_api.wheel_room import Asked, WheelRoom
from tests.edge_api.web import stage
from tests.edge_api.web.conftest import Visit
from tests.edge_api.web.page import read
from tests.edge_api.web.wheel_stage import HOT, IDLE, SERIAL, SPINS, spin_wheels

PAGE, API = f"/floor/wheels/{SERIAL}", f"/api/v1/floor/wheels/{SERIAL}"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> stage.Stage:
    made = stage.setup(tmp_path_factory.mktemp("stage"))
    spin_wheels(made)
    return made


def found(visit: Visit, query: str = "", serial: str = SERIAL) -> dict[str, Any]:
    answer = visit("auditor").get(f"/api/v1/floor/wheels/{serial}{query}")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


@pytest.mark.parametrize(
    "path", ["/floor/wheels", PAGE, f"/floor/wheels/{IDLE}", f"{PAGE}?dealer=ann&bias=20"]
)
@pytest.mark.parametrize("role", ["technician", "pit_boss", "auditor", "admin"])
def test_every_role_of_the_floor_reads_the_wheels(visit: Visit, path: str, role: str) -> None:
    answer = visit(role).get(path)
    assert answer.status_code == 200, answer.text
    assert read(answer.text).faults() == []


def test_the_list_leads_to_each_wheel(visit: Visit) -> None:
    links = {link.attributes["href"] for link in read(visit("technician").get("/floor/wheels").text).all("a")}
    assert {PAGE, f"/floor/wheels/{IDLE}"} <= links
    listed = visit("technician").get("/api/v1/floor/wheels").json()
    assert [(each["wheel"], each["table"], each["history"]) for each in listed] == [
        (SERIAL, stage.ROULETTE, SPINS), (IDLE, "roulette-02", 0),
    ]  # fmt: skip


def test_a_biased_wheel_is_red_and_its_looks_are_told(visit: Visit) -> None:
    body = found(visit)
    assert (body["verdict"], body["spins"], body["history"]) == ("red", SPINS, SPINS)
    assert [each["name"] for each in body["statistics"]] == [check.value for check in Check]
    assert next(each for each in body["statistics"] if each["name"] == "pocket")["where"] == [HOT]
    assert [look["number"] for look in body["looks"]] == [2, 1]
    assert "alarm" in {look["alert"] for look in body["looks"]}
    page = visit("pit_boss").get(PAGE).text
    assert "Red: beyond 99.9 %" in page


@pytest.mark.parametrize(
    ("query", "spins"),
    [
        ("?dealer=ann", SPINS // 2),
        ("?dealer=ann&direction=counter_clockwise", 0),
        ("?direction=clockwise&ball=ivory-2", SPINS // 2),
        ("?ball=other", 0),
        ("?last=370", 370),
        ("?direction=&ball=&dealer=&since=&until=", SPINS),
        ("?until=2020-01-01", 0),
        ("?since=2020-01-01T00:00:00Z", SPINS),
    ],
)
def test_a_question_narrows_the_history(visit: Visit, query: str, spins: int) -> None:
    assert found(visit, query)["spins"] == spins


def test_a_bigger_bias_shows_sooner(visit: Visit) -> None:
    small, big = found(visit, "?bias=5"), found(visit, "?bias=25")
    assert small["statistics"][0]["spins_to_see"] > big["statistics"][0]["spins_to_see"]


def test_a_wheel_that_was_never_spun_has_no_statistics(visit: Visit) -> None:
    body = found(visit, serial=IDLE)
    assert (body["verdict"], body["statistics"], body["looks"]) == (None, [], [])


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        (f"{API}9", 404, "no_such_wheel"),
        ("/api/v1/floor/wheels/-x", 422, "malformed"),
        (f"{API}?direction=up", 422, "malformed"),
        (f"{API}?since=today", 422, "malformed"),
        (f"{API}?last=0", 422, "malformed"),
        (f"{API}?bias=0", 422, "malformed"),
        (f"{API}?bias=nan", 422, "malformed"),
    ],
)
def test_a_question_that_means_nothing_is_refused(visit: Visit, path: str, status: int, code: str) -> None:
    answer = visit("auditor").get(path)
    assert (answer.status_code, answer.json()["error"]) == (status, code)


def test_nobody_outside_the_floor_reads_them(visit: Visit) -> None:
    assert visit().get(API).status_code == 401
    assert visit().get(PAGE).status_code == 303


def test_a_wheel_is_examined_anew_only_when_it_was_spun(built: stage.Stage) -> None:
    database, room = built.config.store.database, WheelRoom()
    asked = Asked(SERIAL, Wanted(), 37_000, 0.1)

    async def examine() -> Any:
        reader = Reader(database)
        try:
            found = await room.examined(reader, asked)
        finally:
            reader.close()
        assert found is not None
        return found["statistics"]

    first = asyncio.run(examine())
    assert asyncio.run(examine()) is first
    with closing(open_writer(database)) as books:
        books.execute("UPDATE rounds SET round_no = 1000000 WHERE round_id = 'old-0'")
    assert asyncio.run(examine()) is not first
