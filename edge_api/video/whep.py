"""All WebRTC viewers: lets them in up to a number, renews their tickets, and ends those whose ticket, path or stream is over."""

from __future__ import annotations

import asyncio
import logging
import secrets
from asyncio import Task
from contextlib import ExitStack
from dataclasses import dataclass

from edge_api.clock import Clock, Now
from edge_api.video.audience import Audience
from edge_api.video.frames import Track
from edge_api.video.stream import Stream
from edge_api.video.whep_offer import ViewerOffer
from edge_api.video.whep_session import WhepSession
from edge_api.video_ticket import Ticket

log = logging.getLogger(__name__)

PATH = "whep"
CONNECT_S = 15
WAITS_S = 5
"""So long a session that does not connect keeps its seat from others; after it only while nobody else wants it."""

LOOK_S = 1.0
_NS_PER_S = 1_000_000_000


@dataclass(frozen=True, slots=True)
class _Seated:
    session: WhepSession
    seat: ExitStack
    player_no: int
    since_ns: int


class NotHere(Exception):
    """No viewer can be served, because this machine does not let us: whoever runs it must mend that."""


class WhepRoom:
    """``open`` sessions, ``renew`` and ``end`` them; they are looked after while there are any. ``close`` in the end."""

    def __init__(self, audience: Audience, clock: Clock) -> None:
        self._audience, self._clock = audience, clock
        self._seated: dict[str, _Seated] = {}
        self._looking: Task[None] | None = None
        self._is_said_broken = False

    def __len__(self) -> int:
        """How many sessions there are."""
        return len(self._seated)

    async def open(self, stream: Stream, track: Track, offer: ViewerOffer, ticket: Ticket) -> tuple[str, str]:
        """A new session: its id, which nobody can guess, and the SDP answer. One of the same player that has not connected makes room for it.

        Raises:
            Full: no room.
            NotServed, BadOffer: as WhepSession.answer.
            NotHere: not this one, nor any other.
        """
        await self._make_room(ticket.player_no)
        seat, now_ns = ExitStack(), self._clock.monotonic_ns()
        seat.enter_context(self._audience.seat(stream.table_id, PATH, ticket.player_no))
        session = WhepSession(stream, track, ticket.until, now_ns + CONNECT_S * _NS_PER_S)
        seated = _Seated(session, seat, ticket.player_no, now_ns)
        try:
            answer = await seated.session.answer(offer)
        except OSError as broken:
            await self._let_go(seated)
            self._say_broken(broken)
            raise NotHere("WebRTC does not work at this edge now") from None
        except BaseException:
            await self._let_go(seated)
            raise
        session_id = secrets.token_urlsafe(16)
        self._seated[session_id] = seated
        self._is_said_broken = False
        self._look_after_them()
        return session_id, answer

    def _say_broken(self, why: OSError) -> None:
        """Once, until a viewer is served again."""
        if not self._is_said_broken:
            self._is_said_broken = True
            log.error("WebRTC does not work: this machine gives no socket or no address of its own: %s", why)

    async def _make_room(self, player_no: int) -> None:
        """The oldest session that has not connected ends: one of his own where he has his share, else anybody's that has had time enough."""
        late_ns = self._clock.monotonic_ns() - WAITS_S * _NS_PER_S
        has_share = self._audience.has_share(PATH, player_no)
        if not has_share and not self._audience.is_full(PATH):
            return
        for session_id, seated in self._seated.items():
            gives_way = seated.player_no == player_no if has_share else seated.since_ns <= late_ns
            if gives_way and not seated.session.is_connected:
                await self.end(session_id, "made room")
                return

    def renew(self, session_id: str, table_id: str, until_s: float) -> bool:
        """With a newer ticket he may watch longer. False when there is no such session."""
        seated = self._seated.get(session_id)
        if seated is None or seated.session.table_id != table_id:
            return False
        seated.session.until_s = max(until_s, seated.session.until_s)
        return True

    async def end(self, session_id: str, why: str = "left") -> bool:
        """End a session. False when there is none of that id."""
        seated = self._seated.pop(session_id, None)
        if seated is None:
            return False
        self._audience.ended[PATH, why] += 1
        await self._let_go(seated)
        return True

    async def close(self) -> None:
        """End them all."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)
        await asyncio.gather(*(self.end(session_id, "edge stops") for session_id in list(self._seated)))

    async def _let_go(self, seated: _Seated) -> None:
        try:
            await seated.session.close()
        finally:
            self._audience.frames_dropped[PATH] += seated.session.dropped
            self._audience.bytes_out[PATH] += seated.session.taken_bytes()
            seated.seat.close()

    def _look_after_them(self) -> None:
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())

    async def _look(self) -> None:
        """One task for all, as long as there are any."""
        while self._seated:
            await asyncio.sleep(LOOK_S)
            now = self._clock.now()
            for session_id, seated in list(self._seated.items()):
                try:
                    await self._look_at(session_id, seated.session, now)
                except Exception:
                    log.exception("%s: a WebRTC session could not be ended", seated.session.table_id)

    async def _look_at(self, session_id: str, session: WhepSession, now: Now) -> None:
        self._audience.bytes_out[PATH] += session.taken_bytes()
        why = await session.why_over(now.utc_ns / _NS_PER_S, now.mono_ns)
        if why:
            log.info("%s: a WebRTC viewer's session ends: %s", session.table_id, why)
            await self.end(session_id, why)
