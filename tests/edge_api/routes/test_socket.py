"""The players' socket: hello first, snapshot, events in order, bets answered, and no client can hold up another."""

from __future__ import annotations

import json
import socket as sockets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from websockets.client import ClientProtocol
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.uri import parse_uri

from tests.edge_api.reference import TABLE
from tests.edge_api.running import RunningEdge, placement

pytestmark = [pytest.mark.broker, pytest.mark.xdist_group("edge-routes")]


@contextmanager
def dial(edge: RunningEdge, table: str = TABLE) -> Iterator[ClientConnection]:
    with connect(f"ws://127.0.0.1:{edge.port}/api/v1/tables/{table}/socket", compression=None) as line:
        yield line


@contextmanager
def hello(edge: RunningEdge, player: str, balance: int = 10_000) -> Iterator[ClientConnection]:
    with dial(edge) as line:
        line.send(json.dumps({"op": "hello", "token": edge.token(player, balance)}))
        assert json.loads(line.recv(5))["ev"] == "snapshot"
        yield line


def until(line: ClientConnection, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The first frame that is wanted."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        frame = json.loads(line.recv(10))
        if isinstance(frame, dict) and wanted(frame):
            return frame
    raise AssertionError("the frame did not come")


def test_the_snapshot_says_who_and_where(edge: RunningEdge) -> None:
    with dial(edge) as line:
        line.send(json.dumps({"op": "hello", "token": edge.token("ws-1", 777)}))
        snapshot = json.loads(line.recv(5))
    assert snapshot["me"] == {"player": "ws-1", "balance": 777, "currency": "EUR", "seats": []}
    assert snapshot["table"] == TABLE
    assert abs(snapshot["t"] / 1000 - time.time()) < 10
    assert "alerts" not in snapshot and "board" not in snapshot


@pytest.mark.parametrize("first", ['{"op":"hello","token":"wrong"}', '{"op":"ping"}', "garbage", "[]"])
def test_no_hello_no_service(edge: RunningEdge, first: str) -> None:
    with dial(edge) as line:
        line.send(first)
        assert json.loads(line.recv(5))["error"] == "unauthorised"
        with pytest.raises(ConnectionClosed):
            line.recv(5)


def test_a_round_is_played_over_the_socket_with_events_in_order(edge: RunningEdge) -> None:
    with hello(edge, "ws-2") as line:
        round_id = edge.open_round()
        opened = until(line, lambda frame: frame.get("ev") == "betsopen")
        assert opened["round_id"] == round_id
        line.send(json.dumps({"op": "bet", **placement(round_id)}))
        answer = until(line, lambda frame: frame.get("re") == "bet")
        assert (answer["status"], answer["balance"]) == ("accepted", 9_900)
        edge.settle_round("17")
        seqs = [opened["seq"]]
        while True:
            frame = until(line, lambda frame: "ev" in frame and frame["table"] == TABLE)
            seqs.append(frame["seq"])
            assert abs(frame["t"] / 1000 - time.time()) < 10
            if frame["ev"] == "gameresult":
                break
        assert seqs == sorted(set(seqs))
        assert frame["outcome"]["pocket"] == "17"


def test_many_placements_in_one_frame_get_one_answer_each(edge: RunningEdge) -> None:
    round_id = edge.open_round()
    with hello(edge, "ws-3") as line:
        placements = [placement(round_id) for _ in range(15)] + [placement("no-such-round")]
        line.send(json.dumps({"op": "bets", "placements": placements}))
        while True:
            frame = json.loads(line.recv(5))
            if isinstance(frame, list):
                break
        assert [answer["bet_id"] for answer in frame] == [sent["bet_id"] for sent in placements]
        assert [answer.get("status") for answer in frame] == ["accepted"] * 15 + [None]
        assert frame[-1]["error"] == "no_such_round"
    edge.settle_round("0")


@pytest.mark.parametrize(
    "frame",
    [
        "{",
        "[]",
        '{"op":"steal"}',
        '{"op":"bet"}',
        '{"op":"ping","x":1}',
        '{"op":"cancel","bet_id":"x"}',
        "[" * 9000,
    ],
)
def test_a_bad_frame_is_answered_and_the_line_stays(edge: RunningEdge, frame: str) -> None:
    with hello(edge, "ws-4") as line:
        line.send(frame)
        assert until(line, lambda answer: answer.get("re") == "error")["error"] == "malformed"
        line.send('{"op":"ping"}')
        until(line, lambda answer: answer.get("re") == "pong")


def test_a_frame_beyond_the_ceiling_ends_only_its_own_line(edge: RunningEdge) -> None:
    with hello(edge, "ws-5") as line, hello(edge, "ws-6") as other:
        line.send(" " * 70_000)
        with pytest.raises(ConnectionClosed):
            while True:
                line.recv(5)
        other.send('{"op":"ping"}')
        until(other, lambda answer: answer.get("re") == "pong")


def test_a_cancelled_bet_over_the_socket_goes_back(edge: RunningEdge) -> None:
    round_id = edge.open_round()
    with hello(edge, "ws-7") as line:
        body = placement(round_id)
        line.send(json.dumps({"op": "bet", **body}))
        until(line, lambda frame: frame.get("re") == "bet")
        line.send(json.dumps({"op": "cancel", "bet_id": body["bet_id"]}))
        assert until(line, lambda frame: frame.get("re") == "cancel")["balance"] == 10_000
    edge.settle_round("0")


def test_answers_come_in_the_order_of_the_frames(edge: RunningEdge) -> None:
    round_id = edge.open_round()
    with hello(edge, "ws-10") as line:
        wanted = []
        for _ in range(15):
            body = placement(round_id)
            line.send(json.dumps({"op": "bet", **body}))
            line.send(json.dumps({"op": "cancel", "bet_id": body["bet_id"]}))
            wanted += [("bet", body["bet_id"], "accepted"), ("cancel", body["bet_id"], "cancelled")]
        answers = [until(line, lambda frame: "re" in frame) for _ in wanted]
    assert [(each["re"], each["bet_id"], each["status"]) for each in answers] == wanted
    assert answers[-1]["balance"] == 10_000
    edge.settle_round("0")


def deaf_line(edge: RunningEdge, player: str) -> sockets.socket:
    """A raw line after its hello, with a small receive buffer, that nobody will read from."""
    line = sockets.socket()
    line.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
    line.connect(("127.0.0.1", edge.port))
    protocol = ClientProtocol(parse_uri(f"ws://127.0.0.1:{edge.port}/api/v1/tables/{TABLE}/socket"))
    protocol.send_request(protocol.connect())
    line.sendall(b"".join(protocol.data_to_send()))
    protocol.receive_data(line.recv(4096))
    protocol.send_text(json.dumps({"op": "hello", "token": edge.token(player)}).encode())
    line.sendall(b"".join(protocol.data_to_send()))
    return line


def test_a_client_that_never_reads_is_let_go_and_holds_up_nobody(edge: RunningEdge) -> None:
    asking = b"\x81\x84\0\0\0\0" + b"junk"  # a masked text frame: each gets an answer of its own
    with deaf_line(edge, "ws-8") as deaf, hello(edge, "ws-9") as other:
        deaf.settimeout(0.2)
        give_up = time.monotonic() + 40
        let_go = False
        while not let_go and time.monotonic() < give_up:
            try:
                deaf.sendall(asking * 2000)
            except TimeoutError:
                other.send('{"op":"ping"}')
                until(other, lambda frame: frame.get("re") == "pong")
            except OSError:
                let_go = True
        assert let_go, "the edge kept a client that reads nothing"
        round_id = edge.open_round()
        other.send(json.dumps({"op": "bet", **placement(round_id)}))
        assert until(other, lambda frame: frame.get("re") == "bet")["status"] == "accepted"
    edge.settle_round("0")
