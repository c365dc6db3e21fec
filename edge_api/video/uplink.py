"""The boards' door: a WebSocket on which a board proves who it is and then sends its picture. One board a table; a revoked key ends its line.

A message that is not what it should be is counted and alarmed; the line is ended after MOST_BAD in a row, for its sender speaks another language.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from secrets import token_urlsafe

from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from edge_api.video.admission import Admitted, NotAdmitted, admitted
from edge_api.video.board_keys import BoardKeys
from edge_api.video.claims import Claim, Claims, Taken
from edge_api.video.keeping import Keeping
from edge_api.video.line import line_of
from edge_api.video.room import Room
from edge_api.video.strangers import Strangers
from edge_api.video.uplink_session import NO_BOARD, UplinkSession
from edge_api.video.vital import vital
from schemas.video.uplink import PATH, Accepted, Challenge, Refused

log = logging.getLogger(__name__)
router = APIRouter(tags=["boards"])

HELLO_S = 5.0
LOOK_S = 2.0
CLOSE_S = 2.0
MOST_MESSAGE = 24 * 1024 * 1024
"""A whole segment in one message."""

BOARD_S = 6.0
"""A board dials again within this time: a table without one that long after the start has none."""

REFUSED, REPLACED = 4403, 4409


class Uplinks:
    """The lines of all boards."""

    def __init__(self, room: Room, keys: BoardKeys, keeping: Keeping) -> None:
        self._room, self._keys, self._keeping = room, keys, keeping
        self._claims = Claims()
        self._sessions: dict[str, UplinkSession] = {}
        self._strangers = Strangers(self._crowded)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keys are looked at while this lasts, and tables that no board comes to are told."""
        tasks = (
            vital(self._look(), "the look at boards' keys"),
            vital(self._miss_boards(), "the look for boards"),
        )
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def serve(self, socket: WebSocket) -> None:
        """One connection, from its challenge to its end."""
        try:
            board = await self._prove(socket)
            session = self._claim(board, socket)
        except NotAdmitted as refused:
            await _refuse(socket, refused)
            return
        except (WebSocketDisconnect, TimeoutError, KeyError, RuntimeError):
            await _close(socket, REFUSED, "no hello")
            return
        await self._run(session, socket)

    async def _prove(self, socket: WebSocket) -> Admitted:
        """Raises NotAdmitted."""
        nonce = token_urlsafe(24)
        address = socket.client.host if socket.client else ""
        with self._strangers.one(address, line_of(socket).abort):
            async with asyncio.timeout(HELLO_S):
                await socket.send_text(Challenge(nonce=nonce).model_dump_json())
                wire = await socket.receive_text()
            await self._keys.look()
        return admitted(wire, nonce, self._keys, self._room.tables.keys())

    def _claim(self, board: Admitted, socket: WebSocket) -> UplinkSession:
        """Raises NotAdmitted, and alarms, when another board's picture is live."""
        hello = board.hello
        claim = Claim(hello.table, hello.boot_id, int(hello.session), self._room.clock.monotonic_ns())
        try:
            replaced = self._claims.claim(claim)
        except Taken as taken:
            self._room.tables[hello.table].happened(
                "taken", f"a second board says that it is this table's ({board.key_id}, boot {hello.boot_id})"
            )
            raise NotAdmitted("taken", f"{taken}") from None
        if replaced is not None and (old := self._sessions.get(hello.table)) is not None:
            old.replace()
        session = UplinkSession(socket, self._room, board, claim, self._keeping)
        self._sessions[hello.table] = session
        return session

    async def _run(self, session: UplinkSession, socket: WebSocket) -> None:
        line_of(socket).allow(MOST_MESSAGE)
        log.info("table %s: its board sends (%s)", session.table, session.key_id)
        try:
            await socket.send_text(Accepted().model_dump_json())
            code, why = await session.run()
        except (WebSocketDisconnect, RuntimeError):
            code, why = 1000, ""
        finally:
            self._claims.release(session.claim)
            if self._sessions.get(session.table) is session:
                del self._sessions[session.table]
                session.left()
        log.warning("table %s: its board's line has ended%s", session.table, f": {why}" if why else "")
        await _close(socket, code, why)

    def _crowded(self, origin: str, count: int) -> None:
        """Tell everywhere: whose board it keeps away is not known."""
        for state in self._room.tables.values():
            state.happened(
                "crowded_door",
                f"{count} connections from {origin or 'somewhere'} do not say which board they are",
            )

    async def _miss_boards(self) -> None:
        await asyncio.sleep(BOARD_S)
        for state in self._room.tables.values():
            if state.board is None:
                state.goes_on("no_board", NO_BOARD)

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            if self._sessions:
                await self._keys.look()
            for session in tuple(self._sessions.values()):
                if self._keys.table_of(session.key_id) != session.table:
                    session.end(REFUSED, f"{session.key_id} is revoked")


async def _refuse(socket: WebSocket, refused: NotAdmitted) -> None:
    log.warning("a board was sent away: %s: %s", refused.code, refused)
    with contextlib.suppress(WebSocketDisconnect, RuntimeError, TimeoutError):
        async with asyncio.timeout(CLOSE_S):
            await socket.send_text(Refused(code=refused.code, message=str(refused)).model_dump_json())
    await _close(socket, REFUSED, refused.code)


async def _close(socket: WebSocket, code: int, why: str) -> None:
    try:
        async with asyncio.timeout(CLOSE_S):
            await socket.close(code, why[:120])
    except TimeoutError:
        line_of(socket).abort()
    except (WebSocketDisconnect, RuntimeError):
        return


@router.websocket(PATH)
async def uplink(socket: WebSocket) -> None:
    """A board's line."""
    await socket.accept()
    uplinks: Uplinks = socket.app.state.uplinks
    await uplinks.serve(socket)
