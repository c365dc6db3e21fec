"""The admin socket of a running edge: one request a connection, handed to the writing thread and answered after its commit."""

from __future__ import annotations

import contextlib
import logging
import os
import socket
from collections import deque
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread

import msgspec

from edge_api.admin import AdminReply, AdminRequest

log = logging.getLogger(__name__)

MOST_BYTES = 64 * 1024
PATIENCE_S = 10.0

Asked = tuple[AdminRequest, Callable[[AdminReply], None]]


class AdminDoor:
    """Listens on ``path`` (mode 0600: the edge's own account and root) until closed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._asked: deque[Asked] = deque()
        self._bell = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._line = _listen(path)
        Thread(target=self._serve, name="admin door", daemon=True).start()

    def fileno(self) -> int:
        """For a selector: readable while somebody has asked."""
        return self._bell

    def take(self) -> list[Asked]:
        """Who has asked, and how to answer them."""
        with contextlib.suppress(BlockingIOError):
            os.eventfd_read(self._bell)
        return [self._asked.popleft() for _ in range(len(self._asked))]

    def close(self) -> None:
        """Nobody may ask any more."""
        self._path.unlink(missing_ok=True)
        self._line.close()

    def _serve(self) -> None:
        while True:
            try:
                visitor, _ = self._line.accept()
            except OSError:
                return
            with visitor, contextlib.suppress(OSError, msgspec.DecodeError):
                visitor.settimeout(PATIENCE_S)
                self._attend(visitor)

    def _attend(self, visitor: socket.socket) -> None:
        request = msgspec.json.decode(visitor.recv(MOST_BYTES), type=AdminRequest)
        answers: SimpleQueue[AdminReply] = SimpleQueue()
        self._asked.append((request, answers.put))
        os.eventfd_write(self._bell, 1)
        try:
            answer = answers.get(timeout=PATIENCE_S)
        except Empty:
            answer = AdminReply(
                False, ["the edge did not answer in time: look at its log, then look whether it was done"]
            )
        visitor.sendall(msgspec.json.encode(answer))


def _listen(path: Path) -> socket.socket:
    path.unlink(missing_ok=True)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    before = os.umask(0o177)
    try:
        line.bind(str(path))
    finally:
        os.umask(before)
    line.listen(4)
    return line


def ask(path: Path, request: AdminRequest) -> AdminReply:
    """Ask the running edge behind ``path``. Raises OSError when none listens."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as line:
        line.settimeout(2 * PATIENCE_S)
        line.connect(str(path))
        line.sendall(msgspec.json.encode(request))
        return msgspec.json.decode(line.recv(MOST_BYTES), type=AdminReply)
