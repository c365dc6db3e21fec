"""Bets at the real front while a hundred viewers and downloads of clips load the video process beside it: each is answered, none is late."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from hardware.sim.ports import free_port
from schemas.bets import BetStatus, Refusal
from tests.edge_api.reference import TABLE, wait_until
from tests.edge_api.running import RunningEdge, placement, running_edge
from tests.edge_api.video.fake_board import FakeBoard
from tests.fixtures.x264 import Coded, Coding, coded

pytestmark = [pytest.mark.slow, pytest.mark.broker]

VIEWERS, DOWNLOADS, BETTORS = 100, 4, 4
QUIET_S, LOADED_S, PAUSE_S = 2.0, 4.0, 0.02
PICTURE = f"/api/v1/tables/{TABLE}/video"
ANSWER_S = 1.0
"""An answer that takes longer is no answer to a player; far more than the load of other tests makes of the usual few ms."""

FILLER = b"\x00\x00\x00\x01\x0c" + b"\xff" * 7_500 + b"\x80"
"""A unit that says nothing (H.264, 7.3.2.7), so that a picture of a bar weighs what a table's does: 2.5 Mbit/s."""


@dataclass
class Answers:
    """``took_s``: of each bet. ``accepted``: ids. ``refused``: why the others were."""

    took_s: list[float] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    @property
    def p99_ms(self) -> float:
        return sorted(self.took_s)[int(len(self.took_s) * 0.99)] * 1000

    def one(self, client: httpx.Client, round_id: str) -> bool:
        """Place a bet; whether bets are still taken."""
        bet, began = placement(round_id), time.monotonic()
        answer = client.post(f"/api/v1/tables/{TABLE}/bets", json=bet)
        self.took_s.append(time.monotonic() - began)
        if answer.status_code == 201:
            self.accepted.append(bet["bet_id"])
        else:
            self.refused.append(answer.json()["error"])
        return answer.status_code == 201


def bets_until_closed(players: Sequence[httpx.Client], round_id: str) -> Answers:
    """All of them bet, one bet after another, until the round takes none any more."""
    answers = Answers()

    def play(client: httpx.Client) -> None:
        while answers.one(client, round_id):
            time.sleep(PAUSE_S)

    with ThreadPoolExecutor(len(players)) as pool:
        list(pool.map(play, players))
    return answers


def round_of(edge: RunningEdge, players: Sequence[httpx.Client], betting_s: float) -> Answers:
    """A round that the board closes while bets are coming, and what became of them."""
    round_id = edge.open_round(int(betting_s * 1000) + 60_000)
    closing = threading.Timer(betting_s, lambda: edge.say(edge.board.closed()))
    closing.start()
    try:
        answers = bets_until_closed(players, round_id)
    finally:
        closing.join()
    edge.say(edge.board.outcome("17"))
    return answers


@dataclass
class Crowd:
    """Viewers in a process of their own."""

    process: subprocess.Popen[bytes]

    def ask(self, line: str) -> str:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().decode().strip()


@contextmanager
def crowd(address: str) -> Iterator[Crowd]:
    """So many viewers, each of whom has been sent something."""
    words = (sys.executable, "-m", "tests.bench.video.crowd", address)
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        made = Crowd(process)
        assert made.ask(str(VIEWERS)) == "ready"
        yield made


@contextmanager
def downloads(address: str) -> Iterator[list[int]]:
    """The clip again and again, by several at once; how many bytes each time."""
    sizes: list[int] = []
    over = threading.Event()

    def fetch() -> None:
        with httpx.Client(timeout=30) as client:
            while not over.is_set():
                sizes.append(len(client.get(address).raise_for_status().content))

    with ThreadPoolExecutor(DOWNLOADS) as pool:
        fetching = [pool.submit(fetch) for _ in range(DOWNLOADS)]
        try:
            yield sizes
        finally:
            over.set()
            for each in fetching:
                each.result()


def clip_of(player: httpx.Client, round_id: str) -> str:
    """Where it is, once it is made."""
    path = f"/api/v1/rounds/{round_id}/clip"
    wait_until(lambda: player.get(path).status_code == 307, 30, "the clip of the first round")
    return player.get(path).headers["location"]


def became_of(players: Sequence[httpx.Client]) -> dict[str, str]:
    """Placement -> what it is now, of all."""
    found = {}
    for player in players:
        before: dict[str, int] = {}
        while page := player.get("/api/v1/me/bets", params={"limit": 100, **before}).json():
            found.update({placed["bet_id"]: placed["status"] for placed in page})
            before = {"before": page[-1]["number"]}
    return found


@pytest.fixture
def edge(tmp_path: Path) -> Iterator[RunningEdge]:
    """Its table is filmed, by a board that speaks for nothing else."""
    pictures = [Coded(each.data + FILLER, each.is_key) for each in coded(Coding(1280, 720), 60)]
    port = free_port()
    video = f"video = {{}}\n[video]\nport = {port}\nviewers_each = {VIEWERS}\n"
    with running_edge(tmp_path, video, {}) as edge:
        wait_until(lambda: _listens(port), 30, "the video process")
        board = FakeBoard(TABLE, pictures, key=edge.board.key)
        with board.filming(port):
            wait_until(lambda: len(board.segments) >= 3, 10, "what a clip shows before its round")
            yield edge


def _listens(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/video/v1/health", timeout=2).status_code == 200
    except httpx.TransportError:
        return False


def test_every_bet_is_answered_and_none_is_late_beside_a_hundred_viewers_and_downloads(
    edge: RunningEdge,
) -> None:
    players = [edge.player(f"p-{number}", 10_000_000) for number in range(BETTORS)]
    wait_until(lambda: players[0].get(PICTURE).json().get("live"), 10, "the table's picture")
    quiet, first = round_of(edge, players, QUIET_S), edge.board.round_id
    with crowd(players[0].get(PICTURE).json()["live"]) as viewers:
        with downloads(clip_of(players[0], first)) as sizes:
            before = int(viewers.ask("bytes"))
            loaded = round_of(edge, players, LOADED_S)
            sent = int(viewers.ask("bytes")) - before
        assert viewers.ask("lost") == "0"
    became = became_of(players)
    for player in players:
        player.close()
    print(f"bets answered, p99: {quiet.p99_ms:.1f} ms alone, {loaded.p99_ms:.1f} ms beside the load")
    print(f"{len(loaded.took_s)} bets; to viewers {8e-6 * sent / LOADED_S:.0f} Mbit/s; {len(sizes)} clips")
    assert sent > VIEWERS * LOADED_S * 100_000 and len(sizes) >= DOWNLOADS and min(sizes) > 1_000_000
    assert max(loaded.took_s) < max(ANSWER_S, 5 * max(quiet.took_s))
    assert set(quiet.refused + loaded.refused) <= {Refusal.BETS_CLOSED.value}
    assert became == dict.fromkeys(quiet.accepted + loaded.accepted, BetStatus.SETTLED.value)
