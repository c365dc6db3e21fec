"""A sink's own process, from the side of the hub: started, fed, listened to, and ended together with everything it started. Never waits for it
longer than its limit."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process

from pydantic import ValidationError

from edge_api.video.frames import Record
from edge_api.video.sinks.order import Answer, Failed, Order, answer_of
from edge_api.video.sinks.patience import OUT_OF_PATIENCE
from schemas.video.record import framed

GOODBYE_S = 2.0
START_S = 10.0
"""What the process itself may take to load, on a busy machine."""


class SinkFailed(Exception):
    """The publishing ended; the message says why, without secrets."""


class SinkProcess:
    """``start`` it; ``send`` frames and ``hear`` answers at the same time; ``end`` it in any case."""

    def __init__(self, process: Process, limit_s: float) -> None:
        self._process = process
        self._limit_s = limit_s

    @classmethod
    async def start(cls, order: Order) -> SinkProcess:
        """With its order told."""
        command = (sys.executable, "-m", "edge_api.video.sinks")
        process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, start_new_session=True
        )
        made = cls(process, order.limit_s)
        made._write(order.model_dump_json().encode() + b"\n")
        return made

    async def send(self, record: Record) -> None:
        """Hand it one frame.

        Raises:
            SinkFailed: it took nothing for longer than the limit.
        """
        self._write(framed(record.encode()))
        try:
            async with asyncio.timeout(self._limit_s + START_S):
                await self._drain()
        except TimeoutError:
            raise SinkFailed(self._silence()) from None

    async def hear(self) -> Answer:
        """Its next answer; its end is an answer, too."""
        line = await self._stdout.readline()
        if not line:
            code = await self._process.wait()
            return Failed(
                why=self._silence() if code == OUT_OF_PATIENCE else f"its process ended with {code}"
            )
        try:
            return answer_of(line)
        except ValidationError:
            return Failed(why="its process said what nobody understands")

    async def end(self) -> None:
        """End the input, wait a moment for the goodbye to the server, and kill what is left of it."""
        with contextlib.suppress(OSError, RuntimeError):
            self._stdin.close()
        try:
            async with asyncio.timeout(GOODBYE_S):
                await self._process.wait()
        except TimeoutError:
            pass
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        await self._process.wait()

    @property
    def _stdin(self) -> asyncio.StreamWriter:
        assert self._process.stdin is not None
        return self._process.stdin

    @property
    def _stdout(self) -> asyncio.StreamReader:
        assert self._process.stdout is not None
        return self._process.stdout

    def _write(self, content: bytes) -> None:
        """Into a pipe that may be broken, which is no news here: ``hear`` knows why. uvloop says so by a RuntimeError."""
        with contextlib.suppress(ConnectionError, RuntimeError):
            self._stdin.write(content)

    async def _drain(self) -> None:
        with contextlib.suppress(ConnectionError, RuntimeError):
            await self._stdin.drain()

    def _silence(self) -> str:
        return f"the server took nothing for {self._limit_s:g} s: cut"
