"""The front's line to the books process: starts it, sends it requests in batches and waits for their replies. Ends when the books end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import subprocess
import sys
from asyncio import Future
from collections.abc import Callable

import msgspec

from edge_api.books.ipc import OPEN, READ_BYTES, Frames, PeerGone, frames
from edge_api.books.messages import Done, Notice, Ready, Refused, Reply, Request
from schemas.bets import Refusal

log = logging.getLogger(__name__)

MOST_PENDING = 20_000
START_LIMIT_S = 60.0
STOP_LIMIT_S = 10.0
OVERLOADED = "the books can't keep up: try again in a moment"


class BooksDied(Exception):
    """The books process ended: nothing more can be answered, and what was pending may or may not have happened."""


class BooksLink:
    """One per front process. ``start`` it, then ``request``; when it has ``died``, the front must end too.

    A front that has much to load itself calls ``begin`` before it does so: the books then load at the same time.
    """

    def __init__(self, config_file: str, most_pending: int = MOST_PENDING) -> None:
        self._config_file = config_file
        self._most_pending = most_pending
        self._pending: dict[int, Future[Done | Refused]] = {}
        self._outgoing: list[Request] = []
        self._tickets = 0
        self._frames = Frames()
        self._decode = msgspec.msgpack.Decoder(list[Reply]).decode
        self._death = asyncio.Event()
        self._is_ready = asyncio.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._reading: asyncio.Task[None] | None = None
        self._stopping = self._died = False

    @property
    def ready(self) -> bool:
        """The books are open and answer."""
        return self._is_ready.is_set() and not self._death.is_set()

    @property
    def died(self) -> bool:
        """The books process has ended, and nobody had asked it to."""
        return self._died

    @property
    def pending(self) -> int:
        """Requests without a reply yet."""
        return len(self._pending)

    @property
    def pid(self) -> int | None:
        """Process id of the books."""
        return self._child.pid if self._child else None

    @property
    def exit_code(self) -> int | None:
        """How the books process ended (78: the configuration or the store is wrong); None while it runs."""
        return self._child.poll() if self._child else None

    def begin(self) -> None:
        """Start the process. It loads, and opens nothing until ``start``; when the front ends first, it ends too."""
        self._line, theirs = socket.socketpair()
        command = ("-m", "edge_api.books", "--config", self._config_file, "--fd", str(theirs.fileno()))
        with theirs:
            self._child = subprocess.Popen(
                [sys.executable, *command], pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL
            )

    def give_up(self) -> None:
        """End a process that was begun and never started."""
        if self._child is not None and self._reading is None:
            self._line.close()
            self._child.wait(STOP_LIMIT_S)

    async def start(self, on_ready: Callable[[Ready], None], on_notice: Callable[[Notice], None]) -> None:
        """Start the books and return when they are open. ``on_ready`` gets the snapshot, then ``on_notice`` everything that happens.

        Raises:
            BooksDied: they ended instead; their own message is on standard error.
        """
        self._on_ready, self._on_notice = on_ready, on_notice
        if self._child is None:
            self.begin()
        with contextlib.suppress(OSError):  # it may have died already: then there is nothing to read, either
            self._line.sendall(OPEN)
        self._line.setblocking(False)
        reader, self._writer = await asyncio.open_connection(sock=self._line, limit=READ_BYTES)
        self._reading = asyncio.create_task(self._read(reader))
        await self._until_ready()

    async def request(self, message: Request) -> Done | Refused:
        """Send one request (its ticket is set here) and wait for its reply, which comes after its commit.

        Refused as overloaded when too much is pending. Raises BooksDied.
        """
        return await self.ask(message)

    def ask(self, message: Request) -> Future[Done | Refused]:
        """``request`` without the waiting: its reply is to come."""
        if self.died or self._child is None:
            raise BooksDied("the books are not running")
        loop = asyncio.get_running_loop()
        reply: Future[Done | Refused] = loop.create_future()
        if len(self._pending) >= self._most_pending:
            reply.set_result(Refused(0, Refusal.OVERLOADED.value, OVERLOADED))
            return reply
        self._tickets += 1
        self._pending[self._tickets] = reply
        if not self._outgoing:
            loop.call_soon(self._flush)
        self._outgoing.append(msgspec.structs.replace(message, ticket=self._tickets))
        return reply

    async def wait_death(self, timeout_s: float) -> bool:
        """Wait up to so long; True when the books have ended, whoever wanted it."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._death.wait(), timeout_s)
        return self._death.is_set()

    async def stop(self) -> None:
        """Let the books finish what they hold and end."""
        self._stopping = True
        if self._child is None:
            return
        self._writer.close()
        try:
            await asyncio.to_thread(self._child.wait, STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            self._child.kill()
            await asyncio.to_thread(self._child.wait)
        if self._reading is not None:
            await self._reading

    def _flush(self) -> None:
        """Everything that was asked in this turn of the event loop goes in one frame."""
        requests, self._outgoing = self._outgoing, []
        if not self._death.is_set():
            self._writer.write(frames(requests))

    async def _until_ready(self) -> None:
        waiting = {asyncio.create_task(self._is_ready.wait()), asyncio.create_task(self._death.wait())}
        _, late = await asyncio.wait(waiting, timeout=START_LIMIT_S, return_when=asyncio.FIRST_COMPLETED)
        for task in late:
            task.cancel()
        if not self.ready:
            await self.stop()
            raise BooksDied("the books did not open: their own message says why")

    async def _read(self, reader: asyncio.StreamReader) -> None:
        try:
            while data := await reader.read(READ_BYTES):
                for body in self._frames.feed(data):
                    self._take(self._decode(body))
        except (OSError, PeerGone) as broken:
            log.error("the line to the books broke: %s", broken)
        finally:
            self._end()

    def _take(self, replies: list[Reply]) -> None:
        for reply in replies:
            match reply:
                case Notice():
                    self._on_notice(reply)
                case Ready():
                    self._on_ready(reply)
                    self._is_ready.set()
                case _:
                    waiting = self._pending.pop(reply.ticket, None)
                    if waiting is not None and not waiting.done():
                        waiting.set_result(reply)

    def _end(self) -> None:
        if not self._stopping:
            self._died = True
            log.error("the books process has ended")
        self._death.set()
        self._writer.close()
        for waiting in self._pending.values():
            if not waiting.done():
                waiting.set_exception(BooksDied("the books ended before they answered"))
        self._pending.clear()
