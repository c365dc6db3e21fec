"""The books of a craps table are killed at random moments while bets stay over rounds: each is decided once, by the rolls that count."""

from __future__ import annotations

import json
import os
import random
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from edge_api.betting.digest import placement_digest
from edge_api.books.messages import Done, FloorAction, PlaceBet
from edge_api.books.store import open_reader
from edge_api.books_link import BooksDied
from edge_api.config import load
from edge_api.replay import replay
from edge_api.settle.command import settle_lines
from edge_api.signing import load_or_make_signer
from edge_api.verify import verify
from schemas.facts import DiceRolled, RoundOpened, RoundOutcome
from schemas.games.craps import CrapsOutcome, parse_point, point_after
from schemas.phases import Game
from tests.edge_api.reference import Board, WiredBoard, wait_until
from tests.edge_api.with_books import OpenBooks, register
from tests.fixtures.broker import PrivateBroker

pytestmark = [pytest.mark.broker, pytest.mark.slow, pytest.mark.timeout(400)]

TABLE = "craps-01"
TABLE_TOML = f'[[table]]\nid = "{TABLE}"\nname = "Craps"\ngame = "craps"\ncurrency = "EUR"\n'
DEPOSIT, STEP_S, MOST_WAITING = 10**9, 0.03, 12
KILLS = int(os.environ.get("STUDIO_KILLS", "9"))
"""`make soak` asks for 52."""
COME_OUT = [("pass", None, 100), ("dont_pass", None, 200), ("place", 6, 600), ("field", None, 150)]
POINT_ON = [("come", None, 100), ("pass_odds", None, 300), ("place", 8, 600), ("hardway", 6, 110)]


@dataclass
class CrapsBoard(Board):
    """Its own dice, and the point as they leave it. It never hears of what the edge goes through."""

    table: str = TABLE
    carried: str | None = None
    began_with: dict[str, str | None] = field(default_factory=dict)
    thrown: dict[str, tuple[int, int]] = field(default_factory=dict)

    def opened(self, betting_ms: int = 60_000) -> RoundOpened:
        plain = super().opened(betting_ms)
        self.began_with[plain.round_id] = self.carried
        return plain.model_copy(update={"game": Game.CRAPS, "carried": self.carried})

    def throw(self, dice: tuple[int, int]) -> None:
        """Say the dice and the result."""
        point = parse_point(self.carried)
        outcome = CrapsOutcome(point=point, rolls=(dice,))
        self.say(DiceRolled(round_id=self.round_id, index=1, dice=dice))
        self.thrown[self.round_id] = dice
        self.say(
            RoundOutcome(round_id=self.round_id, game=Game.CRAPS, outcome=outcome, sources=("dice", "dealer"))
        )
        after = point_after(point, [dice])
        self.carried = None if after is None else str(after)


@dataclass
class Evening(threading.Thread):
    """Roll after roll; an edge that is away for long leaves a few rounds waiting, not hundreds."""

    wired: WiredBoard
    board: CrapsBoard
    closing: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        super().__init__(name="evening", daemon=True)

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        chance = random.Random(3)
        while not self.closing.is_set():
            if len(self.board.wires) - self.wired.window.receipted > MOST_WAITING:
                time.sleep(STEP_S)
                continue
            self.board.say(self.board.opened())
            time.sleep(2 * STEP_S)
            self.board.say(self.board.closed())
            time.sleep(STEP_S)
            self.board.throw((chance.randint(1, 6), chance.randint(1, 6)))
            time.sleep(STEP_S)


@dataclass
class Player:
    """Bets as fast as answers come; asks again with the same id when the books died under a bet."""

    number: int
    answered: dict[str, bool] = field(default_factory=dict)
    unsure: list[PlaceBet] = field(default_factory=list)

    def play(self, books: OpenBooks, board: CrapsBoard, until: float) -> None:
        chance = random.Random(len(self.answered))
        while time.monotonic() < until and not books.link.died:
            request = self.unsure.pop() if self.unsure else self.request(board, chance)
            if request is None:
                continue
            try:
                answer = books.ask(request)
            except BooksDied:
                self.unsure.append(request)
                return
            self.answered[request.bet_id] = isinstance(answer, Done)

    def request(self, board: CrapsBoard, chance: random.Random) -> PlaceBet | None:
        round_id = board.round_id
        if round_id not in board.began_with:
            return None
        kinds = COME_OUT if board.began_with[round_id] is None else POINT_ON
        bets = [
            (kind, json.dumps(sel), stake) for kind, sel, stake in chance.sample(kinds, chance.randint(1, 3))
        ]
        digest = placement_digest(TABLE, round_id, bets)
        return PlaceBet(0, self.number, TABLE, str(uuid.uuid4()), round_id, bets, digest)


def release_held(books: OpenBooks) -> bool:
    """What a pit boss does after a restart: the oldest held round goes on; False when none is held."""
    round_id = books.one("SELECT round_id FROM rounds WHERE phase = 'held' ORDER BY round_no LIMIT 1")
    if round_id is None:
        return False
    with suppress(BooksDied):
        books.ask(FloorAction(0, "release", "maria", "the edge is back", TABLE, round_id))
    return True


def watch(books: OpenBooks, until: float) -> None:
    while time.monotonic() < until and not books.link.died:
        if not release_held(books):
            time.sleep(STEP_S)


@pytest.fixture
def played(broker: PrivateBroker, write_config: Callable[..., Path]) -> tuple[Path, CrapsBoard, Player]:
    """An evening with KILLS deaths, brought to its end."""
    config = write_config(broker.port, rounds="silence_s = 60", extra=TABLE_TOML, tables=())
    board, chance, player = CrapsBoard(), random.Random(11), Player(1)
    register(config, board)
    wired = WiredBoard(broker.port, board)
    evening = Evening(wired, board)
    with wired.connected():
        evening.start()
        for _ in range(KILLS):
            with OpenBooks(config).up() as books:
                assert books.player("anna", DEPOSIT) == player.number
                moment = time.monotonic() + chance.uniform(0.05, 0.9)
                busy = [
                    threading.Thread(target=player.play, args=(books, board, moment + 5)),
                    threading.Thread(target=watch, args=(books, moment + 5)),
                ]
                for each in busy:
                    each.start()
                time.sleep(max(0.0, moment - time.monotonic()))
                books.kill()
                for each in busy:
                    each.join()
        with OpenBooks(config).up() as books:
            busy = [threading.Thread(target=watch, args=(books, time.monotonic() + 2))]
            busy[0].start()
            player.play(books, board, time.monotonic() + 2)
            evening.closing.set()
            evening.join()
            busy[0].join()
            wired.await_receipt(len(board.wires), 30)
            unfinished = "SELECT COUNT(*) FROM rounds WHERE ended_utc_ns IS NULL"
            wait_until(
                lambda: not release_held(books) and books.one(unfinished) == 0, 20, "the end of all rounds"
            )
    return config, board, player


def due(rolls: list[tuple[int, int]], point: str | None, kind: str, sel: str, stake: int) -> dict[str, Any]:
    outcome = {"point": None if point is None else int(point), "rolls": rolls}
    bet = {"type": kind, "sel": json.loads(sel)}
    [answer] = settle_lines([json.dumps({"game": "craps", "outcome": outcome, "bet": bet, "stake": stake})])
    return dict(json.loads(answer))


def test_nothing_is_lost_decided_twice_or_by_a_roll_that_does_not_count(
    played: tuple[Path, CrapsBoard, Player],
) -> None:
    config, board, player = played
    conn = open_reader(load(config).store.database)
    placed = dict(conn.execute("SELECT bet_id, status FROM placements").fetchall())
    promised = {bet_id for bet_id, accepted in player.answered.items() if accepted}
    assert promised <= placed.keys()
    assert all(placed[bet_id] == "late" for bet_id in player.answered.keys() & placed.keys() - promised)
    assert len(promised) > 20

    rounds = conn.execute(
        "SELECT round_no, round_id, phase, carried FROM rounds ORDER BY round_no"
    ).fetchall()
    counting = [
        (number, board.thrown[round_id]) for number, round_id, phase, _ in rounds if phase == "settled"
    ]
    carried = {number: point for number, _, _, point in rounds}
    lines = conn.execute(
        "SELECT p.round_no, p.status, b.type, b.sel, b.stake, b.returned, t.round_no FROM bets b JOIN placements p USING (placement_no)"
        " LEFT JOIN transactions t ON t.tx_no = b.ended_tx"
    ).fetchall()
    for number, status, kind, sel, stake, returned, _ in lines:
        if status in ("voided", "late"):
            assert returned == stake
            continue
        answer = due([dice for of, dice in counting if of >= number], carried[number], kind, sel, stake)
        assert returned == (answer["returned"] if answer["status"] == "settled" else None), (
            number,
            kind,
            sel,
        )
    assert any(ended is not None and ended != number for number, *_, ended in lines)

    signer = load_or_make_signer(load(config).store.key, "edge-1")
    assert verify(conn, {signer.key_id: signer.public_key}) == []
    assert replay(conn).differences == []
    won = conn.execute("SELECT SUM(returned - staked) FROM placements").fetchone()[0]
    balance = conn.execute("SELECT balance FROM accounts WHERE kind = 'player'").fetchone()[0]
    assert balance == DEPOSIT + won
    conn.close()
