"""The players' WebSocket at a table: events out, bets in. The first frame says who it is; a client that does not read is dropped.

Client frames: ``{"op":"hello","token"}``, ``{"op":"bet",...placement}``, ``{"op":"bets","placements":[...]}``,
``{"op":"cancel","bet_id"}``, ``{"op":"decide",...decision}``, ``{"op":"ping"}``. Server frames: ``{"ev":...,"seq":...}`` for events (first a ``snapshot``) and
``{"re":...}`` for answers, an ``error`` code and a ``message`` in it when refused. docs/player-api.md shows each.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Coroutine, Sequence
from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from edge_api import queries
from edge_api.books_link import BooksDied
from edge_api.hub import TooSlow, Watcher
from edge_api.picture_time import unix_ms
from edge_api.play_queries import seats_of
from edge_api.routes.callers import Player
from edge_api.routes.front import Front, front_of
from edge_api.routes.placing import cancel, decide, place_all
from edge_api.routes.problem import Problem
from schemas.bets import BetId, Placement
from schemas.decisions import PlayerDecision
from schemas.model import Message, TableId
from schemas.times import rfc3339

router = APIRouter()

HELLO_S = 5.0
SEND_S = 5.0
MOST_FRAME = 64 * 1024
MOST_PENDING = 64

POLICY, TRY_LATER = 1008, 1013


class Hello(Message):
    op: Literal["hello"]
    token: Annotated[str, Field(max_length=200)]


class OneBet(Placement):
    model_config = ConfigDict(title="OneBet")
    op: Literal["bet"]


class ManyBets(Message):
    op: Literal["bets"]
    placements: Annotated[list[Placement], Field(min_length=1, max_length=64)]


class Cancel(Message):
    op: Literal["cancel"]
    bet_id: BetId


class Decision(PlayerDecision):
    model_config = ConfigDict(title="Decision")
    op: Literal["decide"]


class Ping(Message):
    op: Literal["ping"]


Frame = OneBet | ManyBets | Cancel | Decision | Ping
FRAMES: TypeAdapter[Frame] = TypeAdapter(Annotated[Frame, Field(discriminator="op")])


@router.websocket("/api/v1/tables/{table}/socket")
async def table_socket(socket: WebSocket, table: TableId) -> None:
    """One player at one table."""
    await socket.accept()
    front = front_of(socket)
    try:
        front.table_exists(table)
        player = await _hello(socket, front)
    except Problem as problem:
        await _refuse(socket, problem)
        return
    except (WebSocketDisconnect, TimeoutError):
        return
    await Session(socket, front, player, table).run()


class Session:
    """A socket after its hello: one task writes, one reads, bets are answered as their commits come."""

    def __init__(self, socket: WebSocket, front: Front, player: Player, table: str) -> None:
        self._socket, self._front, self._player, self._table = socket, front, player, table
        self._pending: set[asyncio.Task[None]] = set()
        self._latest: asyncio.Task[None] | None = None
        self._gone = asyncio.Event()
        self._writing = asyncio.Lock()

    async def run(self) -> None:
        """Serve until either side ends it, or the client does not read for SEND_S."""
        with self._front.hub.watch(self._table, self._player.player_no) as watcher:
            parts = {
                asyncio.create_task(part) for part in (self._write(watcher), self._read(), self._gone.wait())
            }
            await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
            tasks = [*parts, *self._pending]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _write(self, watcher: Watcher) -> None:
        await self._send(json.dumps(await self._snapshot()))
        try:
            while not self._gone.is_set():
                await self._send(await watcher.next())
        except TooSlow:
            with contextlib.suppress(RuntimeError, WebSocketDisconnect, TimeoutError):
                await asyncio.wait_for(
                    self._socket.close(TRY_LATER, "too slow: start from the snapshot"), 1.0
                )

    async def _snapshot(self) -> dict[str, Any]:
        table, number = self._front.floor.public_snapshot(self._table), self._player.player_no
        now_ms = unix_ms(self._front.clock.utc_ns())
        balance, _ = await self._front.reader.read(lambda db: queries.balance(db, number))
        seats = await self._front.reader.read(lambda db: seats_of(db, number, table["round_id"]))
        me = {
            "player": self._player.player_id,
            "balance": balance,
            "currency": self._player.currency,
            "seats": seats,
        }
        return {"ev": "snapshot", "t": now_ms, **table, "me": me}

    async def _read(self) -> None:
        try:
            while True:
                text = await self._socket.receive_text()
                await self._take(text)
        except (WebSocketDisconnect, RuntimeError, KeyError):
            return

    async def _take(self, text: str) -> None:
        try:
            if len(text) > MOST_FRAME:
                raise Problem(413, "too_big", f"A frame holds at most {MOST_FRAME} characters.")
            frame = FRAMES.validate_json(text)
        except ValidationError as bad:
            await self._send(_said("error", error="malformed", message=_first_fault(bad)))
            return
        except Problem as problem:
            await self._send(_said("error", error=problem.code, message=problem.message))
            return
        await self._act(frame)

    async def _act(self, frame: Frame) -> None:
        match frame:
            case Ping():
                await self._send(_said("pong", at=rfc3339(self._front.clock.utc_ns())))
            case OneBet():
                await self._start(self._place([frame]))
            case ManyBets(placements=placements):
                await self._start(self._place(placements))
            case Cancel(bet_id=bet_id):
                await self._start(self._cancel(bet_id))
            case Decision():
                await self._start(self._decide(frame))

    async def _start(self, work: Coroutine[Any, Any, str]) -> None:
        """Run beside reading, but no more than MOST_PENDING at once: then reading waits. Answers keep the order of the frames."""
        while len(self._pending) >= MOST_PENDING:
            await asyncio.wait(self._pending, return_when=asyncio.FIRST_COMPLETED)
        task = self._latest = asyncio.create_task(self._finish(work, self._latest))
        self._pending.add(task)
        task.add_done_callback(self._pending.discard)

    async def _finish(self, work: Coroutine[Any, Any, str], before: asyncio.Task[None] | None) -> None:
        """What was asked when the books died may have happened or not: the socket ends, and the client asks again."""
        try:
            answer = await work
        except BooksDied:
            self._gone.set()
            return
        if before is not None and not before.done():
            await asyncio.wait([before])
        await self._send(answer)

    async def _place(self, placements: Sequence[Placement]) -> str:
        """One answer a placement, in one frame: those of several come as an array."""
        front, player, table = self._front, self._player, self._table
        answers = [_bet_said(*each) for each in await place_all(front.link, player, table, placements)]
        return answers[0] if len(answers) == 1 else f"[{','.join(answers)}]"

    async def _cancel(self, bet_id: str) -> str:
        try:
            return _said("cancel", **await cancel(self._front.link, self._player, bet_id))
        except Problem as problem:
            return _said("cancel", bet_id=bet_id, error=problem.code, message=problem.message)

    async def _decide(self, decision: Decision) -> str:
        try:
            return _said("decide", **await decide(self._front.link, self._player, self._table, decision))
        except Problem as problem:
            named = {"decision_id": decision.decision_id}
            return _said("decide", **named, error=problem.code, message=problem.message)

    async def _send(self, text: str) -> None:
        """One frame; a client that does not take it in time is gone."""
        try:
            async with self._writing, asyncio.timeout(SEND_S):
                await self._socket.send_text(text)
        except (TimeoutError, WebSocketDisconnect, RuntimeError):
            self._gone.set()


async def _hello(socket: WebSocket, front: Front) -> Player:
    try:
        hello = Hello.consume(await asyncio.wait_for(socket.receive_text(), HELLO_S))
    except (ValidationError, KeyError) as bad:
        raise Problem(401, "unauthorised", 'The first frame must be {"op":"hello","token":…}.') from bad
    player = await front.doorkeeper.player(hello.token)
    if player is None:
        raise Problem(401, "unauthorised", "The token is unknown or expired.")
    return player


async def _refuse(socket: WebSocket, problem: Problem) -> None:
    await socket.send_text(_said("hello", error=problem.code, message=problem.message))
    await socket.close(POLICY, problem.message)


def _said(re: str, **body: Any) -> str:
    return msgspec.json.encode({"re": re, **body}).decode()


def _bet_said(placement: Placement, answer: dict[str, Any] | Problem) -> str:
    if isinstance(answer, Problem):
        return _said("bet", bet_id=placement.bet_id, error=answer.code, message=answer.message)
    return _said("bet", **answer)


def _first_fault(bad: ValidationError) -> str:
    fault = bad.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in fault["loc"]) or "frame"
    return f"{where}: {fault['msg']}"
