"""Bets over REST: accepted once, refused clearly, settled and cancelled, as a player's front end sees it."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.edge_api.reference import TABLE
from tests.edge_api.running import RunningEdge, placement

pytestmark = [pytest.mark.broker, pytest.mark.xdist_group("edge-routes")]

BETS = f"/api/v1/tables/{TABLE}/bets"


def balance(player: httpx.Client) -> int:
    value: int = player.get("/api/v1/me").json()["balance"]
    return value


def test_a_bet_is_taken_settled_and_seen_in_the_history(edge: RunningEdge) -> None:
    round_id = edge.open_round()
    with edge.player("winner", 10_000) as player:
        body = placement(
            round_id, {"type": "straight", "sel": ["17"], "stake": 100}, {"type": "red", "stake": 500}
        )
        answer = player.post(BETS, json=body)
        assert answer.status_code == 201, answer.text
        assert answer.json()["balance"] == 9_400
        edge.settle_round("17")
        found = player.get(f"/api/v1/bets/{body['bet_id']}").json()
        assert (found["status"], found["staked"], found["returned"]) == ("settled", 600, 3600)
        assert [bet["returned"] for bet in found["bets"]] == [3600, 0]
        assert balance(player) == 13_000
        assert player.get("/api/v1/me/bets").json()[0]["bet_id"] == body["bet_id"]
        assert player.get(f"/api/v1/rounds/{round_id}").json()["outcome"]["pocket"] == "17"
        assert player.get("/api/v1/rounds", params={"table": TABLE}).json()[0]["round_id"] == round_id


def test_the_same_bet_again_gets_the_first_answer_and_other_content_is_refused(edge: RunningEdge) -> None:
    round_id = edge.open_round()
    with edge.player("again", 10_000) as player:
        body = placement(round_id)
        first = player.post(BETS, json=body)
        assert player.post(BETS, json=body).json() == first.json()
        other = placement(round_id, {"type": "red", "stake": 100}, bet_id=body["bet_id"])
        refused = player.post(BETS, json=other)
        assert (refused.status_code, refused.json()["error"]) == (409, "bet_id_reused")
        assert balance(player) == 9_900
        edge.settle_round("0")
        assert player.post(BETS, json=body).json()["bet_id"] == body["bet_id"]
        assert balance(player) == 9_900


def test_twenty_identical_requests_at_once_move_money_once(edge: RunningEdge) -> None:
    round_id = edge.open_round()
    with edge.player("racer", 10_000) as player, ThreadPoolExecutor(20) as threads:
        body = placement(round_id)
        answers = list(threads.map(lambda _: player.post(BETS, json=body).json(), range(20)))
        assert all(answer == answers[0] for answer in answers)
        assert balance(player) == 9_900
    edge.settle_round("0")


def test_two_bets_that_together_exceed_the_balance_are_not_both_taken(edge: RunningEdge) -> None:
    round_id = edge.open_round()
    with edge.player("poor", 150) as player, ThreadPoolExecutor(8) as threads:
        answers = list(
            threads.map(lambda _: player.post(BETS, json=placement(round_id)).status_code, range(8))
        )
        assert sorted(answers) == [201] + [409] * 7
        assert balance(player) == 50
    edge.settle_round("0")


def test_a_cancelled_bet_goes_back_once(edge: RunningEdge) -> None:
    round_id = edge.open_round()
    with edge.player("undo", 10_000) as player:
        body = placement(round_id)
        player.post(BETS, json=body)
        path = f"/api/v1/bets/{body['bet_id']}"
        assert player.delete(path).json()["balance"] == 10_000
        player.delete(path)
        assert balance(player) == 10_000
        edge.settle_round("17")
        assert balance(player) == 10_000
        late = player.delete(path)
        assert late.status_code in (200, 409)
        assert balance(player) == 10_000


def test_a_bet_after_the_close_is_refused_and_moves_nothing(edge: RunningEdge) -> None:
    round_id = edge.open_round()
    with edge.player("late", 10_000) as player:
        edge.say(edge.board.closed())
        answer = player.post(BETS, json=placement(round_id))
        assert answer.status_code == 409
        assert answer.json()["error"] in ("bets_closed", "too_late")
        assert balance(player) == 10_000
    edge.say(edge.board.outcome("3"))


ILLEGAL: list[tuple[str, dict[str, Any]]] = [
    ("bad_selection", {"type": "straight", "sel": ["37"], "stake": 100}),
    ("bad_selection", {"type": "straight", "sel": ["00"], "stake": 100}),
    ("bad_selection", {"type": "split", "sel": ["1", "3"], "stake": 100}),
    ("bad_selection", {"type": "nonsense", "stake": 100}),
    ("bad_selection", {"type": "player", "stake": 100}),
    ("bad_selection", {"type": "straight", "sel": {"deep": [[[[]]]]}, "stake": 100}),
    ("below_minimum", {"type": "red", "stake": 1}),
    ("above_maximum", {"type": "red", "stake": 1_000_001}),
    ("insufficient_funds", {"type": "red", "stake": 1_000_000}),
    ("malformed", {"type": "red", "stake": 0}),
    ("malformed", {"type": "red", "stake": -100}),
    ("malformed", {"type": "red", "stake": 100.5}),
    ("malformed", {"type": "red", "stake": 100.0}),
    ("malformed", {"type": "red", "stake": True}),
    ("malformed", {"type": "red", "stake": "100"}),
    ("malformed", {"type": "red", "stake": 10**30}),
    ("malformed", {"type": "red", "stake": None}),
    ("malformed", {"type": "RED", "stake": 100}),
    ("malformed", {"type": "red", "stake": 100, "bonus": 1}),
    ("malformed", {"stake": 100}),
]


@pytest.mark.parametrize(("code", "bet"), ILLEGAL, ids=str)
def test_an_illegal_bet_is_refused_whole(edge: RunningEdge, code: str, bet: dict[str, Any]) -> None:
    round_id = edge.open_round()
    with edge.player(f"illegal-{uuid.uuid4()}", 10_000) as player:
        good = {"type": "black", "stake": 100}
        answer = player.post(BETS, json=placement(round_id, good, bet))
        assert answer.json()["error"] == code, answer.text
        assert 400 <= answer.status_code < 500
        assert balance(player) == 10_000


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b'{"bet_id":1}', b"NaN", b"[" * 50_000]
)
def test_garbage_is_refused_with_a_sentence(edge: RunningEdge, body: bytes) -> None:
    with edge.player("garbage", 0) as player:
        answer = player.post(BETS, content=body, headers={"content-type": "application/json"})
        assert answer.status_code in (400, 422), answer.text
        assert answer.json()["message"]


def test_a_body_that_is_no_json_is_told_where_it_stops_being_one(edge: RunningEdge) -> None:
    with edge.player("broken", 0) as player:
        answer = player.post(BETS, content=b'{"bet_id": ', headers={"content-type": "application/json"})
        assert "not JSON" in answer.json()["message"] and "at character 11" in answer.json()["message"]


def test_a_body_beyond_the_ceiling_is_refused(edge: RunningEdge) -> None:
    with edge.player("big", 0) as player:
        assert player.post(BETS, content=b" " * 70_000).status_code == 413
        assert player.post(BETS, content=iter([b" " * 40_000] * 2)).status_code == 413


def test_unknown_tables_rounds_and_bets_are_404(edge: RunningEdge) -> None:
    with edge.player("lost", 1000) as player:
        assert (
            player.post("/api/v1/tables/nowhere/bets", json=placement("r-1")).json()["error"]
            == "no_such_table"
        )
        assert player.post(BETS, json=placement("no-such-round")).json()["error"] == "no_such_round"
        assert player.get(f"/api/v1/bets/{uuid.uuid4()}").json()["error"] == "no_such_bet"
        assert player.get("/api/v1/rounds/none").json()["error"] == "no_such_round"


def test_one_player_can_neither_see_nor_cancel_another_players_bet(edge: RunningEdge) -> None:
    round_id = edge.open_round()
    with edge.player("owner", 1000) as owner, edge.player("thief", 1000) as thief:
        body = placement(round_id)
        owner.post(BETS, json=body)
        path = f"/api/v1/bets/{body['bet_id']}"
        assert thief.get(path).status_code == 404
        assert thief.delete(path).status_code == 404
        assert thief.post(BETS, json=body).status_code == 201
        assert (balance(owner), balance(thief)) == (900, 900)
    edge.settle_round("0")


def test_a_voided_round_returns_every_stake_once(edge: RunningEdge) -> None:
    round_id = edge.open_round()
    with edge.player("refund", 1000) as player, edge.staff("pia") as pia:
        player.post(BETS, json=placement(round_id))
        for expected in (200, 409):
            answer = pia.post(f"/floor/rounds/{round_id}/void", json={"reason": "foreign object"})
            assert answer.status_code == expected, answer.text
        assert balance(player) == 1000
        edge.settle_round("17")
        assert balance(player) == 1000


def test_a_table_says_what_each_bet_returns(edge: RunningEdge) -> None:
    with edge.player("reader", 0) as player:
        table = player.get(f"/api/v1/tables/{TABLE}").json()
        assert player.get("/api/v1/tables").json()[0]["returns"] == table["returns"]
    assert table["rules_name"] is None
    assert table["returns"][0] == {
        "bet": "straight", "sel": ["0"], "label": "straight", "edge": "1/37", "edge_percent": "2.7027",
        "return": "36/37", "return_percent": "97.2973", "error_bound": None,
    }  # fmt: skip
