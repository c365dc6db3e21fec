"""Opens the WebSocket to the edge's video process. Refuses proxies and compression, and lets the kernel hold little of what is sent."""

from __future__ import annotations

import fcntl
import socket
import ssl
import sys
import termios
from pathlib import Path
from urllib.parse import urlsplit

from websockets.sync.client import ClientConnection, connect

from schemas.video.uplink import PATH

DIAL_S = 5.0
SEND_BUFFER = 256 * 1024
"""Bytes that the kernel may hold: what lies there can't be dropped any more (under a second of picture)."""

USER_TIMEOUT_MS = 6000


def dial(edge: str, ca: Path | None) -> ClientConnection:
    """A context manager that hangs up at its end. Raises OSError, WebSocketException, TimeoutError."""
    secure = edge.startswith("wss:")
    return connect(
        edge + PATH,
        sock=_connected(edge),
        ssl=ssl.create_default_context(cafile=ca) if secure else None,
        proxy=None,
        compression=None,
        open_timeout=DIAL_S,
        close_timeout=1,
        ping_interval=2,
        ping_timeout=6,
    )


def on_the_way(line: ClientConnection) -> int:
    """Bytes that the kernel has taken and the other end has not acknowledged."""
    try:
        return int.from_bytes(fcntl.ioctl(line.socket, termios.TIOCOUTQ, bytes(4)), sys.byteorder)
    except OSError:
        return 0  # the line is gone, as the next message will find


def _connected(edge: str) -> socket.socket:
    parts = urlsplit(edge)
    port = parts.port or (443 if parts.scheme == "wss" else 80)
    connection = socket.create_connection((parts.hostname or "", port), DIAL_S)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, USER_TIMEOUT_MS)
    return connection
