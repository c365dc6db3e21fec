"""The edge's public API as players and operators call it: HTTP and WebSocket, nothing else. Refuses nothing and hides nothing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect

from hardware.sim.demo.floor_plan import CURRENCY

ANSWER_S = 15.0
Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """``error`` is the refusal's code, None when it was done."""

    error: str | None
    body: Body


class OperatorApi:
    """What an operator does with a wallet key."""

    def __init__(self, client: httpx.AsyncClient, key: str) -> None:
        self._client, self._headers = client, {"X-Operator-Key": key}

    async def deposit(self, player: str, transfer_id: str, amount: int) -> Answer:
        """Money in; the same transfer acts once."""
        body = {"transfer_id": transfer_id, "amount": amount, "currency": CURRENCY}
        return await self._post(f"/api/v1/operator/players/{player}/deposit", body)

    async def token(self, player: str) -> str:
        """A player's token.

        Raises:
            RuntimeError: the edge gave none.
        """
        answer = await self._post(
            f"/api/v1/operator/players/{player}/tokens", {"currency": CURRENCY, "ttl_s": 4 * 3600}
        )
        if answer.error:
            raise RuntimeError(f"no token for {player}: {answer.body}")
        return str(answer.body["token"])

    async def _post(self, path: str, body: Body) -> Answer:
        return answer_of(await self._client.post(path, json=body, headers=self._headers))


class PlayerApi:
    """One player's REST calls."""

    def __init__(self, client: httpx.AsyncClient, token: str, table: str) -> None:
        self._client, self._table = client, table
        self._headers = {"Authorization": f"Bearer {token}"}

    async def snapshot(self) -> Body:
        """The table as it stands now."""
        answer = answer_of(await self._client.get(f"/api/v1/tables/{self._table}", headers=self._headers))
        return answer.body

    async def place(self, placement: Body) -> Answer:
        """Place bets."""
        path = f"/api/v1/tables/{self._table}/bets"
        return answer_of(await self._client.post(path, json=placement, headers=self._headers))

    async def cancel(self, bet_id: str) -> Answer:
        """Take a placement back."""
        return answer_of(await self._client.delete(f"/api/v1/bets/{bet_id}", headers=self._headers))

    async def decide(self, decision: Body) -> Answer:
        """Say what a hand does."""
        path = f"/api/v1/tables/{self._table}/decisions"
        return answer_of(await self._client.post(path, json=decision, headers=self._headers))


class PlayerSocket:
    """One player's socket: events come in, bets are answered by their id."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._waiting: dict[tuple[str, str], asyncio.Future[Answer]] = {}

    async def events(self) -> AsyncIterator[Body]:
        """Every event frame; answers are handed to whoever waits for them, and when the socket ends they wait no longer."""
        try:
            async for text in self._socket:
                frames = json.loads(text)
                for frame in frames if isinstance(frames, list) else [frames]:
                    if "ev" in frame:
                        yield frame
                    else:
                        self._answered(frame)
        finally:
            for waiting in self._waiting.values():
                waiting.cancel()

    async def place(self, placement: Body) -> Answer:
        """Place bets."""
        return await self._ask("bet", placement["bet_id"], {"op": "bet", **placement})

    async def cancel(self, bet_id: str) -> Answer:
        """Take a placement back."""
        return await self._ask("cancel", bet_id, {"op": "cancel", "bet_id": bet_id})

    async def decide(self, decision: Body) -> Answer:
        """Say what a hand does."""
        return await self._ask("decide", decision["decision_id"], {"op": "decide", **decision})

    async def _ask(self, what: str, asked_id: str, frame: Body) -> Answer:
        future = asyncio.get_running_loop().create_future()
        self._waiting[what, asked_id] = future
        await self._socket.send(json.dumps(frame))
        return await asyncio.wait_for(future, ANSWER_S)

    def _answered(self, frame: Body) -> None:
        asked_id = frame.get("bet_id") or frame.get("decision_id", "")
        waiting = self._waiting.pop((frame.get("re", ""), asked_id), None)
        if waiting is not None and not waiting.done():
            waiting.set_result(Answer(frame.get("error"), frame))


@asynccontextmanager
async def player_socket(url: str, token: str, table: str) -> AsyncIterator[PlayerSocket]:
    """A socket after its hello."""
    async with connect(f"{url}/api/v1/tables/{table}/socket", max_queue=256) as socket:
        await socket.send(json.dumps({"op": "hello", "token": token}))
        yield PlayerSocket(socket)


def answer_of(response: httpx.Response) -> Answer:
    """A response as an answer; what is not JSON counts as an error named after its status."""
    try:
        body = response.json()
    except ValueError:
        return Answer(f"http_{response.status_code}", {"message": response.text[:200]})
    if response.is_success:
        return Answer(None, body)
    return Answer(str(body.get("error", f"http_{response.status_code}")), body)
