"""Runs the front under uvicorn as a service: tells systemd when it is ready, feeds its watchdog, and ends when the books end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
from collections.abc import Iterator

import uvicorn
from fastapi import FastAPI

from edge_api.books.messages import AreYouWell, Done
from edge_api.books_link import BooksDied, BooksLink
from edge_api.config import EX_CONFIG
from edge_api.config_parts import Http
from edge_api.doorstep import Doorstep

log = logging.getLogger(__name__)

GRACE_S = 5
WATCHDOG_S = 2.0
ANSWER_LIMIT_S = 5.0
USER_TIMEOUT_MS = 10_000
MOST_SOCKET_FRAME = 64 * 1024


class NotifyingServer(uvicorn.Server):
    """Says that it is ready once it listens."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """SIGTERM and SIGINT end the serving. uvicorn's own raises them again afterwards, and the process would end by a signal instead of with 0."""
        before = {
            number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            yield
        finally:
            for number, action in before.items():
                signal.signal(number, action)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            log.info("serving")
            notify("READY=1")


async def run(app: FastAPI, link: BooksLink, http: Http) -> int:
    """Serve until told to stop; the exit code.

    0 after SIGTERM or SIGINT, 78 when the books found the configuration or store wrong, 1 when they died or the address is taken.
    """
    try:
        listener = listen(http)
    except OSError as taken:
        log.error(
            "can't listen on %s port %d: %s: correct http.host and http.port, or end what listens there",
            http.host,
            http.port,
            taken,
        )
        return 1
    server = NotifyingServer(_settings(app))
    watching = asyncio.create_task(_watch(server, link))
    try:
        with listener, contextlib.suppress(SystemExit):  # uvicorn's word for a failed start
            await server.serve([listener])
    finally:
        watching.cancel()
        notify("STOPPING=1")
    if server.started and not link.died:
        return 0
    return EX_CONFIG if link.exit_code == EX_CONFIG else 1


async def _watch(server: uvicorn.Server, link: BooksLink) -> None:
    """Feeds the watchdog while the books answer; stops the server when they end, so that both start again together."""
    while not await link.wait_death(timeout_s=WATCHDOG_S):
        if link.ready and await _books_answer(link):
            notify("WATCHDOG=1")
    server.should_exit = True


async def _books_answer(link: BooksLink) -> bool:
    """Books that are alive but stuck must not be fed for."""
    try:
        async with asyncio.timeout(ANSWER_LIMIT_S):
            return isinstance(await link.request(AreYouWell(0)), Done)
    except (TimeoutError, BooksDied):
        return False


def listen(http: Http) -> socket.socket:
    """The listening socket. A peer that stops reading is cut off by the kernel after USER_TIMEOUT_MS (tcp(7)).

    Raises:
        OSError: the address is taken or not ours.
    """
    family = socket.AF_INET6 if ":" in http.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, USER_TIMEOUT_MS)
    listener.bind((http.host, http.port))
    return listener


def _settings(app: FastAPI) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=Doorstep,
        ws="websockets-sansio",
        ws_max_size=MOST_SOCKET_FRAME,
        ws_per_message_deflate=False,
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
    )


def notify(state: str) -> None:
    """Tell systemd, if it listens (sd_notify(3): a datagram to $NOTIFY_SOCKET; ``@`` is the abstract namespace)."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.connect("\0" + address[1:] if address.startswith("@") else address)
        line.send(state.encode())
