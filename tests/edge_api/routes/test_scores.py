"""Statistics over REST and over the socket, for players and for the floor."""

from __future__ import annotations

import json
from typing import Any

import pytest
from websockets.sync.client import connect

from tests.edge_api.reference import TABLE
from tests.edge_api.running import RunningEdge

pytestmark = [pytest.mark.broker, pytest.mark.xdist_group("edge-routes")]

STATISTICS, ROADS = f"/api/v1/tables/{TABLE}/statistics", f"/api/v1/tables/{TABLE}/roads"


def spin(edge: RunningEdge, pocket: str) -> None:
    edge.open_round()
    edge.settle_round(pocket)


def test_a_spin_is_in_the_statistics_as_soon_as_it_is_paid(edge: RunningEdge) -> None:
    with edge.player("counter", 0) as player:
        before = player.get(STATISTICS, params={"window": "50"}).json()
        spin(edge, "17")
        after = player.get(STATISTICS, params={"window": "50"}).json()
    hits = [{each["pocket"]: each["hits"] for each in found["numbers"]} for found in (before, after)]
    assert hits[1]["17"] == hits[0]["17"] + 1
    assert (after["window"], after["results"]) == (50, before["results"] + 1)
    assert after["streaks"]["colour"]["now"] == "black"


def test_the_floor_may_read_them_too(edge: RunningEdge) -> None:
    with edge.staff("ada") as ada:
        assert ada.get(STATISTICS).json()["game"] == "roulette"


def test_a_game_without_roads_says_so(edge: RunningEdge) -> None:
    with edge.player("counter", 0) as player:
        answer = player.get(ROADS)
    assert (answer.status_code, answer.json()["error"]) == (404, "no_roads")


@pytest.mark.parametrize("window", ["0", "37", "-1", "many"])
def test_a_window_that_nobody_counts_is_refused(edge: RunningEdge, window: str) -> None:
    with edge.player("counter", 0) as player:
        assert player.get(STATISTICS, params={"window": window}).json()["error"] == "malformed"


def test_the_socket_sends_the_statistics_right_behind_a_result(edge: RunningEdge) -> None:
    token = edge.token("watcher", 0)
    url = edge.url.replace("http", "ws") + f"/api/v1/tables/{TABLE}/socket"
    with connect(url) as line:
        line.send(json.dumps({"op": "hello", "token": token}))
        assert json.loads(line.recv(5))["ev"] == "snapshot"
        spin(edge, "0")
        frames: list[dict[str, Any]] = []
        while not frames or frames[-1]["ev"] != "statistics":
            frames.append(json.loads(line.recv(5)))
    result = next(frame for frame in frames if frame["ev"] == "gameresult")
    assert (frames[-1]["seq"], frames[-1]["table"]) == (result["seq"], TABLE)
    assert frames[-1]["numbers"][0]["hits"] >= 1
