"""The video process's line to the agent that started it: health up, the clock's quality down. When the agent ends, so does this process.

Lines of JSON over a socket pair. Up: ``VideoHealth``. Down: {"clock_error_us": number or null}.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable
from threading import Event, Thread, Timer

from firmware_agent.video.vitals import Vitals

LINGER_S = 4.0
READ_BYTES = 4096


class ParentLine:
    """``tell`` never waits: an agent that does not read hears the next one."""

    def __init__(self, line: socket.socket, vitals: Vitals, stop: Callable[[], None]) -> None:
        self._line, self._vitals, self._stop = line, vitals, stop
        Thread(target=self._listen, name="video-parent", daemon=True).start()

    def tell(self) -> None:
        said = self._vitals.report().model_dump_json().encode() + b"\n"
        try:
            self._line.send(said, socket.MSG_DONTWAIT)
        except OSError:
            return

    def _listen(self) -> None:
        heard = b""
        while part := self._read():
            *lines, heard = (heard + part).split(b"\n")
            for line in lines:
                self._vitals.clock_error_us = json.loads(line)["clock_error_us"]
        self._stop()
        last_word = Timer(LINGER_S, os._exit, (1,))
        last_word.daemon = True
        last_word.start()

    def _read(self) -> bytes:
        try:
            return self._line.recv(READ_BYTES)
        except OSError:
            return b""


def watch_own_clock(
    read_error_us: Callable[[], int | None], vitals: Vitals, every_s: float, stop: Event
) -> None:
    """Without an agent: look at the clock's quality oneself."""
    while not stop.is_set():
        vitals.clock_error_us = read_error_us()
        stop.wait(every_s)
