"""Uvicorn's WebSocket connection, with what sending pictures to many needs: ready-made frames are written as they are, and it is known whether they go.

A frame of a server is not masked (RFC 6455, 5.1), so one and the same serves all viewers.
"""

from __future__ import annotations

from collections.abc import Callable

from starlette.websockets import WebSocket
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

WRITE_BUFFER = 128 * 1024
"""Bytes that wait in this process before a viewer counts as slow; a frame may stand on top of it."""

TEXT, BINARY = 0x81, 0x82
"""First byte of a whole message in one frame (RFC 6455, 5.2)."""


def socket_frame(opcode: int, payload: bytes) -> bytes:
    """A message as a server sends it."""
    size = len(payload)
    if size < 126:
        return bytes((opcode, size)) + payload
    if size < 1 << 16:
        return bytes((opcode, 126)) + size.to_bytes(2, "big") + payload
    return bytes((opcode, 127)) + size.to_bytes(8, "big") + payload


class Line(WebSocketsSansIOProtocol):
    """One connection; ``line_of`` finds it. ``on_writable`` is called when a line that was full takes more."""

    on_writable: Callable[[], None] | None = None

    @property
    def is_open(self) -> bool:
        """Messages may still be sent."""
        return not (self.close_sent or self.disconnected or self.transport.is_closing())

    @property
    def can_write(self) -> bool:
        """It takes more now."""
        return self.writable.is_set() and self.is_open

    def put(self, frame: bytes) -> None:
        """Send a ready-made frame; what the network does not take now waits."""
        if self.is_open:
            self.transport.write(frame)

    def allow(self, most_bytes: int) -> None:
        """From now on a message may have so many bytes."""
        self.conn.max_message_size = most_bytes

    def abort(self) -> None:
        """End it at once, with what waits."""
        self.transport.abort()

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if self.response.status_code == 101:
            self.scope["state"]["line"] = self
            self.transport.set_write_buffer_limits(high=WRITE_BUFFER)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.on_writable is not None:
            self.on_writable()


def line_of(socket: WebSocket) -> Line:
    """The connection under a socket of this process."""
    line = socket.state.line
    assert isinstance(line, Line)
    return line
