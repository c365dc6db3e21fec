"""The demo's blackjack players: each follows the table on a socket, and hands bets and decisions in there, or by REST."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from random import Random
from typing import Any

import httpx
from websockets.exceptions import WebSocketException

from hardware.sim.demo.blackjack_bets import SeatBets
from hardware.sim.demo.blackjack_decisions import HandDecisions
from hardware.sim.demo.blackjack_sight import Counter, Pen, Sight
from hardware.sim.demo.notebook import Notebook
from hardware.sim.demo.players import REST_S, Seat
from hardware.sim.demo.public_api import Body, PlayerApi, player_socket

QUESTION_GONE = ("wrong_phase", "not_your_seat")


class SeatedPlayer:
    """Likes seat ``home``. With ``faults`` a decision may be refused because its question died with a process, or was over."""

    def __init__(self, home: int, notebook: Notebook, rng: Random, faults: bool = False) -> None:
        pen = Pen(notebook, rng, QUESTION_GONE if faults else ())
        self._bets, self._hands = SeatBets(home, pen), HandDecisions(pen)
        self._sight = Sight("")

    def hear(self, counter: Counter, event: Body) -> Coroutine[Any, Any, None] | None:
        """Take in an event; what the player does about it is to be done beside the listening."""
        sight, round_id = self._sight, str(event.get("round_id"))
        if event["ev"] == "betsopen":
            self._sight = Sight(round_id)
            return self._bets.bet(counter, self._sight)
        if round_id != sight.round_id:
            return None
        match event["ev"]:
            case "seats":
                sight.taken = set(event["seats"])
            case "card":
                sight.cards = event["cards"]
            case "insurance":
                return self._hands.insure(counter, sight)
            case "turn":
                return self._hands.asked(counter, sight, event)
            case "early" if event["state"] == "refused":
                sight.early.discard((event["seat"], event["hand"]))
        return None


async def play_at_a_seat(seat: Seat, player: SeatedPlayer, by_rest: bool, stop: asyncio.Event) -> None:
    """Follow the table on a socket; bets and decisions go the same way, or by REST."""
    api = PlayerApi(seat.client, seat.token, seat.table)
    while not stop.is_set():
        try:
            async with player_socket(seat.url.replace("http", "ws", 1), seat.token, seat.table) as socket:
                await _follow(socket, api if by_rest else socket, player, stop)
        except* (WebSocketException, httpx.HTTPError, OSError, TimeoutError):
            pass
        await asyncio.sleep(REST_S)


async def _follow(socket: Any, counter: Counter, player: SeatedPlayer, stop: asyncio.Event) -> None:
    async with asyncio.TaskGroup() as at_the_table:
        async for event in socket.events():
            if stop.is_set():
                return
            doing = player.hear(counter, event)
            if doing is not None:
                at_the_table.create_task(doing)
