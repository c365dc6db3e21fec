"""A real edge for benchmarks: private broker, `edge-api serve` as its own process, funded players and a reference board that opens rounds."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hardware.sim.ports import free_port
from schemas.facts import Fact, TableStarted
from schemas.phases import Game
from tests.bench.processes import BenchFailed, await_true, children, output_of, running
from tests.edge_api.reference import EDGE, SITE, TABLE, Board, WiredBoard
from tests.fixtures.broker import PrivateBroker

OPERATOR, CURRENCY = "bench", "EUR"
PURSE_MINOR = 10**10


@dataclass(slots=True)
class EdgeHouse:
    """A running edge. ``board`` is the table's far end; ``tokens`` belong to funded players."""

    folder: Path
    broker_port: int
    http_port: int
    process: subprocess.Popen[bytes]
    board: WiredBoard
    wallet_key: str
    tokens: list[str] = field(default_factory=list)

    @property
    def database(self) -> Path:
        return self.folder / "store" / "books.db"

    @property
    def books_pid(self) -> int:
        """The child that writes."""
        return children(self.process.pid)[0]

    def say(self, *facts: Fact, limit_s: float = 60.0) -> None:
        """Publish facts and return when the edge has receipted them."""
        for fact in facts:
            self.board.board.say(fact)
        self.board.await_receipt(len(self.board.board.wires), limit_s)

    def seat(self, players: int) -> None:
        """Fund players and get their tokens, over the API."""
        for number in range(len(self.tokens), players):
            path = f"operator/players/player-{number}"
            self.post(
                f"{path}/deposit",
                {"transfer_id": f"first-{number}", "amount": PURSE_MINOR, "currency": CURRENCY},
            )
            self.tokens.append(
                str(self.post(f"{path}/tokens", {"currency": CURRENCY, "ttl_s": 3600})["token"])
            )

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """One operator call. Raises BenchFailed."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.http_port}/api/v1/{path}",
            json.dumps(body).encode(),
            {"X-Operator-Key": self.wallet_key, "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                found: dict[str, Any] = json.loads(answer.read())
        except urllib.error.HTTPError as refused:
            raise BenchFailed(f"{path}: {refused.code} {refused.read().decode()}") from None
        return found

    def query(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows of the books, as of the last commit."""
        with sqlite3.connect(f"{self.database.as_uri()}?mode=ro", uri=True) as reader:
            rows = reader.execute(sql, values).fetchall()
        reader.close()
        return rows


@contextmanager
def edge_house(folder: Path) -> Iterator[EdgeHouse]:
    """Everything up, one roulette table open; all of it ends with the block."""
    with ExitStack() as stack:
        broker = stack.enter_context(PrivateBroker(folder / "broker"))
        config, port, board = folder / "edge.toml", free_port(), Board()
        config.write_text(edge_toml(folder / "store", broker.port, port), encoding="utf-8")
        wallet_key = register(config, board.table, board.public_key)
        process = stack.enter_context(
            running(["edge_api", "serve", "--config", str(config)], folder / "edge.log")
        )
        await_ready(port, process, folder / "edge.log")
        wired = WiredBoard(broker.port, board)
        stack.enter_context(wired.connected())
        house = EdgeHouse(folder, broker.port, port, process, wired, wallet_key)
        house.say(table_started())
        yield house


def edge_toml(
    store: Path, broker_port: int, http_port: int, table: str = TABLE, game: str = "roulette"
) -> str:
    """An edge with one table whose limits are out of the way."""
    return f"""[site]
id = "{SITE}"
edge = "{EDGE}"
[store]
folder = "{store}"
[broker]
host = "127.0.0.1"
port = {broker_port}
[http]
port = {http_port}
secure_cookies = false
[clock]
require_sync = false
[[table]]
id = "{table}"
name = "Bench"
game = "{game}"
currency = "{CURRENCY}"
limits = {{ min = 1, max = 1000000000000, max_table = 1000000000000, max_payout = 1000000000000 }}
"""


def register(config: Path, table: str, public_key: str) -> str:
    """Believe the board; the secret of a wallet key."""
    admin = ("edge_api", "admin", "--config", str(config))
    output_of(*admin, "boards", "add", table, f"--key={public_key}")
    return output_of(*admin, "keys", "add", OPERATOR, "--scope", "wallet").split()[-1]


def await_ready(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return when the edge says that it is ready. Raises BenchFailed with its log."""

    def ready() -> bool:
        if process.poll() is not None:
            raise BenchFailed(f"the edge ended:\n{log.read_text()}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    await_true(ready, "the edge's /readyz")


def table_started() -> TableStarted:
    """The board's first word."""
    return TableStarted(game=Game.ROULETTE, firmware="bench", config_hash="0" * 64)
