"""What the process that looks says to the agent that started it, and hears from it. Ends with it; says nothing about pictures itself."""

from __future__ import annotations

import logging
import os
import socket
import struct
from collections.abc import Callable
from threading import Lock, Thread, Timer

from firmware_agent.sight.line import Down, Up, down

log = logging.getLogger(__name__)

LINGER_S = 3.0
SAY_S = 1.0
READ_BYTES = 65_536
MOST_BYTES = 200_000


class Mouth:
    """``say`` may be called from any thread. ``heard`` and ``over`` are called on the listening thread."""

    def __init__(self, line: socket.socket, heard: Callable[[Down], None], over: Callable[[], None]) -> None:
        self._line, self._heard, self._over = line, heard, over
        self._saying = Lock()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, _timeval(SAY_S))

    def begin(self) -> None:
        """Listen from now on."""
        Thread(target=self._listen, name="sight-parent", daemon=True).start()

    def say(self, said: Up) -> None:
        """An agent that does not read for a second has other troubles: then all ends, and begins anew."""
        with self._saying:
            try:
                self._line.sendall(said.model_dump_json().encode() + b"\n")
            except OSError as wrong:
                log.error("the agent does not hear: %s", wrong)
                self._over()

    def _listen(self) -> None:
        heard = b""
        while part := self._read():
            *lines, heard = (heard + part).split(b"\n")
            heard = heard if len(heard) <= MOST_BYTES else b""
            for line in lines:
                self._take(line)
        self._over()
        last_word = Timer(LINGER_S, os._exit, (1,))
        last_word.daemon = True
        last_word.start()

    def _take(self, line: bytes) -> None:
        try:
            self._heard(down(line))
        except ValueError as wrong:
            log.warning("the agent says what can't be read: %s", wrong)

    def _read(self) -> bytes:
        try:
            return self._line.recv(READ_BYTES)
        except OSError:
            return b""


def _timeval(seconds: float) -> bytes:
    return struct.pack("ll", int(seconds), round(seconds % 1 * 1e6))
