"""A round of blackjack over the real wire: seats, a decision over REST and one over the socket, early choices, and what is refused."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from websockets.sync.client import ClientConnection, connect

from schemas.causes import CloseCause
from schemas.commands import Command, CommandName
from schemas.facts import Fact, HandDecided, RoundClosed, RoundOpened, RoundOutcome, SeatsTaken, TurnOpened
from schemas.games.blackjack_deal import BlackjackDeal
from schemas.games.blackjack_dealer_hand import DEALER
from schemas.games.blackjack_rules import BlackjackRules
from schemas.games.deal import Readings, Spot
from schemas.phases import Game
from schemas.readings import FACE_DOWN, reading_fact
from tests.edge_api.reference import TABLE, Board, WiredBoard, wait_until
from tests.edge_api.running import RunningEdge, running_edge

pytestmark = [pytest.mark.broker, pytest.mark.xdist_group("edge-blackjack")]

FELT = "blackjack-01"
MORE = (
    f'[[table]]\nid = "{FELT}"\nname = "Blackjack 1"\ngame = "blackjack"\ncurrency = "EUR"\n'
    "limits = { min = 100, max = 1_000_000, max_table = 5_000_000 }\n"
)
TO_FIRST_TURN = "6S 8S 9H 5D TD ??"  # seat 3 has 11, seat 5 has 18, against 9


class Felt:
    """The board of a blackjack table whose cards the test lays."""

    def __init__(self, edge: RunningEdge) -> None:
        self.edge, self.board = edge, Board(FELT)
        edge.admit_board(self.board)
        self.wired = WiredBoard(edge.broker_port, self.board)

    def say(self, *facts: Fact) -> None:
        for fact in facts:
            self.board.say(fact)
        self.wired.await_receipt(len(self.board.wires))

    @property
    def round_id(self) -> str:
        return self.board.round_id

    def open(self) -> None:
        self.board.rounds += 1
        self.deal = BlackjackDeal(BlackjackRules())
        closes = str(time.monotonic_ns() + 60 * 10**9)
        self.say(
            RoundOpened(round_id=self.round_id, game=Game.BLACKJACK, betting_ms=60_000, closes_ns=closes)
        )

    def close(self) -> tuple[int, ...]:
        """No more bets; the seats that the edge names."""
        self.say(RoundClosed(round_id=self.round_id, cause=CloseCause.TIMER, evidence=False))
        seats = self.await_command(CommandName.SEATS).seats
        for seat in seats:
            self.deal.seat(seat)
        self.say(SeatsTaken(round_id=self.round_id, seats=seats))
        return seats

    def lay(self, cards: str) -> None:
        for value in cards.split():
            spot = self.deal.due
            assert spot is not None
            self._lay(spot, value)

    def _lay(self, spot: Spot, value: str) -> None:
        self.deal.lay(spot, value)
        self.say(reading_fact(Readings.CARDS, self.round_id, spot, value))

    def ask(self) -> None:
        turn = self.deal.turn
        assert turn is not None
        closes = str(time.monotonic_ns() + 20 * 10**9)
        self.say(
            TurnOpened(
                round_id=self.round_id, seat=turn.seat, hand=turn.hand, actions=tuple(turn.actions),
                on_time_out=turn.on_time_out, closes_ns=closes,
            )
        )  # fmt: skip

    def play(self) -> Command:
        """What the edge says that was decided, played."""
        command = self.await_command(CommandName.DECIDE)
        decision = command.decision
        assert decision is not None
        self.deal.decide(decision.seat, decision.hand, decision.action)
        said = decision.model_dump()
        self.say(HandDecided(round_id=self.round_id, **said))
        return command

    def await_command(self, name: CommandName) -> Command:
        seen = len(self.wired.commands)
        mine = [command for command in self.wired.commands if self._is_new(command, name)]
        if not mine:
            wait_until(
                lambda: any(self._is_new(command, name) for command in self.wired.commands[seen:]),
                10,
                name.value,
            )
            mine = [command for command in self.wired.commands if self._is_new(command, name)]
        return mine[-1]

    def _is_new(self, command: Command, name: CommandName) -> bool:
        decision = command.decision
        turn = self.deal.turn
        if command.name is not name or command.round_id != self.round_id:
            return False
        return decision is None or (
            turn is not None and (turn.seat, turn.hand) == (decision.seat, decision.hand)
        )

    def outcome(self) -> None:
        self.say(
            RoundOutcome(
                round_id=self.round_id, game=Game.BLACKJACK, outcome=self.deal.outcome(), sources=("reader", "dealer")
            )
        )  # fmt: skip


@pytest.fixture(scope="module")
def felt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Felt]:
    with running_edge(tmp_path_factory.mktemp("edge"), MORE) as edge:
        felt = Felt(edge)
        with felt.wired.connected():
            yield felt


def bet(player: httpx.Client, felt: Felt, *bets: tuple[str, Any, int]) -> httpx.Response:
    listed = [{"type": kind, "sel": sel, "stake": stake} for kind, sel, stake in bets]
    body = {"bet_id": str(uuid.uuid4()), "round_id": felt.round_id, "bets": listed}
    return player.post(f"/api/v1/tables/{FELT}/bets", json=body)


def decision(felt: Felt, seat: int, action: str | None, **said: Any) -> dict[str, Any]:
    return {
        "decision_id": str(uuid.uuid4()),
        "round_id": felt.round_id,
        "seat": seat,
        "action": action,
        **said,
    }


def decide(player: httpx.Client, body: dict[str, Any], table: str = FELT) -> httpx.Response:
    return player.post(f"/api/v1/tables/{table}/decisions", json=body)


@contextmanager
def sitting(felt: Felt, player: str) -> Iterator[tuple[ClientConnection, dict[str, Any]]]:
    address = f"ws://127.0.0.1:{felt.edge.port}/api/v1/tables/{FELT}/socket"
    with connect(address, compression=None) as line:
        line.send(json.dumps({"op": "hello", "token": felt.edge.token(player, 0)}))
        yield line, json.loads(line.recv(5))


def hear(line: ClientConnection, key: str, value: str) -> dict[str, Any]:
    """The next frame whose ``ev`` or ``re`` is this."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        frame: dict[str, Any] = json.loads(line.recv(10))
        if frame.get(key) == value:
            return frame
    raise AssertionError(f"{value} did not come")


def test_a_round_is_decided_by_its_players(felt: Felt) -> None:
    felt.open()
    with felt.edge.player("bj-one", 10_000) as one, felt.edge.player("bj-two", 10_000) as two:
        assert bet(one, felt, ("main", {"seat": 3}, 500)).status_code == 201
        taken = bet(two, felt, ("main", {"seat": 3}, 500))
        assert (taken.status_code, taken.json()["error"]) == (409, "seat_taken")
        assert bet(two, felt, ("main", {"seat": 5}, 300), ("bet_behind", {"seat": 3}, 100)).status_code == 201
        assert felt.close() == (3, 5)
        felt.lay(TO_FIRST_TURN)
        with sitting(felt, "bj-two") as (line, snapshot):
            assert (snapshot["seats"], snapshot["me"]["seats"]) == ([3, 5], [5])
            assert snapshot["cards"][DEALER] == ["9H", FACE_DOWN]
            _early(felt, line)
            felt.ask()
            turn = hear(line, "ev", "turn")
            assert (turn["seat"], sorted(turn["actions"])) == (3, ["double", "hit", "stand"])
            _double(felt, one)
            felt.lay("TS")
            assert hear(line, "ev", "follow")["covered"] is True
            felt.ask()
            assert hear(line, "ev", "early")["state"] == "done"
            felt.play()
            assert hear(line, "ev", "decided")["by"] == "player"
        felt.lay("7C KD")
        felt.outcome()
        balances = [player.get("/api/v1/me").json()["balance"] for player in (one, two)]
        assert balances == [11_000, 10_500]
        kept = one.get("/api/v1/me/bets").json()[0]
        assert kept["decision"] == {"seat": 3, "hand": 1, "action": "double", "early": False}
        assert two.get("/api/v1/me/bets").json()[0]["decision"]["early"] is True


def _early(felt: Felt, line: ClientConnection) -> None:
    """Over the socket: chosen, and the same again."""
    body = decision(felt, 5, "stand", early=True, cards=2)
    answers = []
    for _ in range(2):
        line.send(json.dumps({"op": "decide", **body}))
        answers.append(hear(line, "re", "decide"))
    assert answers[0] == answers[1]
    assert (answers[0]["decision_id"], answers[0]["early"]) == (body["decision_id"], True)


def _double(felt: Felt, player: httpx.Client) -> None:
    body = decision(felt, 3, "double", hand=1, cards=2)
    answer = decide(player, body)
    assert answer.status_code == 201, answer.text
    assert (answer.json()["staked"], answer.json()["balance"]) == (500, 9_000)
    assert decide(player, body).json() == answer.json()
    other = decide(player, {**body, "action": "hit"})
    assert (other.status_code, other.json()["error"]) == (409, "bet_id_reused")
    command = felt.play()
    assert command.decision is not None and command.decision.decision_id == body["decision_id"]


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"seat": 8}, 422, "malformed"), ({"hand": 0}, 422, "malformed"), ({"action": "jump"}, 422, "malformed"), ({"decision_id": "x"}, 422, "malformed"),
        ({"cards": 1}, 422, "malformed"), ({"colour": "red"}, 422, "malformed"), ({"round_id": "blackjack-01-1-1"}, 404, "no_such_round"),
        ({}, 409, "wrong_phase"),
    ],
)  # fmt: skip
def test_what_can_not_be_decided_is_refused(
    felt: Felt, change: dict[str, Any], status: int, code: str
) -> None:
    felt.open()
    with felt.edge.player("bj-three", 10_000) as player:
        answer = decide(player, {**decision(felt, 3, "stand"), **change})
        assert (answer.status_code, answer.json()["error"]) == (status, code)


def test_nothing_is_decided_at_a_wheel_or_at_no_table(felt: Felt) -> None:
    round_id = felt.edge.open_round()
    with felt.edge.player("bj-four", 10_000) as player:
        body = {"decision_id": str(uuid.uuid4()), "round_id": round_id, "seat": 3, "action": "stand"}
        answer = decide(player, body, TABLE)
        assert (answer.status_code, answer.json()["error"]) == (409, "wrong_phase")
        assert decide(player, body, "nowhere").status_code == 404


def test_a_refused_decision_over_the_socket_names_it(felt: Felt) -> None:
    felt.open()
    with sitting(felt, "bj-one") as (line, _):
        body = decision(felt, 3, "stand")
        line.send(json.dumps({"op": "decide", **body}))
        frame = hear(line, "re", "decide")
        assert (frame["decision_id"], frame["error"]) == (body["decision_id"], "wrong_phase")
        line.send(json.dumps({"op": "decide", **body, "seat": 9}))
        assert hear(line, "re", "error")["error"] == "malformed"
