"""A whole edge of one's own: the real `edge-api serve` with a private broker and a reference board, spoken to over HTTP only."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from hardware.sim.ports import free_port
from tests.edge_api.command import administer, secret_in
from tests.edge_api.reference import EDGE, SITE, TABLE, Board, WiredBoard, wait_until
from tests.fixtures.broker import PrivateBroker

PASSWORD = "correct horse battery"
PEOPLE = {
    "dora": "dealer", "tess": "technician", "pia": "pit_boss", "ada": "auditor", "tom": "technician", "una": "technician", "ben": "technician",
}  # fmt: skip


@dataclass
class RunningEdge:
    """A served edge; ``wallet`` and ``cloud_key`` are operator keys."""

    config: Path
    port: int
    wired: WiredBoard
    wallet: str
    cloud_key: str
    process: subprocess.Popen[bytes]
    broker_port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def board(self) -> Board:
        return self.wired.board

    def client(self, **headers: str) -> httpx.Client:
        """A client that sends these headers (underscores become dashes)."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return httpx.Client(base_url=self.url, headers=named, timeout=10, follow_redirects=False)

    def operator(self) -> httpx.Client:
        return self.client(x_operator_key=self.wallet)

    def token(self, player: str = "p-1", balance: int = 100_000) -> str:
        """A token for a player with money."""
        with self.operator() as operator:
            path = f"/api/v1/operator/players/{player}"
            if balance:
                body = {"transfer_id": str(uuid.uuid4()), "amount": balance, "currency": "EUR"}
                assert operator.post(f"{path}/deposit", json=body).status_code == 200
            answer = operator.post(f"{path}/tokens", json={"currency": "EUR"})
            assert answer.status_code == 201, answer.text
            token: str = answer.json()["token"]
            return token

    def player(self, player: str = "p-1", balance: int = 100_000) -> httpx.Client:
        return self.client(authorization=f"Bearer {self.token(player, balance)}")

    @contextmanager
    def staff(self, name: str) -> Iterator[httpx.Client]:
        """A signed-in member of staff whose requests look like our own pages'."""
        with self.client(sec_fetch_site="same-origin") as client:
            answer = client.post("/login", data={"name": name, "password": PASSWORD})
            assert answer.status_code == 303, answer.text
            yield client

    def admit_board(self, board: Board) -> None:
        """Register another table's board."""
        administer(self.config, f"boards add {board.table} --key {board.public_key}")

    @property
    def books_pid(self) -> int:
        """Process id of the books, the only child of the served edge."""
        task = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return int(task.read_text().split()[0])

    @contextmanager
    def books_standing_still(self) -> Iterator[None]:
        """The books get no processor time until ``books_go_on``."""
        os.kill(self.books_pid, signal.SIGSTOP)
        try:
            yield
        finally:
            self.books_go_on()

    def books_go_on(self) -> None:
        os.kill(self.books_pid, signal.SIGCONT)

    def await_pending(self, count: int) -> None:
        """Return when so many requests wait for the books, or more: the front asks them now and then whether they are well."""
        with self.client() as nobody:

            def waits() -> bool:
                told = re.search(r"^studio_books_waiting (\S+)$", nobody.get("/metrics").text, re.MULTILINE)
                return told is not None and float(told[1]) >= count

            wait_until(waits, 30, f"{count} waiting requests")

    def say(self, *facts: Any) -> None:
        """The board asserts these; returns when the edge has receipted them."""
        for fact in facts:
            self.board.say(fact)
        self.wired.await_receipt(len(self.board.wires))

    def open_round(self, betting_ms: int = 60_000) -> str:
        """A fresh round with an open window."""
        self.say(self.board.opened(betting_ms))
        return self.board.round_id

    def settle_round(self, pocket: str) -> None:
        self.say(self.board.closed(), self.board.outcome(pocket))


def placement(round_id: str, *bets: dict[str, Any], bet_id: str | None = None) -> dict[str, Any]:
    """A placement body; one chip on 17 unless said otherwise."""
    chosen = list(bets) or [{"type": "straight", "sel": ["17"], "stake": 100}]
    return {"bet_id": bet_id or str(uuid.uuid4()), "round_id": round_id, "bets": chosen}


@contextmanager
def running_edge(
    folder: Path, more_tables: str = "", people: Mapping[str, str] = PEOPLE
) -> Iterator[RunningEdge]:
    """Start everything, hand it over, end everything. ``more_tables``: lines of configuration for others beside the wheel."""
    with PrivateBroker(folder / "broker") as broker:
        board, port = Board(), free_port()
        config = _write_config(folder, broker.port, port, more_tables)
        wallet, cloud = _set_up(config, board, people)
        log = (folder / "edge.log").open("wb")
        process = subprocess.Popen(
            [sys.executable, "-m", "edge_api", "serve", "--config", str(config)], stderr=log
        )
        wired = WiredBoard(broker.port, board)
        try:
            with wired.connected():
                wait_until(lambda: _ready(port, process), 60, "the edge")
                yield RunningEdge(config, port, wired, wallet, cloud, process, broker.port)
        finally:
            process.terminate()
            process.wait(15)
            log.close()


def _write_config(folder: Path, broker: int, port: int, more_tables: str) -> Path:
    config = folder / "edge.toml"
    config.write_text(
        f'[site]\nid = "{SITE}"\nedge = "{EDGE}"\n[store]\nfolder = {json.dumps(str(folder / "store"))}\n'
        f'[broker]\nhost = "127.0.0.1"\nport = {broker}\n'
        f"[http]\nport = {port}\nsecure_cookies = false\n"
        f'[[table]]\nid = "{TABLE}"\nname = "Roulette 1"\ngame = "roulette"\ncurrency = "EUR"\n'
        f"limits = {{ min = 100, max = 1_000_000, max_table = 5_000_000 }}\n{more_tables}",
        encoding="utf-8",
    )
    return config


def _set_up(config: Path, board: Board, people: Mapping[str, str]) -> tuple[str, str]:
    """The wheel's board, the people and two operator keys; the secrets of the wallet's key and of the cloud's."""
    lines = [f"boards add {TABLE} --key {board.public_key}"]
    for name, role in people.items():
        lines += [f"users add {name} --role {role}", PASSWORD]
    said = administer(config, *lines, *(f"keys add acme --scope {scope}" for scope in ("wallet", "cloud")))
    return secret_in(said[-3]), secret_in(said[-1])


def _ready(port: int, process: subprocess.Popen[bytes]) -> bool:
    assert process.poll() is None, "the edge ended"
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=1).status_code == 200
    except httpx.TransportError:
        return False
