"""A TCP relay on the way to an edge that a test can make swallow all that is sent, both ways, while both ends see a connection that stands."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import Self

PIECE_BYTES = 65_536


class Between:
    """Listens between entry and exit. ``swallows``: while it is set, nothing that comes goes on."""

    def __init__(self, port: int) -> None:
        self.swallows = threading.Event()
        self._port = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lines: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept)]
        self.url = f"ws://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        for line in (self._listener, *self._lines):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()
        for thread in self._threads:
            thread.join(10)
            assert not thread.is_alive()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self._port), 5)
                self._lines += [near, far]
                for source, target in ((near, far), (far, near)):
                    thread = threading.Thread(target=self._relay, args=(source, target))
                    self._threads.append(thread)
                    thread.start()

    def _relay(self, source: socket.socket, target: socket.socket) -> None:
        """Until either end hangs up; the other hears of it."""
        with suppress(OSError):
            while part := source.recv(PIECE_BYTES):
                if not self.swallows.is_set():
                    target.sendall(part)
        with suppress(OSError):
            target.shutdown(socket.SHUT_RDWR)
