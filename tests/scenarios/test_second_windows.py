"""Bets, insurance and decisions that pour in around the very end of their window: what is accepted was in time, to the last one."""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any

import httpx
import pytest

from hardware.sim.demo.notebook import Notebook
from hardware.sim.demo.public_api import Answer, answer_of
from tests.scenarios.conftest import MakeStudio
from tests.scenarios.floor_plan import SEATS
from tests.scenarios.players import Guest
from tests.scenarios.proof import prove
from tests.scenarios.quick_dealer import QuickDealer
from tests.scenarios.studio import FaultStudio, await_

ROUNDS, MOST_ROUNDS, HANDS = 2, 8, 4
BEFORE_S, LOOK_S = (0.05, 0.4), 0.01
MAIN = {"type": "main", "sel": {"seat": 3}, "stake": 60_000}
PAIRS = {"type": "perfect_pairs", "sel": {"seat": 3}, "stake": 100}
INSURANCE = {"type": "insurance", "sel": {"seat": 3}, "stake": 100}
OVER = ("bets_closed", "too_late", "wrong_phase", "table_not_open")
Seen = dict[str, Any]


@dataclass
class Flood:
    """One player at several clients at once. ``said`` counts the answers by what was sent."""

    studio: FaultStudio
    player: Guest
    said: Counter[tuple[str, str | None]] = field(default_factory=Counter)
    clients: list[httpx.Client] = field(default_factory=list)

    def __post_init__(self) -> None:
        headers = dict(self.player.client.headers)
        self.clients = [
            httpx.Client(base_url=self.studio.url, headers=headers, timeout=10) for _ in range(HANDS)
        ]

    def has_poured(self, *whats: str) -> bool:
        """Each of them, past the end of its window."""
        return all(sum(self.said[what, error] for error in OVER) >= HANDS for what in whats)

    def close(self) -> None:
        for client in (*self.clients, self.player.client):
            client.close()

    def pour(self, path: str, body: Callable[[], dict[str, Any]], what: str) -> None:
        """Send as fast as answers come, until the window is over."""
        threads = [
            threading.Thread(target=self._send, args=(client, path, body, what)) for client in self.clients
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)

    def _send(self, client: httpx.Client, path: str, body: Callable[[], dict[str, Any]], what: str) -> None:
        error: str | None = None
        while error not in OVER:
            sent = body()
            answer = answer_of(client.post(f"/api/v1/tables/{SEATS.id}/{path}", json=sent))
            self._note(sent, answer, what)
            error = answer.error

    def _note(self, sent: dict[str, Any], answer: Answer, what: str) -> None:
        self.said[what, answer.error] += 1
        if answer.error is None:
            self.player.acknowledged[sent.get("bet_id") or sent["decision_id"]] = answer.body["staked"]


def bet(round_id: str, line: dict[str, Any]) -> Callable[[], dict[str, Any]]:
    return lambda: {"bet_id": str(uuid.uuid4()), "round_id": round_id, "bets": [line]}


def stand(round_id: str, hand: int) -> Callable[[], dict[str, Any]]:
    base = {"round_id": round_id, "seat": 3, "hand": hand, "action": "stand"}
    return lambda: {"decision_id": str(uuid.uuid4()), **base}


@contextmanager
def table(make_studio: MakeStudio) -> Iterator[Flood]:
    """An ace always shows."""
    studio = make_studio(SEATS)
    flood = Flood(studio, Guest(studio, "anna", deposit=5_000_000))
    with QuickDealer(studio, Random(4), aces=1.0).dealing():
        yield flood
    flood.close()


def the_next_question(flood: Flood, round_id: str, *answered: str) -> Seen | None:
    """The next one of this round; None when it ends without."""
    found: list[Seen | None] = []

    def came() -> bool:
        seen = flood.player.table(SEATS.id)
        question = seen["question"]
        if seen["round_id"] != round_id or seen["phase"] in (
            "result_pending",
            "settled",
            "cancelled",
            "held",
        ):
            found.append(None)
        elif question and key(question) not in answered:
            found.append(question)
        return bool(found)

    await_(came, f"a question of {round_id}", step_s=LOOK_S)
    return found[0]


def key(question: Seen) -> str:
    return json.dumps([question["kind"], question.get("hand")])


def play(flood: Flood, rng: Random) -> None:
    """One round: each of its windows is poured into at its end."""
    round_id = flood.player.await_open(SEATS.id)
    assert flood.player.bet(SEATS.id, round_id, MAIN).error is None
    flood.pour("bets", bet(round_id, PAIRS), "pairs")
    answered: list[str] = []
    while (question := the_next_question(flood, round_id, *answered)) is not None:
        answered.append(key(question))
        time.sleep(max(0.0, question["decision_ms"] / 1000 - rng.uniform(*BEFORE_S)))
        if question["kind"] == "insurance":
            flood.pour("bets", bet(round_id, INSURANCE), "insurance")
        else:
            flood.pour("decisions", stand(round_id, question["hand"]), "stand")


@pytest.mark.slow
@pytest.mark.broker
def test_no_bet_and_no_decision_that_came_after_its_window_counts(make_studio: MakeStudio) -> None:
    with table(make_studio) as flood:
        rng, rounds = Random(5), 0
        while rounds < ROUNDS or not flood.has_poured("pairs", "insurance", "stand"):
            assert rounds < MOST_ROUNDS, flood.said
            play(flood, rng)
            rounds += 1
        found = prove(flood.studio, Notebook(acknowledged=flood.player.acknowledged))
    assert found.late_bets_accepted == 0
    assert flood.said["pairs", None] > 10, flood.said
    assert flood.said["insurance", None] + flood.said["stand", None] >= 1, flood.said
