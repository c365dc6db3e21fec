"""Who may call what: the checked-in list, enforced, and deny by default."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest
from fastapi import APIRouter

from edge_api.app import create_app
from edge_api.routes.access import Access, AccessMismatch, load_access
from tests.edge_api.reference import EDGE, TABLE
from tests.edge_api.running import RunningEdge

pytestmark = [pytest.mark.broker, pytest.mark.xdist_group("edge-routes")]

FILLED = {
    "table": "roulette-01",
    "bet_id": "018f3c1e-7d2a-7c3b-9a51-2f3d6c1b9e10",
    "round_id": "r-1",
    "sha256": "ab" * 32,
    "ask_id": "018f3c1e-7d2a-7c3b-9a51-2f3d6c1b9e10",
    "player": "p-1",
}
FILLED |= {"stream": "edge-1", "serial": "CW-1", "alert_no": "1"}

GUARDED = sorted(
    (path, method)
    for (path, method), who in load_access().rules.items()
    if "public" not in who and "loopback" not in who and method != "WEBSOCKET"
)


def filled(path: str) -> str:
    return re.sub(r"{(\w+)}", lambda name: FILLED[name[1]], path)


def test_the_list_and_the_routes_are_the_same() -> None:
    create_app()  # compares, and raises where they differ


def test_a_route_that_is_not_listed_stops_the_start() -> None:
    router = APIRouter()
    router.add_api_route("/secret", lambda: None)
    with pytest.raises(AccessMismatch, match=r"served but not listed.*/secret"):
        Access({}).compare(router.routes)


def test_a_listed_route_that_nobody_serves_stops_the_start() -> None:
    with pytest.raises(AccessMismatch, match="listed but not served"):
        Access({("/gone", "GET"): frozenset({"public"})}).compare([])


@pytest.mark.parametrize(("path", "method"), GUARDED)
def test_without_credentials_every_guarded_route_says_no(edge: RunningEdge, path: str, method: str) -> None:
    with edge.client(sec_fetch_site="same-origin") as nobody:
        answer = nobody.request(method, filled(path), json={})
    assert answer.status_code == 401, answer.text
    assert answer.json()["error"] == "unauthorised"


@pytest.fixture(scope="module")
def floor(edge: RunningEdge) -> Iterator[dict[str, httpx.Client]]:
    """One of each role, by role, signed in once: to compare a password takes long by design."""
    names = {"dealer": "dora", "technician": "tess", "pit_boss": "pia", "auditor": "ada"}
    with ExitStack() as stack:
        yield {role: stack.enter_context(edge.staff(name)) for role, name in names.items()}


@pytest.mark.parametrize(("path", "method"), GUARDED)
def test_the_wrong_kind_of_caller_is_refused_everywhere(
    edge: RunningEdge, floor: dict[str, httpx.Client], path: str, method: str
) -> None:
    who = load_access().allowed(path, method)
    with edge.client(
        authorization="Bearer nonsense", x_operator_key="nonsense", cookie="studio=nonsense"
    ) as stranger:
        assert stranger.request(method, filled(path), json={}).status_code == 401
    for role in floor.keys() - who:
        assert floor[role].request(method, filled(path), json={}).status_code in (401, 403)
        assert floor[role].get("/floor").status_code in (200, 403), "signed out"


def test_a_wallet_key_does_not_open_the_cloud_stream(edge: RunningEdge) -> None:
    with edge.operator() as operator:
        assert operator.get("/api/v1/streams/edge-1/events").status_code == 403
    with edge.client(x_operator_key=edge.cloud_key) as cloud:
        assert cloud.get("/api/v1/streams/edge-1/events").status_code == 200
        assert cloud.get("/api/v1/operator/players/p-1").status_code == 403


def test_a_technician_may_pause_but_not_release_or_void(edge: RunningEdge) -> None:
    with edge.staff("tess") as tess:
        assert tess.post("/floor/tables/roulette-01/release", json={"reason": "let me"}).status_code == 403
        assert tess.post("/floor/rounds/r-1/void", json={"reason": "let me"}).status_code == 403
        assert tess.post("/floor/rounds/r-1/release", json={"reason": "let me"}).status_code == 403


def test_a_held_round_is_released_by_its_name(edge: RunningEdge) -> None:
    with edge.staff("pia") as pia:
        answer = pia.post("/floor/rounds/r-1/release", json={"reason": "looked at the video"})
        assert (answer.status_code, answer.json()["error"]) == (404, "no_such_round")
        shown = {"reason": "looked at the video", "hold": "17-1"}
        assert pia.post("/floor/rounds/r-1/release", json=shown).status_code == 404
        assert pia.post("/floor/rounds/r-1/release", json={**shown, "hold": "soon"}).status_code == 422


@pytest.mark.parametrize(
    "headers", [{}, {"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}]
)
def test_a_request_from_another_site_does_nothing(edge: RunningEdge, headers: dict[str, str]) -> None:
    with edge.staff("pia") as pia:
        cookie = dict(pia.cookies)
    with httpx.Client(base_url=edge.url, cookies=cookie, headers=headers) as other:
        answer = other.post("/floor/tables/roulette-01/pause", json={"reason": "csrf"})
    assert answer.status_code == 403
    assert answer.json()["error"] == "cross_site"


def test_every_answer_carries_the_security_headers(edge: RunningEdge) -> None:
    with edge.client() as nobody:
        for path in ("/healthz", "/login", "/api/v1/me", "/nothing-here"):
            headers = nobody.get(path).headers
            assert "default-src 'self'" in headers["content-security-policy"]
            assert headers["x-content-type-options"] == "nosniff"


def test_an_unknown_path_or_method_is_a_clear_refusal(edge: RunningEdge) -> None:
    with edge.client() as nobody:
        assert nobody.get("/api/v1/nothing").json()["error"] == "not_found"
        assert nobody.put("/healthz").status_code == 405


@pytest.mark.parametrize("number", [2**63, 2**64, 10**40])
def test_a_number_that_no_row_can_have_is_malformed_everywhere(edge: RunningEdge, number: int) -> None:
    """Beyond 2^64 a request could not even be handed to the books: those asked at the same moment would wait for ever."""
    with edge.player("counter", 0) as player, edge.client(x_operator_key=edge.cloud_key) as cloud:
        answers = [
            player.get(f"/api/v1/me/bets?before={number}"),
            player.get(f"/api/v1/rounds?table={TABLE}&before={number}"),
            cloud.get(f"/api/v1/streams/{EDGE}/events?epoch={number}"),
            cloud.get(f"/api/v1/streams/{EDGE}/events?from_seq={number}"),
        ]
    with edge.staff("pia") as pia:
        answers += [pia.post(f"/floor/alerts/{number}/ack"), pia.get(f"/floor/audit?before={number}")]
    assert {answer.status_code for answer in answers} == {422}


def test_a_head_without_an_end_is_cut_off(edge: RunningEdge) -> None:
    with socket.create_connection(("127.0.0.1", edge.port), 5) as line:
        line.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: ")
        with pytest.raises(ConnectionError):
            for _ in range(400):
                line.sendall(b"a" * 16_384)
    with edge.client() as nobody:
        assert nobody.get("/healthz", headers={"x-long": "a" * 30_000}).status_code == 200


def test_many_requests_on_one_connection_are_no_long_head(edge: RunningEdge) -> None:
    with edge.client() as nobody:
        assert {nobody.get("/healthz", headers={"x": "a" * 9_000}).status_code for _ in range(20)} == {200}
