"""A running books process with a front of its own in a thread: asked from plain test code, watched through its database."""

from __future__ import annotations

import asyncio
import hashlib
import os
import signal
import threading
import uuid
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from edge_api import admin_cli
from edge_api.admin import Act, AddBoard, AdminReply, AdminRequest
from edge_api.betting.digest import placement_digest
from edge_api.books.messages import Done, IssueToken, Notice, PlaceBet, Ready, Refused, Request, Transfer
from edge_api.books.store import open_reader
from edge_api.books_link import BooksLink
from edge_api.config import EdgeConfig, load
from tests.edge_api.reference import TABLE, Board, wait_until

T = TypeVar("T")


def administer(config: Path, act: Act) -> AdminReply:
    """As `edge-api admin` does it."""
    return admin_cli.send(load(config), AdminRequest(act, "tester"))


def register(config: Path, board: Board) -> None:
    """Believe the board from now on."""
    reply = administer(config, AddBoard(board.table, board.public_key, board.number))
    assert reply.ok, reply.lines


@dataclass
class OpenBooks:
    """``with OpenBooks(config).up():`` holds the books open."""

    config_file: Path
    ready: list[Ready] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    link: BooksLink = field(init=False)

    @property
    def config(self) -> EdgeConfig:
        return load(self.config_file)

    @contextmanager
    def up(self) -> Iterator[OpenBooks]:
        thread = threading.Thread(target=self.loop.run_forever, name="front", daemon=True)
        thread.start()
        self.link = BooksLink(str(self.config_file))
        try:
            self.call(self.link.start(self.ready.append, self.notices.append))
            yield self
        finally:
            self.call(self.link.stop())
            self.loop.call_soon_threadsafe(self.loop.stop)
            thread.join(5)
            self.loop.close()

    def call(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(30)

    def ask(self, request: Request) -> Done | Refused:
        return self.call(self.link.request(request))

    def kill(self) -> None:
        """What a power cut looks like to the books."""
        assert self.link.pid is not None
        os.kill(self.link.pid, signal.SIGKILL)
        wait_until(lambda: self.link.died, 15, "the death of the books")

    def player(self, name: str, deposit: int) -> int:
        """A player with money; the number."""
        self.ask(Transfer(0, "op", f"first-{name}", name, "EUR", "deposit", deposit))
        token = self.ask(IssueToken(0, "op", name, "EUR", hashlib.sha256(name.encode()).hexdigest(), 2**62))
        assert isinstance(token, Done), token
        return int(token.body["player_no"])

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """The answer of the database as of its last commit."""
        conn = open_reader(self.config.store.database)
        try:
            return conn.execute(sql, values).fetchall()
        finally:
            conn.close()

    def one(self, sql: str, *values: object) -> Any:
        """The first value of the first row; None when there is none."""
        found = self.rows(sql, *values)
        return found[0][0] if found else None

    def await_row(self, sql: str, *values: object, limit_s: float = 10.0) -> Any:
        """Return the first value once the query finds something."""
        wait_until(lambda: self.rows(sql, *values), limit_s, sql)
        return self.one(sql, *values)


def bet(player_no: int, round_id: str, stake: int = 100, bet_id: str | None = None) -> PlaceBet:
    """A stake on 17."""
    bets = [("straight", '["17"]', stake)]
    digest = placement_digest(TABLE, round_id, bets)
    return PlaceBet(0, player_no, TABLE, bet_id or str(uuid.uuid4()), round_id, bets, digest)
