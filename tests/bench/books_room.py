"""The books as the edge runs them, without front and broker: the same turns over the same file, for what does not depend on the network."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from edge_api.books.mailbox import Delivery
from edge_api.books.messages import Done, Notice, PlaceBet, Transfer
from edge_api.books.process import build_turn, prepare_folder
from edge_api.books.turn import Told, Turn, Work
from edge_api.clock import SystemClock
from edge_api.config import load
from edge_api.mqtt_message import Message
from schemas.facts import Fact
from schemas.topics import TableTopics
from tests.bench.edge_house import OPERATOR, PURSE_MINOR, edge_toml, register, table_started
from tests.bench.load import bet_ids
from tests.bench.processes import BenchFailed
from tests.edge_api.reference import SITE, TABLE, Board

GROUP = 1000
EVENTS = TableTopics(SITE, TABLE).events


@dataclass(slots=True)
class BooksRoom:
    """Opened books and the board that writes to them."""

    turn: Turn
    board: Board
    database: Path
    clock: SystemClock
    _ids: Iterator[str] = field(default_factory=bet_ids)

    def say(self, fact: Fact) -> Told:
        """One fact, applied and committed."""
        return self.turn.take(
            Work(studio=[Delivery(Message(EVENTS, self.board.say(fact)), self.clock.now())])
        )

    def seat(self, players: int) -> None:
        """Fund players 1..N."""
        deposits = [
            Transfer(number, OPERATOR, f"first-{number}", f"player-{number}", "EUR", "deposit", PURSE_MINOR)
            for number in range(1, players + 1)
        ]
        self._all_done(self.turn.take(Work(requests=deposits)))

    def bet(self, bets: int, players: int) -> None:
        """So many placements of one straight-up bet, in groups."""
        for start in range(0, bets, GROUP):
            numbers = range(start, min(start + GROUP, bets))
            self._all_done(self.turn.take(Work(requests=[self._bet(number, players) for number in numbers])))

    def _bet(self, number: int, players: int) -> PlaceBet:
        bet, bet_id = ("straight", f'["{number % 37}"]', 100), next(self._ids)
        digest = hashlib.sha256(bet_id.encode()).digest()
        return PlaceBet(number, number % players + 1, TABLE, bet_id, self.board.round_id, [bet], digest)

    @staticmethod
    def _all_done(told: Told) -> None:
        wrong = [reply for reply in told.replies if not isinstance(reply, Done | Notice)]
        if wrong:
            raise BenchFailed(f"refused: {wrong[0]}")


def books_room(folder: Path) -> BooksRoom:
    """A fresh store with one open roulette table."""
    folder.mkdir()
    file, board, clock = folder / "edge.toml", Board(), SystemClock()
    file.write_text(edge_toml(folder / "store", 1, 1), encoding="utf-8")
    register(file, TABLE, board.public_key)
    config = load(file)
    prepare_folder(config.store.folder)
    turn = build_turn(config, clock, lambda _: True, None)
    turn.begin()
    turn.recover()
    room = BooksRoom(turn, board, config.store.database, clock)
    room.say(table_started())
    return room
