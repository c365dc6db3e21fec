"""Operators' money in and out, and tokens: idempotent, never below zero, never another operator's player."""

from __future__ import annotations

import time
import uuid

import pytest

from tests.edge_api.running import RunningEdge

pytestmark = [pytest.mark.broker, pytest.mark.xdist_group("edge-routes")]


def transfer(amount: int, transfer_id: str | None = None) -> dict[str, object]:
    return {"transfer_id": transfer_id or str(uuid.uuid4()), "amount": amount, "currency": "EUR"}


def test_a_repeated_transfer_moves_money_once(edge: RunningEdge) -> None:
    with edge.operator() as operator:
        path, body = "/api/v1/operator/players/twice", transfer(500, f"t-{uuid.uuid4()}")
        first = operator.post(f"{path}/deposit", json=body)
        assert first.status_code == 200
        assert operator.post(f"{path}/deposit", json=body).json() == first.json()
        assert operator.get(path).json()["balance"] == 500
        other = operator.post(f"{path}/deposit", json={**body, "amount": 501})
        assert (other.status_code, other.json()["error"]) == (409, "transfer_id_reused")


def test_a_withdrawal_never_goes_below_zero(edge: RunningEdge) -> None:
    with edge.operator() as operator:
        path = "/api/v1/operator/players/leaver"
        operator.post(f"{path}/deposit", json=transfer(500))
        assert operator.post(f"{path}/withdraw", json=transfer(501)).json()["error"] == "insufficient_funds"
        assert operator.post(f"{path}/withdraw", json=transfer(500)).json()["balance"] == 0


@pytest.mark.parametrize("amount", [0, -1, 1.5, "1", True, 10**20, None])
def test_a_strange_amount_is_refused(edge: RunningEdge, amount: object) -> None:
    with edge.operator() as operator:
        answer = operator.post(
            "/api/v1/operator/players/strange/deposit", json={**transfer(1), "amount": amount}
        )
        assert (answer.status_code, answer.json()["error"]) == (422, "malformed")


def test_an_amount_that_is_named_twice_is_refused(edge: RunningEdge) -> None:
    with edge.operator() as operator:
        body = b'{"transfer_id":"twice","amount":1,"amount":2,"currency":"EUR"}'
        headers = {"content-type": "application/json"}
        answer = operator.post("/api/v1/operator/players/two/deposit", content=body, headers=headers)
        assert (answer.status_code, answer.json()["error"]) == (422, "malformed")
        assert "named twice" in answer.json()["message"]
        assert operator.get("/api/v1/operator/players/two").status_code == 404


def test_a_player_keeps_its_currency(edge: RunningEdge) -> None:
    with edge.operator() as operator:
        path = "/api/v1/operator/players/euro"
        operator.post(f"{path}/deposit", json=transfer(500))
        answer = operator.post(f"{path}/deposit", json={**transfer(500), "currency": "USD"})
        assert answer.json()["error"] == "wrong_currency"
        assert operator.post(f"{path}/deposit", json={**transfer(5), "currency": "XXQ"}).status_code == 422


def test_an_unknown_player_has_no_balance(edge: RunningEdge) -> None:
    with edge.operator() as operator:
        assert operator.get("/api/v1/operator/players/nobody").json()["error"] == "no_such_player"


def test_a_token_ends_when_it_says(edge: RunningEdge) -> None:
    with edge.operator() as operator:
        answer = operator.post("/api/v1/operator/players/brief/tokens", json={"currency": "EUR", "ttl_s": 1})
    with edge.client(authorization=f"Bearer {answer.json()['token']}") as player:
        assert player.get("/api/v1/me").status_code == 200
        time.sleep(1.1)
        assert player.get("/api/v1/me").status_code == 401
