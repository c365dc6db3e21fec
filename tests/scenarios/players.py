"""Players and a pit boss who go on while things break. Every acknowledgement that a player got is kept."""

from __future__ import annotations

import asyncio
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any

import httpx

from hardware.sim.demo.blackjack_players import SeatedPlayer, play_at_a_seat
from hardware.sim.demo.notebook import Notebook
from hardware.sim.demo.players import Gambler, Seat, play_by_rest, play_by_socket
from hardware.sim.demo.public_api import Answer, OperatorApi, answer_of
from schemas.phases import Game
from tests.scenarios.floor_plan import SHOE, WHEEL
from tests.scenarios.studio import FaultStudio, await_

DEPOSIT_MINOR = 800_000
LOOK_S, STEP_S = 0.1, 0.02
BET_AT = {WHEEL.id: "red", SHOE.id: "player"}
OPEN = ("bets_open", "bets_closing_soon")


@dataclass
class Guest:
    """One player whose calls block; for tests that choose each bet."""

    studio: FaultStudio
    name: str
    deposit: int = DEPOSIT_MINOR
    token: str = ""
    acknowledged: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.client = httpx.Client(base_url=self.studio.url, timeout=10.0)
        self.token = self.token or seat_token(self.studio, self.name, self.deposit)
        self.client.headers["Authorization"] = f"Bearer {self.token}"

    def table(self, table: str) -> dict[str, Any]:
        """The table's snapshot."""
        return answer_of(self.client.get(f"/api/v1/tables/{table}")).body

    def await_open(self, table: str, other_than: str | None = None) -> str:
        """The id of a round that takes bets."""
        found: list[str] = []

        def opened() -> bool:
            seen = self.table(table)
            if seen.get("phase") in OPEN and seen["round_id"] != other_than:
                found.append(str(seen["round_id"]))
            return bool(found)

        await_(opened, f"an open round at {table}")
        return found[0]

    def await_phase(self, table: str, *phases: str) -> None:
        """Until the table is in one of these phases."""
        await_(lambda: self.table(table).get("phase") in phases, f"{table} in {phases}")

    def bet(self, table: str, round_id: str, *bets: dict[str, Any], bet_id: str | None = None) -> Answer:
        """Hand in a placement; an acknowledgement is remembered."""
        own_id = bet_id or str(uuid.uuid4())
        body = {"bet_id": own_id, "round_id": round_id, "bets": list(bets)}
        answer = answer_of(self.client.post(f"/api/v1/tables/{table}/bets", json=body))
        if answer.error is None:
            self.acknowledged[own_id] = int(answer.body["staked"])
        return answer

    def placement(self, bet_id: str) -> dict[str, Any]:
        """How it stands in the books."""
        return answer_of(self.client.get(f"/api/v1/bets/{bet_id}")).body

    @property
    def balance(self) -> int:
        return int(answer_of(self.client.get("/api/v1/me")).body["balance"])

    def close(self) -> None:
        self.client.close()


def seat_token(studio: FaultStudio, player: str, deposit: int) -> str:
    """Money in, and a token."""

    async def ask() -> str:
        async with httpx.AsyncClient(base_url=studio.url, timeout=10.0) as client:
            operator = OperatorApi(client, studio.wallet_key)
            answer = await operator.deposit(player, f"{player}:1", deposit)
            assert answer.error is None, answer.body
            return await operator.token(player)

    return asyncio.run(ask())


@dataclass
class Crowd:
    """Gamblers at every table, half by REST and half by a socket, in a thread of their own."""

    studio: FaultStudio
    seats_a_table: int = 2
    deposit: int = DEPOSIT_MINOR
    notebook: Notebook = field(default_factory=Notebook)

    @contextmanager
    def playing(self) -> Iterator[Notebook]:
        """Players bet between entry and exit."""
        tokens = {
            (table.id, number): seat_token(self.studio, f"{table.game}-{number}", self.deposit)
            for table in self.studio.tables
            for number in range(self.seats_a_table)
        }
        ready, failures = threading.Event(), list[BaseException]()

        def run() -> None:
            try:
                asyncio.run(self._play(tokens, ready))
            except BaseException as failure:  # noqa: BLE001 - told to the test below
                failures.append(failure)
                ready.set()

        thread = threading.Thread(target=run, name="players")
        thread.start()
        ready.wait(10)
        try:
            yield self.notebook
        finally:
            self._loop.call_soon_threadsafe(self._stop.set)
            thread.join(20)
        assert not failures, failures

    async def _play(self, tokens: dict[tuple[str, int], str], ready: threading.Event) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        ready.set()
        games = {table.id: Game(table.game) for table in self.studio.tables}
        async with httpx.AsyncClient(base_url=self.studio.url, timeout=5.0) as client:
            players = []
            for number, ((table, _), token) in enumerate(tokens.items()):
                seat = Seat(self.studio.url, client, token, table, games[table])
                players.append(asyncio.create_task(self._sit_down(number, seat)))
            await self._stop.wait()
            done, rest = await asyncio.wait(players, timeout=2.0)
            for player in rest:
                player.cancel()
            await asyncio.gather(*rest, return_exceptions=True)
            for player in done:
                player.result()

    async def _sit_down(self, number: int, seat: Seat) -> None:
        rng, by_rest = Random(number), number % 2 == 1
        if seat.game is Game.BLACKJACK:
            player = SeatedPlayer(1 + number % 7, self.notebook, rng, faults=True)
            await play_at_a_seat(seat, player, by_rest, self._stop)
        else:
            play = play_by_rest if by_rest else play_by_socket
            await play(seat, Gambler(seat.game, self.notebook, rng), self._stop)


@contextmanager
def hammering(studio: FaultStudio, table: str, notes: Notebook) -> Iterator[None]:
    """A player who bets at ``table`` as fast as answers come, all the time; for a bet in every moment in which something dies."""
    stop, guest = threading.Event(), Guest(studio, f"hammer-{table}")

    def work() -> None:
        while not stop.is_set():
            try:
                seen = guest.table(table)
                while seen.get("phase") in OPEN and not stop.is_set():
                    if guest.bet(table, str(seen["round_id"]), {"type": BET_AT[table], "stake": 100}).error:
                        break
            except httpx.HTTPError:
                stop.wait(STEP_S)

    thread = threading.Thread(target=work, name=f"hammer at {table}")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(20)
        guest.close()
        notes.acknowledged.update(guest.acknowledged)


@contextmanager
def voiding(studio: FaultStudio) -> Iterator[list[str]]:
    """A pit boss who voids every held round, one after the other; yields the rounds that were voided."""
    stop, ready, voided = threading.Event(), threading.Event(), list[str]()
    guest = Guest(studio, "the-eye", deposit=1)

    def work() -> None:
        with studio.pit_boss() as browser:
            ready.set()
            while not stop.wait(LOOK_S):
                try:
                    _void_held(studio, guest, browser, voided)
                except httpx.HTTPError:
                    continue

    thread = threading.Thread(target=work, name="pit boss")
    thread.start()
    await_(ready.is_set, "the pit boss")
    try:
        yield voided
    finally:
        stop.set()
        thread.join(20)
        guest.close()


def _void_held(studio: FaultStudio, guest: Guest, browser: httpx.Client, voided: list[str]) -> None:
    for table in studio.tables:
        seen = guest.table(table.id)
        if seen.get("phase") == "held":
            answer = browser.post(
                f"/floor/rounds/{seen['round_id']}/void", json={"reason": "checked by hand"}
            )
            if answer.is_success:
                voided.append(str(seen["round_id"]))
