"""What clients may send by mistake or on purpose, to a running edge with a round open: a clear no, and nothing moves."""

from __future__ import annotations

import json
import socket
import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.sync.client import connect

from hardware.sim.demo.notebook import Notebook
from hardware.sim.demo.public_api import answer_of
from tests.scenarios.conftest import opened
from tests.scenarios.floor_plan import WHEEL
from tests.scenarios.garbage import STRAIGHT, bad_selections, bad_shapes, bad_stakes, placement
from tests.scenarios.players import Guest
from tests.scenarios.proof import prove
from tests.scenarios.studio import FaultStudio, await_

pytestmark = [pytest.mark.broker, pytest.mark.slow, pytest.mark.xdist_group("api garbage")]

PATIENT = replace(
    WHEEL,
    settings=WHEEL.settings.replace("betting_s = 0.8", "betting_s = 300.0").replace(
        "launch_after_s = 0.7", "launch_after_s = 299.0"
    ),
)
BETS = f"/api/v1/tables/{WHEEL.id}/bets"
STRANGERS = 20
EMPTY_FRAME = b"\x81\x82\0\0\0\0{}"
MOST_BLOBS = 500
BOUND_BYTES = 40 * 1024 * 1024


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FaultStudio]:
    """One table whose bets stay open."""
    with opened(tmp_path_factory.mktemp("garbage"), PATIENT) as studio:
        yield studio


@pytest.fixture(scope="module")
def guest(studio: FaultStudio) -> Iterator[Guest]:
    guest = Guest(studio, "anna")
    yield guest
    guest.close()


@pytest.fixture
def round_id(guest: Guest) -> str:
    return guest.await_open(WHEEL.id)


def refusal(response: httpx.Response) -> str:
    """The code of a clear no."""
    said = (response.status_code, response.text[:300])
    assert 400 <= response.status_code < 500 or response.status_code == 503, said
    body = response.json()
    assert set(body) == {"error", "message"}, said
    assert body["message"], said
    return str(body["error"])


def refused(guest: Guest, cases: dict[str, bytes]) -> dict[str, str]:
    """Each case by REST; nothing may move."""
    before, codes = guest.balance, dict[str, str]()
    for name, body in cases.items():
        response = guest.client.post(BETS, content=body, headers={"Content-Type": "application/json"})
        try:
            codes[name] = refusal(response)
        except (AssertionError, ValueError) as wrong:
            raise AssertionError(f"{name}: {wrong}") from wrong
    assert guest.balance == before
    return codes


def test_a_stake_that_is_no_stake_is_refused(guest: Guest, round_id: str) -> None:
    codes = refused(guest, bad_stakes(round_id))
    assert set(codes.values()) <= {
        "malformed",
        "bad_stake",
        "above_maximum",
        "refused",
        "insufficient_funds",
    }, codes


def test_a_selection_that_the_wheel_does_not_have_is_refused(guest: Guest, round_id: str) -> None:
    codes = refused(guest, bad_selections(round_id))
    assert set(codes.values()) <= {"malformed", "bad_selection", "refused"}, codes


def test_what_is_no_placement_is_refused(guest: Guest, round_id: str) -> None:
    codes = refused(guest, bad_shapes(round_id))
    assert codes["an unknown field"] == codes["an unknown field in a bet"] == codes["no bets"] == "malformed"
    assert codes["a round to come"] == "no_such_round"
    assert codes["a round of another table"] == "no_such_round"


def test_the_same_garbage_in_a_socket_is_answered_and_the_socket_goes_on(
    studio: FaultStudio, guest: Guest, round_id: str
) -> None:
    before = guest.balance
    cases = {**bad_stakes(round_id), **bad_selections(round_id), **bad_shapes(round_id)}
    with connect(f"{studio.url.replace('http', 'ws')}/api/v1/tables/{WHEEL.id}/socket") as line:
        line.send(json.dumps({"op": "hello", "token": guest.token}))
        for name, body in cases.items():
            text = body.decode(errors="replace")
            line.send(text.replace("{", '{"op": "bet", ', 1))
            answer = _next_answer(line)
            assert answer.get("error"), (name, answer)
        line.send(json.dumps({"op": "ping"}))
        assert _next_answer(line)["re"] == "pong"
    assert guest.balance == before


def _next_answer(line: Any) -> dict[str, Any]:
    while True:
        frame = json.loads(line.recv(timeout=10))
        if "re" in frame:
            return dict(frame)


def test_only_the_holder_of_a_fresh_token_may_bet(studio: FaultStudio, guest: Guest, round_id: str) -> None:
    body = placement(round_id)
    tokens = (
        "",
        "Bearer",
        "Bearer nonsense",
        f"Basic {guest.token}",
        f"Bearer {guest.token[:-1]}",
        f"Bearer {studio.wallet_key}",
    )
    with httpx.Client(base_url=studio.url) as stranger:
        for token in tokens:
            assert (
                refusal(stranger.post(BETS, json=body, headers={"Authorization": token})) == "unauthorised"
            ), token
        assert refusal(stranger.post(BETS, json=body)) in ("unauthorised", "cross_site")
        assert refusal(stranger.post(BETS, json=body, headers={"X-Operator-Key": studio.wallet_key})) in (
            "unauthorised",
            "forbidden",
        )


def test_a_token_that_has_run_out_is_refused(studio: FaultStudio, round_id: str) -> None:
    key = {"X-Operator-Key": studio.wallet_key}
    with httpx.Client(base_url=studio.url) as operator:
        path = "/api/v1/operator/players/anna/tokens"
        answer = operator.post(path, json={"currency": "EUR", "ttl_s": 1}, headers=key)
        token = {"Authorization": f"Bearer {answer.json()['token']}"}
        assert operator.get("/api/v1/me", headers=token).status_code == 200
        await_(lambda: operator.get("/api/v1/me", headers=token).status_code == 401, "the token's end", 5)
        assert refusal(operator.post(BETS, json=placement(round_id), headers=token)) == "unauthorised"


def test_another_players_bet_is_neither_seen_nor_cancelled(
    studio: FaultStudio, guest: Guest, round_id: str
) -> None:
    answer = guest.bet(WHEEL.id, round_id, STRAIGHT)
    assert answer.error is None
    other = Guest(studio, "bert")
    bet_id = answer.body["bet_id"]
    assert refusal(other.client.get(f"/api/v1/bets/{bet_id}")) == "no_such_bet"
    assert refusal(other.client.delete(f"/api/v1/bets/{bet_id}")) == "no_such_bet"
    assert guest.placement(bet_id)["status"] == "accepted"
    other.close()


def test_an_unknown_table_is_refused_everywhere(guest: Guest, round_id: str) -> None:
    for path in ("/api/v1/tables/nowhere", "/api/v1/rounds?table=nowhere"):
        assert refusal(guest.client.get(path)) == "no_such_table"
    for table in ("nowhere", "..%2f..", "a" * 500, "%00", "%ff"):
        response = guest.client.post(f"/api/v1/tables/{table}/bets", json=placement(round_id))
        assert refusal(response), table


def test_the_same_bet_again_gets_the_first_answer_and_other_content_is_refused(
    guest: Guest, round_id: str
) -> None:
    before, bet_id = guest.balance, str(uuid.uuid4())
    first = guest.bet(WHEEL.id, round_id, STRAIGHT, bet_id=bet_id)
    again = guest.bet(WHEEL.id, round_id, STRAIGHT, bet_id=bet_id)
    assert first.error is None
    assert again.body == first.body
    for other in ({**STRAIGHT, "stake": 200}, {**STRAIGHT, "sel": ["18"]}, {"type": "red", "stake": 100}):
        assert guest.bet(WHEEL.id, round_id, other, bet_id=bet_id).error == "bet_id_reused"
    assert guest.balance == before - 100


def test_twenty_copies_of_one_request_at_once_are_one_bet(
    studio: FaultStudio, guest: Guest, round_id: str
) -> None:
    before, body = guest.balance, placement(round_id)
    start = threading.Barrier(STRANGERS)

    def ask(_: int) -> httpx.Response:
        with httpx.Client(base_url=studio.url, headers=dict(guest.client.headers)) as client:
            start.wait()
            return client.post(BETS, json=body, timeout=10)

    with ThreadPoolExecutor(STRANGERS) as pool:
        answers = [answer_of(response) for response in pool.map(ask, range(STRANGERS))]
    assert {answer.error for answer in answers} == {None}
    assert len({json.dumps(answer.body, sort_keys=True) for answer in answers}) == 1
    assert guest.balance == before - 100
    guest.acknowledged[body["bet_id"]] = 100


def test_twenty_different_contents_under_one_id_at_once_are_one_bet_and_nineteen_refusals(
    studio: FaultStudio, guest: Guest, round_id: str
) -> None:
    before, bet_id = guest.balance, str(uuid.uuid4())
    start = threading.Barrier(STRANGERS)

    def ask(number: int) -> httpx.Response:
        bets = [{"type": "straight", "sel": [str(number)], "stake": 100}]
        with httpx.Client(base_url=studio.url, headers=dict(guest.client.headers)) as client:
            start.wait()
            return client.post(BETS, json=placement(round_id, bet_id=bet_id, bets=bets), timeout=10)

    with ThreadPoolExecutor(STRANGERS) as pool:
        errors = [answer_of(response).error for response in pool.map(ask, range(STRANGERS))]
    assert errors.count(None) == 1
    assert errors.count("bet_id_reused") == STRANGERS - 1
    assert guest.balance == before - 100
    guest.acknowledged[bet_id] = 100


def test_more_than_the_balance_can_not_be_staked_by_asking_at_once(
    studio: FaultStudio, round_id: str
) -> None:
    poor = Guest(studio, "carl", deposit=1_000)
    start = threading.Barrier(STRANGERS)

    def ask(_: int) -> httpx.Response:
        with httpx.Client(base_url=studio.url, headers=dict(poor.client.headers)) as client:
            start.wait()
            return client.post(BETS, json=placement(round_id, bets=[{**STRAIGHT, "stake": 300}]), timeout=10)

    with ThreadPoolExecutor(STRANGERS) as pool:
        errors = [answer_of(response).error for response in pool.map(ask, range(STRANGERS))]
    assert errors.count(None) == 3
    assert errors.count("insufficient_funds") == STRANGERS - 3
    assert poor.balance == 100
    poor.close()


def test_a_body_or_a_frame_that_is_too_big_is_refused(
    studio: FaultStudio, guest: Guest, round_id: str
) -> None:
    huge = json.dumps(placement(round_id, bets=[{**STRAIGHT, "sel": ["1" * 70_000]}])).encode()
    assert refusal(guest.client.post(BETS, content=huge)) == "too_big"

    def drops() -> Iterator[bytes]:
        for _ in range(100):
            yield b" " * 1024

    assert refusal(guest.client.post(BETS, content=drops())) == "too_big"
    with connect(f"{studio.url.replace('http', 'ws')}/api/v1/tables/{WHEEL.id}/socket") as line:
        line.send(json.dumps({"op": "hello", "token": guest.token}))
        line.send("x" * 200_000)
        with pytest.raises(Exception):  # noqa: B017 - closed, in whatever way
            while True:
                line.recv(timeout=10)
    assert guest.bet(WHEEL.id, round_id, STRAIGHT).error is None


def test_a_page_of_another_site_can_do_nothing(studio: FaultStudio) -> None:
    with studio.pit_boss() as browser:
        for headers in (
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Origin": studio.url + ".evil.example"},
        ):
            path = f"/floor/tables/{WHEEL.id}/pause"
            assert refusal(browser.post(path, json={"reason": "evil"}, headers=headers)) == "cross_site"
        del browser.headers["Origin"]
        cross = {"Sec-Fetch-Site": "cross-site"}
        assert (
            refusal(browser.post(f"/floor/tables/{WHEEL.id}/pause", json={"reason": "evil"}, headers=cross))
            == "cross_site"
        )
    assert "paula" not in [pause.data["by"] for pause in studio.facts(PATIENT, "table.paused")]


def test_a_player_has_no_business_on_the_floor_nor_at_the_operators_desk(guest: Guest, round_id: str) -> None:
    assert refusal(guest.client.post(f"/floor/rounds/{round_id}/void", json={"reason": "please"})) in (
        "unauthorised",
        "forbidden",
    )
    money = {"transfer_id": "mine", "amount": 10**9, "currency": "EUR"}
    assert refusal(guest.client.post("/api/v1/operator/players/anna/deposit", json=money)) in (
        "unauthorised",
        "forbidden",
    )


def test_a_client_that_never_reads_costs_little_and_the_others_are_served(
    studio: FaultStudio, guest: Guest, round_id: str
) -> None:
    before, front = _resident_bytes(studio), studio.part("edge").process.pid
    lines = [_deaf_socket(studio, guest) for _ in range(3)]
    for line in lines:
        _ask_until_it_stops_listening(line)
        assert guest.client.get("/api/v1/me", timeout=5).status_code == 200
    assert guest.bet(WHEEL.id, round_id, STRAIGHT).error is None
    assert _resident_bytes(studio) - before < BOUND_BYTES
    assert studio.part("edge").process.pid == front
    for line in lines:
        line.close()


def _ask_until_it_stops_listening(line: socket.socket) -> None:
    """Each ``{}`` is answered by some hundred bytes; nobody takes them, so the edge must stop reading, or hang up."""
    line.settimeout(1.0)
    with pytest.raises(OSError):
        for _ in range(MOST_BLOBS):
            line.sendall(EMPTY_FRAME * 2_000)


def _deaf_socket(studio: FaultStudio, guest: Guest) -> socket.socket:
    """A WebSocket made by hand, with a tiny receive buffer that nobody empties."""
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    line.connect(("127.0.0.1", studio.ports.http))
    line.sendall(
        f"GET /api/v1/tables/{WHEEL.id}/socket HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    line.setblocking(False)
    await_(lambda: _readable(line), "the upgrade")
    _say(line, json.dumps({"op": "hello", "token": guest.token}).encode())
    return line


def _readable(line: socket.socket) -> bool:
    try:
        return bool(line.recv(1, socket.MSG_PEEK))
    except BlockingIOError:
        return False


def _say(line: socket.socket, text: bytes) -> None:
    """A masked text frame (RFC 6455, 5.2; a mask of zeros); what does not fit any more is not sent."""
    length = (
        bytes([0x80 | len(text)]) if len(text) < 126 else bytes([0x80 | 126]) + len(text).to_bytes(2, "big")
    )
    try:
        line.send(b"\x81" + length + b"\0\0\0\0" + text)
    except (BlockingIOError, ConnectionError):
        return


def _resident_bytes(studio: FaultStudio) -> int:
    pids = [studio.part("edge").process.pid, studio.books_pid]
    pages = [int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in pids if pid]
    return sum(pages) * 4096


def test_after_all_that_the_books_are_right_to_the_last_bet(studio: FaultStudio, guest: Guest) -> None:
    notes = Notebook(acknowledged=guest.acknowledged)
    found = prove(studio, notes)
    assert found.bets_accepted >= len(guest.acknowledged) > 0
