"""Uvicorn's HTTP connection with the patience and the room that it lacks: a request whose head has no end, or that never ends, is cut off."""

from __future__ import annotations

from asyncio import Transport
from asyncio.events import TimerHandle

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_HEAD = 64 * 1024
PATIENCE_S = 20.0
IDLE_S = 95
"""A line that has been answered is kept longer than others keep theirs (nginx to what is behind it 60 s, Go's clients 90 s), so that they hang up:
a question on a line that is just being hung up gets no answer, and a proxy repeats no POST."""


class Doorstep(HttpToolsProtocol):
    """Counts what is not body, and gives a connection PATIENCE_S for its first request and for every request that has begun."""

    _outside_bodies = 0
    _patience: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.timeout_keep_alive = IDLE_S
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait_no_more()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._outside_bodies += len(data)
        super().data_received(data)
        if self._outside_bodies > MOST_HEAD:
            self.transport.abort()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._wait()

    def on_body(self, body: bytes) -> None:
        self._outside_bodies -= len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._outside_bodies = 0
        self._wait_no_more()
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        self._wait_no_more()
        super().handle_websocket_upgrade()

    def _wait(self) -> None:
        self._wait_no_more()
        self._patience = self.loop.call_later(PATIENCE_S, self.transport.abort)

    def _wait_no_more(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
