"""A dealer signs in to the dealer's pages, and the console follows what the board says to its dealer."""

from __future__ import annotations

import json

import pytest

from edge_api.mqtt_message import Message
from schemas.commands import TableState
from schemas.phases import Game, Phase
from tests.edge_api.reference import TABLE, wait_until
from tests.edge_api.running import PASSWORD, RunningEdge

pytestmark = [pytest.mark.broker, pytest.mark.xdist_group("edge-routes")]

CONSOLE = f"/floor/tables/{TABLE}/dealer"


def show(edge: RunningEdge, payload: bytes) -> None:
    """The board publishes to its state topic."""
    assert edge.wired.line.publish(Message(edge.wired.topics.state, payload, retain=True))


def state(detail: str) -> bytes:
    """The table is held, and the board says why."""
    said = TableState(game=Game.ROULETTE, phase=Phase.HELD, hold="wheel_fault", guidance=detail)
    return said.model_dump_json().encode()


def guidance(edge: RunningEdge) -> str | None:
    """What the staff's stream of the table begins with."""
    with (
        edge.staff("dora") as dora,
        dora.stream("GET", f"/floor/tables/{TABLE}/events") as stream,
    ):
        first = json.loads(next(stream.iter_lines()).removeprefix("data: "))
    [table] = first["tables"]
    assert table["table"] == TABLE
    said = table["guidance"]
    return None if said is None else str(said["guidance"])


def test_a_dealer_comes_to_the_dealers_pages(edge: RunningEdge) -> None:
    with edge.client(sec_fetch_site="same-origin") as client:
        answer = client.post("/login", data={"name": "dora", "password": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, "/floor/dealer")
    with edge.staff("dora") as dora:
        assert TABLE in dora.get("/floor/dealer").text
        assert dora.get(CONSOLE).status_code == 200


def test_a_dealer_may_do_nothing_and_see_no_other_page(edge: RunningEdge) -> None:
    with edge.staff("dora") as dora:
        assert dora.post(f"/floor/tables/{TABLE}/pause", json={"reason": "a break"}).status_code == 403
        assert dora.post(CONSOLE, json={"dealer": "D. 7"}).status_code == 403
        for path in ("/floor", "/floor/events", "/floor/alerts", f"/floor/tables/{TABLE}"):
            assert dora.get(path).status_code == 403


def test_others_are_sent_to_the_floor_as_before(edge: RunningEdge) -> None:
    with edge.client(sec_fetch_site="same-origin") as client:
        answer = client.post("/login", data={"name": "ada", "password": PASSWORD})
    assert answer.headers["location"] == "/floor"


def test_what_the_board_says_to_its_dealer_is_for_staff_at_once_and_for_no_player(edge: RunningEdge) -> None:
    show(edge, state("the ball lies on the rim"))
    wait_until(lambda: guidance(edge) == "the ball lies on the rim", 10, "the board's words")
    with edge.player("looker", 0) as player:
        seen = player.get(f"/api/v1/tables/{TABLE}").json()
    assert "guidance" not in seen
    assert seen["hold"] is None  # what a board shows people is no fact: nothing is held by it


def test_words_that_are_none_change_nothing(edge: RunningEdge) -> None:
    show(edge, state("first"))
    wait_until(lambda: guidance(edge) == "first", 10, "the board's words")
    for nonsense in (b"", b"{}", b"[" * 2000, b'{"game": "poker"}', b"\xff\xfe"):
        show(edge, nonsense)
    show(edge, state("second"))
    wait_until(lambda: guidance(edge) == "second", 10, "the board's next words")


def test_a_table_that_does_not_exist_has_no_console(edge: RunningEdge) -> None:
    with edge.staff("dora") as dora:
        assert dora.get("/floor/tables/no-such-table/dealer").status_code == 404
        assert dora.get("/floor/tables/no-such-table/events").status_code == 404
