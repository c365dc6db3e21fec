"""The back door of a simulated device: JSON lines over a private unix socket, each answered by one line. Never part of a real table."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

Order = dict[str, Any]
Answer = Callable[[Order], Order]


class ControlServer:
    """Serves ``answer`` at ``path``. A wrong order is answered with ``{"error": ...}`` and changes nothing."""

    def __init__(self, path: Path, answer: Answer) -> None:
        self._path = path
        self._answer = answer
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen; replaces a socket that a dead process left. The path is there only once it can be dialled."""
        self._server = await asyncio.start_unix_server(self._talk, sock=_listening(self._path))

    async def stop(self) -> None:
        """Close and remove the socket."""
        if self._server is not None:
            self._server.close()
        self._path.unlink(missing_ok=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                writer.write(json.dumps(answer_line(line, self._answer)).encode() + b"\n")
                await writer.drain()
        except ConnectionError:
            return
        finally:
            writer.close()


def _listening(path: Path) -> socket.socket:
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(fresh))
    listener.listen()
    fresh.replace(path)
    return listener


def answer_line(line: bytes, answer: Answer) -> Order:
    """One order's answer, ``{"error": ...}`` when it is not one."""
    try:
        order = json.loads(line)
        if not isinstance(order, dict):
            raise TypeError("an order is a JSON object")
        return answer(order)
    except (KeyError, TypeError, ValueError) as wrong:
        return {"error": f"{type(wrong).__name__}: {wrong}"}


class ControlRefused(Exception):
    """The device did not understand the order."""


class ControlClient:
    """Blocking far end of a control socket, for tests and the demo's fingers."""

    def __init__(self, path: Path, timeout_s: float = 5.0) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(timeout_s)
        try:
            self._socket.connect(str(path))
        except OSError:
            self._socket.close()
            raise
        self._lines = self._socket.makefile("rb")

    def ask(self, **order: Any) -> Order:
        """Send one order and wait for its answer.

        Raises:
            ControlRefused: the device answered with an error.
            OSError: the device is gone.
        """
        self._socket.sendall(json.dumps(order).encode() + b"\n")
        line = self._lines.readline()
        if not line:
            raise ConnectionResetError("the simulated device is gone")
        answer: Order = json.loads(line)
        if "error" in answer:
            raise ControlRefused(answer["error"])
        return answer

    def close(self) -> None:
        """Hang up."""
        self._lines.close()
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
