"""Tells systemd how the program is (sd_notify(3)) over its datagram socket. Without systemd it says nothing, and nothing fails."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping


class Systemd:
    """One connection to the service manager, from NOTIFY_SOCKET and WATCHDOG_USEC of ``environ``; made once, used from any thread."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        address = environ.get("NOTIFY_SOCKET", "")
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self._socket = (
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) if address else None
        )
        self.watchdog_s = _watchdog_s(environ)

    def ready(self, status: str) -> None:
        self._say(f"READY=1\nSTATUS={_line(status)}")

    def status(self, text: str) -> None:
        self._say(f"STATUS={_line(text)}")

    def alive(self) -> None:
        """Feed the watchdog."""
        self._say("WATCHDOG=1")

    def stopping(self, why: str) -> None:
        self._say(f"STOPPING=1\nSTATUS={_line(why)}")

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()

    def _say(self, message: str) -> None:
        if self._socket is not None:
            self._socket.sendto(message.encode(), self._address)


def _watchdog_s(environ: Mapping[str, str]) -> float | None:
    """How often systemd wants to hear from this process; None when it does not watch it."""
    microseconds = environ.get("WATCHDOG_USEC", "")
    meant_for_us = environ.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
    return int(microseconds) / 1e6 if microseconds.isdigit() and meant_for_us else None


def _line(text: str) -> str:
    return text.replace("\n", " ")
