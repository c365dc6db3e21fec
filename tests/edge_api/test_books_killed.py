"""The books are killed at random moments while facts and bets flow: nothing is lost, nothing happens twice, every cent is accounted for."""

from __future__ import annotations

import os
import random
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from edge_api.books.messages import Done
from edge_api.books.store import open_reader
from edge_api.books_link import BooksDied
from edge_api.config import load
from edge_api.replay import replay
from edge_api.signing import load_or_make_signer
from edge_api.verify import verify
from schemas.envelope import unseal
from tests.edge_api.reference import Board, WiredBoard
from tests.edge_api.with_books import OpenBooks, bet, register
from tests.fixtures.broker import PrivateBroker

pytestmark = [pytest.mark.broker, pytest.mark.slow, pytest.mark.timeout(400)]

KILLS = int(os.environ.get("STUDIO_KILLS", "14"))
"""`make soak` asks for 52."""
DEPOSIT = 10**9
STEP_S = 0.03
MOST_WAITING = 9


@dataclass
class Evening(threading.Thread):
    """A board that deals round after round; an edge that is away for long leaves a few rounds waiting, not hundreds."""

    wired: WiredBoard
    closing: threading.Event = field(default_factory=threading.Event)
    dealt: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__(name="evening", daemon=True)

    def __hash__(self) -> int:
        return id(self)

    @property
    def board(self) -> Board:
        return self.wired.board

    def run(self) -> None:
        pockets = random.Random(7)
        while not self.closing.is_set():
            if len(self.board.wires) - self.wired.window.receipted > MOST_WAITING:
                time.sleep(STEP_S)
                continue
            self.board.say(self.board.opened())
            time.sleep(2 * STEP_S)
            self.board.say(self.board.closed())
            time.sleep(STEP_S)
            pocket = pockets.choice(["17", "0", "32"])
            self.dealt[self.board.round_id] = pocket
            self.board.say(self.board.outcome(pocket))
            time.sleep(STEP_S)


@dataclass
class Player:
    """Bets as fast as answers come; asks again with the same id when the books died under a bet."""

    number: int
    answered: dict[str, tuple[str, bool]] = field(default_factory=dict)
    unsure: list[tuple[str, str]] = field(default_factory=list)

    def play(self, books: OpenBooks, board: Board, until: float) -> None:
        while time.monotonic() < until and not books.link.died:
            bet_id, round_id = self.unsure.pop() if self.unsure else (str(uuid.uuid4()), board.round_id)
            try:
                answer = books.ask(bet(self.number, round_id, 100, bet_id))
            except BooksDied:
                self.unsure.append((bet_id, round_id))
                return
            self.answered[bet_id] = round_id, isinstance(answer, Done)


@pytest.fixture
def played(
    broker: PrivateBroker, write_config: Callable[..., Path]
) -> tuple[Path, Board, Player, dict[str, str]]:
    """An evening with KILLS deaths, brought to its end: (configuration, board, player, what was dealt)."""
    config, board, chance = write_config(broker.port, rounds="silence_s = 60"), Board(), random.Random(11)
    register(config, board)
    wired, player = WiredBoard(broker.port, board), Player(1)
    evening = Evening(wired)
    with wired.connected():
        evening.start()
        for _ in range(KILLS):
            with OpenBooks(config).up() as books:
                assert books.player("anna", DEPOSIT) == player.number
                moment = time.monotonic() + chance.uniform(0.01, 0.6)
                playing = threading.Thread(target=player.play, args=(books, board, moment + 5))
                playing.start()
                time.sleep(max(0.0, moment - time.monotonic()))
                books.kill()
                playing.join()
        with OpenBooks(config).up() as books:
            player.play(books, board, time.monotonic() + 2)
            evening.closing.set()
            evening.join()
            wired.await_receipt(len(board.wires), 30)
    return config, board, player, evening.dealt


def test_nothing_is_lost_or_doubled(played: tuple[Path, Board, Player, dict[str, str]]) -> None:
    config, board, player, dealt = played
    conn = open_reader(load(config).store.database)
    held = [row[0] for row in conn.execute("SELECT payload FROM inbox ORDER BY epoch, seq")]
    assert held == [unseal(wire, lambda *_: True).payload for wire in board.wires]
    assert conn.execute("SELECT COUNT(*) FROM edge_log WHERE kind = 'edge.fact'").fetchone()[0] == len(held)

    placed = {
        row[0]: row[1:] for row in conn.execute("SELECT bet_id, status, staked, returned FROM placements")
    }
    promised = {bet_id for bet_id, (_, accepted) in player.answered.items() if accepted}
    assert promised <= placed.keys()
    refused = {bet_id for bet_id, (_, accepted) in player.answered.items() if not accepted}
    assert all(placed[bet_id][0] == "late" for bet_id in refused & placed.keys())
    assert len(promised) > 20

    phases = dict(conn.execute("SELECT round_id, phase FROM rounds").fetchall())
    assert set(phases.values()) <= {"settled", "cancelled"}
    assert "settled" in phases.values()
    for bet_id, (status, staked, returned) in placed.items():
        assert returned == due(status, staked, dealt, player.answered[bet_id][0]), (bet_id, status)

    signer = load_or_make_signer(load(config).store.key, "edge-1")
    assert verify(conn, {signer.key_id: signer.public_key}) == []
    assert replay(conn).differences == []
    paid = sum(returned - staked for _, staked, returned in placed.values())
    balance = conn.execute("SELECT balance FROM accounts WHERE kind = 'player'").fetchone()[0]
    assert balance == DEPOSIT + paid
    conn.close()


def due(status: str, staked: int, dealt: dict[str, str], round_id: str) -> int:
    """What a stake on 17 returns."""
    if status == "settled":
        return 36 * staked if dealt[round_id] == "17" else 0
    return staked
