"""The edge's video process by itself, as the front starts it: the real process, with books that know only the boards' keys."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from edge_api.books.store import open_writer
from edge_api.video_ticket import Ticket, issue
from hardware.sim.ports import free_port
from tests.edge_api.reference import wait_until
from tests.edge_api.video.fake_board import FakeBoard

KEY = bytes(range(32))
GAMES = "roulette"


@dataclass
class VideoEdge:
    """``status``: what it said of itself last. ``folder``: of its recording."""

    process: subprocess.Popen[bytes]
    port: int
    folder: Path
    books: Path
    log: Path
    front: socket.socket
    said: dict[str, Any] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def table(self, table: str) -> dict[str, Any]:
        """What it said of the table last."""
        found: dict[str, Any] = self.said["tables"][table]
        return found

    def until(
        self, table: str, holds: Callable[[dict[str, Any]], object], limit_s: float = 8.0
    ) -> dict[str, Any]:
        """What it says of the table, once that holds."""
        wait_until(
            lambda: bool(self.said) and holds(self.table(table)),
            limit_s,
            f"{table}: {self.said.get('tables', {}).get(table)}",
        )
        return self.table(table)

    def alarmed(self, table: str, code: str, limit_s: float = 2.0) -> dict[str, Any]:
        """The alarm of that code, once it is on."""
        self.until(table, lambda said: code in {alarm["code"] for alarm in said["alarms"]}, limit_s)
        found: dict[str, Any] = next(alarm for alarm in self.table(table)["alarms"] if alarm["code"] == code)
        return found

    def register(self, board: FakeBoard) -> None:
        """The books know its key from now on."""
        self._write(
            "INSERT OR REPLACE INTO board_keys VALUES (?, ?, ?, ?, 'tester', NULL)",
            board.key_id,
            board.table,
            board.public_key,
            time.time_ns(),
        )

    def revoke(self, board: FakeBoard) -> None:
        self._write("UPDATE board_keys SET revoked_utc_ns = ? WHERE key_id = ?", time.time_ns(), board.key_id)

    def ticket(self, table: str, lasts_s: float = 60, player: int = 7, scope: str = "live") -> str:
        until = int(time.time() + lasts_s)
        return issue(Ticket(table=table, scope=scope, role="player", player_no=player, until=until), KEY)

    def live(self, table: str, track: str = "main", **ticket: Any) -> str:
        """Where a browser watches."""
        return f"ws://127.0.0.1:{self.port}{self.live_path(table, track, **ticket)}"

    def live_path(self, table: str, track: str = "main", **ticket: Any) -> str:
        return f"/video/v1/tables/{table}/live?track={track}&ticket={self.ticket(table, **ticket)}"

    def get(self, path: str, **headers: str) -> httpx.Response:
        return httpx.get(
            self.url + path, headers={k.replace("_", "-"): v for k, v in headers.items()}, timeout=5
        )

    def segment(self, table: str, number: int) -> bytes | None:
        """A recorded segment's bytes."""
        path = self.folder / table / str(number // 1000) / f"{number}.seg"
        return path.read_bytes() if path.exists() else None

    def _write(self, sql: str, *values: object) -> None:
        conn = open_writer(self.books)
        try:
            conn.execute(sql, values)
        finally:
            conn.close()


@contextmanager
def video_edge(
    folder: Path, tables: int = 4, extra: str = "", before: Sequence[str] = ()
) -> Iterator[VideoEdge]:
    """Tables ``t-0`` and so on; ``extra`` goes into [video]. ``before``: a program that runs the process."""
    store, port = folder / "store", free_port()
    store.mkdir(parents=True, exist_ok=True)
    open_writer(store / "books.db").close()
    config = folder / "edge.toml"
    config.write_text(_toml(store, port, tables, extra), encoding="utf-8")
    ours, theirs = socket.socketpair()
    log = folder / "video.log"
    command = ("-m", "edge_api.video", "--config", str(config), "--fd", str(theirs.fileno()))
    program = (*before, sys.executable, *command)
    with theirs, log.open("ab") as out:
        process = subprocess.Popen(program, pass_fds=[theirs.fileno()], stderr=out)
    edge = VideoEdge(process, port, store / "video", store / "books.db", log, ours)
    ears = threading.Thread(target=_listen, args=(edge,), daemon=True)
    try:
        ours.sendall(json.dumps({"key": KEY.hex()}).encode() + b"\n")
        ears.start()
        wait_until(lambda: edge.said and _answers(edge), 30, "the video process")
        yield edge
    finally:
        ours.shutdown(socket.SHUT_RDWR)
        code = process.wait(15)
        ears.join(5)
        ours.close()
        assert code == 0, log.read_text()


def _toml(store: Path, port: int, tables: int, extra: str) -> str:
    described = "".join(
        f'[[table]]\nid = "t-{number}"\nname = "T"\ngame = "{GAMES}"\ncurrency = "EUR"\nvideo = {{}}\n'
        for number in range(tables)
    )
    return (
        f'[site]\nid = "demo"\nedge = "edge-1"\n[store]\nfolder = {json.dumps(str(store))}\n[broker]\nhost = "127.0.0.1"\n'
        f"[video]\nport = {port}\n{extra}\n{described}"
        '[[table]]\nid = "blind"\nname = "T"\ngame = "roulette"\ncurrency = "EUR"\n'
    )


def _listen(edge: VideoEdge) -> None:
    with edge.front.makefile("rb") as lines:
        for line in lines:
            edge.said = json.loads(line)


def _answers(edge: VideoEdge) -> bool:
    assert edge.process.poll() is None, edge.log.read_text()
    try:
        return edge.get("/video/v1/health").status_code == 200
    except httpx.TransportError:
        return False
