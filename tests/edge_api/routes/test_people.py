"""Signing in and out, lock-out, and what the floor's people see and do."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.edge_api.reference import TABLE
from tests.edge_api.running import PASSWORD, RunningEdge, placement

pytestmark = [pytest.mark.broker, pytest.mark.xdist_group("edge-routes")]


def test_a_stranger_is_sent_to_the_login_page(edge: RunningEdge) -> None:
    with edge.client(accept="text/html") as nobody:
        answer = nobody.get("/floor")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")


def test_signing_out_ends_the_session_at_the_server(edge: RunningEdge) -> None:
    with edge.staff("ada") as ada:
        cookies = dict(ada.cookies)
        assert ada.get("/floor").status_code == 200
        assert ada.post("/logout").status_code == 303
    with httpx.Client(base_url=edge.url, cookies=cookies) as thief:
        assert thief.get("/floor").status_code == 401


def test_the_session_cookie_is_out_of_scripts_reach(edge: RunningEdge) -> None:
    with edge.client(sec_fetch_site="same-origin") as client:
        answer = client.post("/login", data={"name": "ada", "password": PASSWORD})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie and "path=/" in cookie


def test_three_failures_lock_the_name_even_for_the_right_password(edge: RunningEdge) -> None:
    with edge.client(sec_fetch_site="same-origin") as client:
        answers = [
            client.post("/login", data={"name": "tom", "password": "wrong password"}) for _ in range(3)
        ]
        assert {answer.status_code for answer in answers} == {401}
        locked = client.post("/login", data={"name": "tom", "password": PASSWORD})
    assert locked.status_code == 401


def test_a_burst_of_guesses_does_not_tell_which_was_right(edge: RunningEdge) -> None:
    """The right one overtakes the lock in the front, but not in the books."""

    def guess(password: str) -> int:
        with edge.client(sec_fetch_site="same-origin") as client:
            return client.post("/login", data={"name": "ben", "password": password}).status_code

    with edge.books_standing_still(), ThreadPoolExecutor(4) as crowd:
        wrong = [crowd.submit(guess, f"wrong guess {number}") for number in range(3)]
        edge.await_pending(3)
        right = crowd.submit(guess, PASSWORD)
        edge.await_pending(4)
        edge.books_go_on()
        assert [answer.result() for answer in (*wrong, right)] == [401] * 4


def test_an_unknown_name_and_a_wrong_password_look_the_same(edge: RunningEdge) -> None:
    with edge.client(sec_fetch_site="same-origin") as client:
        unknown = client.post("/login", data={"name": "nobody", "password": "wrong password"})
        wrong = client.post("/login", data={"name": "una", "password": "wrong password"})
    assert (unknown.status_code, unknown.text) == (wrong.status_code, wrong.text)


def test_every_page_of_the_floor_opens(edge: RunningEdge) -> None:
    round_id = edge.open_round()
    with edge.player("seen", 1000) as player:
        player.post(f"/api/v1/tables/{TABLE}/bets", json=placement(round_id))
    edge.settle_round("17")
    with edge.staff("pia") as pia:
        pages = (
            "/floor",
            f"/floor/tables/{TABLE}",
            f"/floor/rounds/{round_id}",
            "/floor/alerts",
            "/floor/audit",
        )
        for path in pages:
            page = pia.get(path)
            assert page.status_code == 200, path
            assert "<script>" not in page.text and " style=" not in page.text
        assert "seen" in pia.get(f"/floor/rounds/{round_id}").text
        assert pia.get("/floor/rounds/none").status_code == 404
        assert pia.get("/floor/tables/nowhere").status_code == 404


def test_the_floor_hears_what_happens(edge: RunningEdge) -> None:
    with edge.staff("ada") as ada, ada.stream("GET", "/floor/events") as events:
        lines = events.iter_lines()
        first = next(json.loads(line[6:]) for line in lines if line.startswith("data: "))
        assert [table["table"] for table in first["tables"]] == [TABLE]
        round_id = edge.open_round()
        heard = next(
            frame
            for line in lines
            if line.startswith("data: ") and (frame := json.loads(line[6:]))["ev"] == "betsopen"
        )
        assert heard["round_id"] == round_id
    edge.settle_round("0")


def test_a_pit_boss_pauses_resumes_and_names_a_dealer(edge: RunningEdge) -> None:
    with edge.staff("pia") as pia:
        assert pia.post(f"/floor/tables/{TABLE}/dealer", json={"dealer": "D. 12"}).status_code == 200
        assert (
            pia.post(f"/floor/tables/{TABLE}/pause", json={"reason": "wheel inspection"}).status_code == 200
        )
        page = pia.get(f"/floor/tables/{TABLE}").text
        assert "D. 12" in page
        assert pia.post(f"/floor/tables/{TABLE}/resume", json={"reason": "inspected"}).status_code == 200
        assert "wheel inspection" in pia.get("/floor/audit").text


@pytest.mark.parametrize(
    "body", [{}, {"reason": ""}, {"reason": 5}, {"reason": "why", "extra": 1}, {"reason": "x" * 400}]
)
def test_an_action_without_a_proper_reason_is_refused(edge: RunningEdge, body: dict[str, object]) -> None:
    with edge.staff("pia") as pia:
        answer = pia.post(f"/floor/tables/{TABLE}/pause", json=body)
    assert (answer.status_code, answer.json()["error"]) == (422, "malformed")


def test_health_metrics_and_the_description_answer(edge: RunningEdge) -> None:
    with edge.client() as nobody:
        assert nobody.get("/healthz").json() == {"status": "ok"}
        assert nobody.get("/readyz").json() == {"status": "ready"}
        metrics = nobody.get("/metrics").text
        assert "studio_placements" in metrics and "studio_open_alerts" in metrics
        described = nobody.get("/openapi.json").json()
        assert described["paths"]["/api/v1/tables/{table}/bets"]["post"]["responses"].keys() >= {
            "201",
            "409",
            "422",
        }
