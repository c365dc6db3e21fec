"""What clients may send by mistake or on purpose while a hand of blackjack is asked, and to whatever tells of roads, wheels and tables:
a clear no, and nothing moves."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest
from websockets.sync.client import connect

from hardware.sim.demo.notebook import Notebook
from hardware.sim.demo.public_api import answer_of
from tests.edge_api.command import administer
from tests.scenarios.conftest import opened
from tests.scenarios.floor_plan import SEATS, SHOE, WHEEL
from tests.scenarios.play_garbage import bad_decisions, decision, odd_addresses, odd_names
from tests.scenarios.players import OPEN, Guest
from tests.scenarios.proof import prove
from tests.scenarios.studio import FaultStudio, await_
from tests.scenarios.test_api_garbage import refusal

pytestmark = [pytest.mark.broker, pytest.mark.slow, pytest.mark.xdist_group("play garbage")]

PATIENT = replace(
    SEATS,
    settings=SEATS.settings.replace("decision_s = 1.0", "decision_s = 110.0").replace(
        'open_by = "auto"', 'open_by = "dealer"'
    ),
)
DECISIONS = f"/api/v1/tables/{PATIENT.id}/decisions"
MAIN = {"type": "main", "sel": {"seat": 3}, "stake": 1000}
BEHIND = {"type": "bet_behind", "sel": {"seat": 3}, "stake": 500}
EIGHTS = ("8S", "6D", "8H", "TC")
"""Seat 3 has a pair of eights against a six: it may hit, stand, double and split."""
COPIES = 20
FIELDS = {"malformed", "not_your_seat", "wrong_phase", "no_such_round"}


@dataclass
class Asked:
    """A table whose seat 3 is asked, its player, and one who bets behind."""

    studio: FaultStudio
    player: Guest
    behind: Guest
    round_id: str

    @property
    def balances(self) -> tuple[int, int]:
        return self.player.balance, self.behind.balance


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    with opened(tmp_path_factory.mktemp("play"), PATIENT) as studio:
        administer(studio.folder.edge_config, f"wheel --table {WHEEL.id} --serial CW-1001 --ball ivory-1")
        player, behind = Guest(studio, "anna"), Guest(studio, "bert")
        await_(lambda: is_open(studio, player), "an open round", step_s=0.1)
        round_id = player.await_open(PATIENT.id)
        assert player.bet(PATIENT.id, round_id, MAIN).error is None
        assert behind.bet(PATIENT.id, round_id, BEHIND).error is None
        deal(studio, player)
        yield Asked(studio, player, behind, round_id)
        player.close()
        behind.close()


def is_open(studio: FaultStudio, player: Guest) -> bool:
    """Opened by the dealer's key, once the table is ready."""
    studio.press(PATIENT, "open", low_ms=60)
    return player.table(PATIENT.id)["phase"] in OPEN


def deal(studio: FaultStudio, player: Guest) -> None:
    """Card by card, as the table asks."""
    for card in EIGHTS:
        studio.order(PATIENT, do="next", reading=card)
    drawn = [""]

    def is_asked() -> bool:
        seen = player.table(PATIENT.id)
        if seen["next"] and seen["next"] != drawn[0] and not seen["question"]:
            drawn[0] = seen["next"]
            studio.order(PATIENT, do="draw")
        return bool(seen["question"])

    await_(is_asked, "the question of seat 3")


def test_what_is_no_decision_of_this_hand_is_refused(asked: Asked) -> None:
    before, codes = asked.balances, dict[str, str]()
    for name, body in bad_decisions(asked.round_id).items():
        response = asked.player.client.post(
            DECISIONS, content=body, headers={"Content-Type": "application/json"}
        )
        try:
            codes[name] = refusal(response)
        except (AssertionError, ValueError) as wrong:
            raise AssertionError(f"{name}: {wrong}") from wrong
    assert set(codes.values()) <= FIELDS, codes
    assert codes["seat 1"] == "not_your_seat"
    assert codes["hand 2"] == codes["cards 3"] == codes["action 'surrender'"] == "wrong_phase"
    assert codes["an unknown field"] == codes["seat 3.0"] == codes["seat True"] == "malformed"
    assert asked.balances == before


def test_the_same_garbage_in_a_socket_is_answered_and_the_socket_goes_on(asked: Asked) -> None:
    before = asked.balances
    with connect(f"{asked.studio.url.replace('http', 'ws')}/api/v1/tables/{PATIENT.id}/socket") as line:
        line.send(json.dumps({"op": "hello", "token": asked.player.token}))
        for name, body in bad_decisions(asked.round_id).items():
            line.send(body.decode(errors="replace").replace("{", '{"op": "decide", ', 1))
            answer = next_answer(line)
            assert answer.get("error"), (name, answer)
        line.send(json.dumps({"op": "ping"}))
        assert next_answer(line)["re"] == "pong"
    assert asked.balances == before


def next_answer(line: Any) -> dict[str, Any]:
    while True:
        frames = json.loads(line.recv(timeout=10))
        for frame in frames if isinstance(frames, list) else [frames]:
            if "re" in frame:
                return dict(frame)


def test_nobody_but_its_player_decides_for_a_seat(asked: Asked) -> None:
    before = asked.balances
    stranger = Guest(asked.studio, "carl")
    for guest in (asked.behind, stranger):
        for action in ("stand", "hit", "double", "split"):
            answer = guest.client.post(DECISIONS, json=decision(asked.round_id, action=action))
            assert refusal(answer) == "not_your_seat"
    stranger.close()
    with httpx.Client(base_url=asked.studio.url) as nobody:
        for token in ("", "Bearer", "Bearer nonsense", f"Basic {asked.player.token}"):
            answer = nobody.post(DECISIONS, json=decision(asked.round_id), headers={"Authorization": token})
            assert refusal(answer) == "unauthorised", token
    assert asked.balances == before


def test_other_tables_take_no_decision(asked: Asked) -> None:
    for table in (WHEEL.id, SHOE.id, "nowhere", "..%2f..", "%00", "a" * 500):
        answer = asked.player.client.post(f"/api/v1/tables/{table}/decisions", json=decision(asked.round_id))
        assert refusal(answer), table


def test_a_double_or_split_is_no_bet_and_a_seat_takes_no_bets_while_it_is_played(asked: Asked) -> None:
    before = asked.balances
    for bet in (
        {"type": "double", "sel": {"seat": 3, "hand": 1}, "stake": 1000},
        {"type": "split", "sel": {"seat": 3, "hand": 2}, "stake": 1000},
        {"type": "insurance", "sel": {"seat": 3}, "stake": 500},
        MAIN,
        BEHIND,
    ):
        for guest in (asked.player, asked.behind):
            assert guest.bet(PATIENT.id, asked.round_id, bet).error in (
                "wrong_phase",
                "bets_closed",
                "bad_selection",
            )
    assert asked.balances == before


def test_whatever_is_asked_of_roads_wheels_and_consoles_is_answered_or_refused(asked: Asked) -> None:
    addresses = odd_addresses((WHEEL.id, SHOE.id, PATIENT.id))
    with asked.studio.pit_boss() as browser:
        for address in addresses:
            for client in (browser, asked.player.client):
                look(client, address)


def look(client: httpx.Client, address: str) -> None:
    """A stream of events that begins is an answer; it is not waited for."""
    with client.stream("GET", address, headers={"accept": "application/json"}) as response:
        assert response.status_code < 500, (address, response.status_code)
        if response.status_code < 300:
            return
        response.read()
        assert response.is_redirect or refusal(response), address


def test_what_is_only_read_can_not_be_written(asked: Asked) -> None:
    with asked.studio.pit_boss() as browser:
        for path in (
            f"/api/v1/tables/{SHOE.id}/roads",
            f"/api/v1/tables/{SHOE.id}/statistics",
            "/api/v1/floor/wheels",
            "/api/v1/floor/wheels/CW-1001",
            f"/floor/tables/{PATIENT.id}/dealer",
        ):
            for method in ("POST", "PUT", "DELETE", "PATCH"):
                response = browser.request(method, path, json={})
                assert 400 <= response.status_code < 500, (method, path, response.status_code)


def test_orders_of_the_floor_that_make_no_sense_are_refused(asked: Asked) -> None:
    orders = ("/floor/rounds/{}/release", "/floor/tables/{}/return_carried", "/floor/tables/{}/release")
    bodies: tuple[Any, ...] = (
        {},
        {"reason": ""},
        {"reason": None},
        {"reason": "x" * 301},
        {"reason": "why", "by": "me"},
        [],
        5,
    )
    with asked.studio.pit_boss() as browser:
        for order in orders:
            for name in odd_names():
                assert refusal(browser.post(order.format(name), json={"reason": "garbage"})), (order, name)
            for body in bodies:
                assert refusal(browser.post(order.format(PATIENT.id), json=body)) == "malformed", (
                    order,
                    body,
                )
        carried = browser.post(f"/floor/tables/{PATIENT.id}/return_carried", json={"reason": "none stay"})
        assert refusal(carried) == "wrong_phase"
        release = browser.post(f"/floor/rounds/{asked.round_id}/release", json={"reason": "not held"})
        assert refusal(release) == "wrong_phase"


def test_a_player_has_no_business_at_wheels_and_consoles(asked: Asked) -> None:
    for path in (
        "/api/v1/floor/wheels",
        "/api/v1/floor/wheels/CW-1001",
        f"/floor/tables/{PATIENT.id}/dealer",
    ):
        assert refusal(asked.player.client.get(path)) in ("unauthorised", "forbidden")


def test_twenty_decisions_at_once_are_one_and_their_copies_get_its_answer(asked: Asked) -> None:
    before, start = asked.balances, threading.Barrier(COPIES)
    bodies = [
        decision(asked.round_id, decision_id=str(uuid.UUID(int=number // 4 + 1)), action="split")
        for number in range(COPIES)
    ]

    def ask(number: int) -> httpx.Response:
        with httpx.Client(base_url=asked.studio.url, headers=dict(asked.player.client.headers)) as client:
            start.wait()
            return client.post(DECISIONS, json=bodies[number], timeout=10)

    with ThreadPoolExecutor(COPIES) as pool:
        answers = [answer_of(response) for response in pool.map(ask, range(COPIES))]
    taken = {json.dumps(answer.body, sort_keys=True) for answer in answers if answer.error is None}
    assert len(taken) == 1
    assert [answer.error for answer in answers].count(None) == 4
    assert {answer.error for answer in answers} == {None, "wrong_phase"}
    assert asked.player.balance == before[0] - 1000
    await_(lambda: asked.behind.balance == before[1] - 500, "the bet behind that follows")
    asked.player.acknowledged[json.loads(taken.pop())["decision_id"]] = 1000


def test_after_all_that_nothing_broke_and_the_books_are_right(asked: Asked) -> None:
    said = asked.studio.children.troubles().get("edge", [])
    assert said == []
    with asked.studio.pit_boss() as browser:
        void = f"/floor/rounds/{asked.round_id}/void"
        assert browser.post(void, json={"reason": "the end of this test"}).is_success
    await_(lambda: asked.balances == (800_000, 800_000), "every stake's return")
    acknowledged = {**asked.player.acknowledged, **asked.behind.acknowledged}
    found = prove(asked.studio, Notebook(acknowledged=acknowledged))
    assert found.bets_accepted >= len(acknowledged) == 3
