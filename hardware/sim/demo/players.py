"""The demo's players: they bet while they may, sometimes cancel or repeat themselves, and sometimes try what must be refused."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from random import Random
from typing import Any, Protocol

import httpx
from websockets.exceptions import WebSocketException

from hardware.sim.demo.notebook import Notebook
from hardware.sim.demo.public_api import Answer, Body, PlayerApi, player_socket
from hardware.sim.demo.selections import UNIT_MINOR, illegal_bet, legal_bet, simple_bet
from schemas.phases import Game

LOOK_S, REST_S = 0.25, 0.5
OPEN_PHASES = ("bets_open", "bets_closing_soon")
MORE_THAN_MOST_HAVE = 900_000
LATE_CHANCE = 0.3


class Counter(Protocol):
    """Where bets are handed in: REST or a socket."""

    async def place(self, placement: Body) -> Answer:
        """Place bets."""

    async def cancel(self, bet_id: str) -> Answer:
        """Take a placement back."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Who plays where, and how to get there."""

    url: str
    client: httpx.AsyncClient
    token: str
    table: str
    game: Game


class Gambler:
    """One player's habits at one table; the way in is given with each round."""

    def __init__(self, game: Game, notebook: Notebook, rng: Random) -> None:
        self._game, self._notes, self._rng = game, notebook, rng
        self._carried: str | None = None
        self._tricks: tuple[Callable[[Counter, str], Awaitable[None]], ...] = (
            self._plain,
            self._plain,
            self._plain,
            self._and_cancel,
            self._and_again,
            self._and_otherwise,
            self._illegal,
            self._too_small,
            self._too_much,
            self._no_such_round,
        )

    async def play(self, counter: Counter, round_id: str, carried: str | None) -> None:
        """A few placements in an open round; ``carried`` is what the last one left (a point in craps)."""
        self._carried = carried
        for _ in range(self._rng.randint(2, 5)):
            await asyncio.sleep(self._rng.uniform(0.05, 0.4))
            await self._rng.choice(self._tricks)(counter, round_id)

    async def too_late(self, counter: Counter, round_id: str) -> None:
        """The window has been announced as closed: whatever comes now must be refused."""
        if self._rng.random() < LATE_CHANCE:
            self._notes.expect_refusal("late", await counter.place(self._placement(round_id)), "bets_closed")

    async def _plain(self, counter: Counter, round_id: str) -> None:
        await self._accepted(counter, self._placement(round_id))

    async def _and_cancel(self, counter: Counter, round_id: str) -> None:
        placement = self._placement(round_id)
        if not await self._accepted(counter, placement):
            return
        answer = await counter.cancel(placement["bet_id"])
        if answer.error is None:
            self._notes.cancelled.add(placement["bet_id"])
        else:
            self._notes.expect_refusal("cancel", answer, "wrong_phase", "already_settled")

    async def _and_again(self, counter: Counter, round_id: str) -> None:
        placement = self._placement(round_id)
        first = await self._accepted(counter, placement)
        if first:
            self._notes.expect_the_same("the same bet again", first, await counter.place(placement))

    async def _and_otherwise(self, counter: Counter, round_id: str) -> None:
        placement = self._placement(round_id)
        if await self._accepted(counter, placement):
            other = {**placement, "bets": [self._legal() for _ in range(4)]}
            self._notes.expect_refusal(
                "the same id with other bets", await counter.place(other), "bet_id_reused"
            )

    async def _illegal(self, counter: Counter, round_id: str) -> None:
        placement = self._placement(round_id, illegal_bet(self._game, self._rng))
        self._notes.expect_refusal("illegal", await counter.place(placement), "bad_selection")

    async def _too_small(self, counter: Counter, round_id: str) -> None:
        placement = self._placement(round_id, {**simple_bet(self._game), "stake": UNIT_MINOR // 2})
        self._notes.expect_refusal("too small", await counter.place(placement), "below_minimum")

    async def _too_much(self, counter: Counter, round_id: str) -> None:
        """Who has won that much may stake it, and no more."""
        placement = self._placement(round_id, {**simple_bet(self._game), "stake": MORE_THAN_MOST_HAVE})
        answer = await counter.place(placement)
        if answer.error is None and answer.body["balance"] >= 0:
            self._notes.accepted(placement["bet_id"], answer)
        else:
            self._notes.expect_refusal("too much", answer, "insufficient_funds", "above_maximum")

    async def _no_such_round(self, counter: Counter, round_id: str) -> None:
        placement = self._placement(f"{round_id}0000")
        self._notes.expect_refusal("no such round", await counter.place(placement), "no_such_round")

    def _legal(self) -> Body:
        return legal_bet(self._game, self._rng, self._carried)

    async def _accepted(self, counter: Counter, placement: Body) -> Answer | None:
        answer = await counter.place(placement)
        if answer.error is None:
            self._notes.accepted(placement["bet_id"], answer)
            return answer
        self._notes.expect_refusal("a legal bet", answer, "insufficient_funds")
        return None

    def _placement(self, round_id: str, *bets: Body) -> Body:
        chosen = list(bets) or [self._legal() for _ in range(self._rng.randint(1, 3))]
        return {
            "bet_id": str(uuid.UUID(int=self._rng.getrandbits(128), version=4)),
            "round_id": round_id,
            "bets": chosen,
        }


async def play_by_rest(seat: Seat, gambler: Gambler, stop: asyncio.Event) -> None:
    """Look at the table now and then; play each round once."""
    api = PlayerApi(seat.client, seat.token, seat.table)
    played: str | None = None
    while not stop.is_set():
        try:
            seen = await api.snapshot()
            round_id, phase = seen.get("round_id"), seen.get("phase")
            if round_id and round_id != played and phase in OPEN_PHASES:
                played = str(round_id)
                await gambler.play(api, played, seen.get("carried"))
            elif round_id and round_id == played and phase not in OPEN_PHASES:
                await gambler.too_late(api, str(round_id))
        except (httpx.HTTPError, OSError):
            await asyncio.sleep(REST_S)
        await asyncio.sleep(LOOK_S)


async def play_by_socket(seat: Seat, gambler: Gambler, stop: asyncio.Event) -> None:
    """Follow the table's events; play when bets open, try once when they have closed."""
    while not stop.is_set():
        try:
            async with player_socket(seat.url.replace("http", "ws", 1), seat.token, seat.table) as socket:
                await _follow(socket, gambler, stop)
        except* (WebSocketException, OSError, TimeoutError):
            pass
        await asyncio.sleep(REST_S)


async def _follow(socket: Any, gambler: Gambler, stop: asyncio.Event) -> None:
    async with asyncio.TaskGroup() as at_the_table:
        async for event in socket.events():
            if stop.is_set():
                return
            round_id = event.get("round_id")
            match event["ev"]:
                case "betsopen":
                    at_the_table.create_task(gambler.play(socket, str(round_id), event.get("carried")))
                case "betsclosed":
                    at_the_table.create_task(gambler.too_late(socket, str(round_id)))
