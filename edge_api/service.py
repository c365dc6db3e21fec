"""Runs the front under uvicorn as a service: tells systemd when it is ready, feeds its watchdog, and ends when the books end."""

from __future__ import annotations

import asyncio
import logging
import os
import socket

import uvicorn

from edge_api.app import create_app, lifespan_of
from edge_api.books_link import BooksLink
from edge_api.clock import SystemClock
from edge_api.config import EdgeConfig

log = logging.getLogger(__name__)

GRACE_S = 5
MOST_SOCKET_FRAME = 64 * 1024


def serve(config: EdgeConfig, config_file: str) -> int:
    """Serve until told to stop; the exit code: 0 after SIGTERM or SIGINT, 1 when the books died."""
    return asyncio.run(_serve(config, config_file))


async def _serve(config: EdgeConfig, config_file: str) -> int:
    link = BooksLink(config_file)
    app = create_app(lifespan_of(config, SystemClock(), link))
    server = uvicorn.Server(_settings(app, config))
    watching = asyncio.create_task(_watch(server, link))
    try:
        await server.serve()
    finally:
        watching.cancel()
        notify("STOPPING=1")
    return 0 if server.started and not link.died else 1


def _settings(app: object, config: EdgeConfig) -> uvicorn.Config:
    return uvicorn.Config(
        app,  # type: ignore[arg-type]
        host=config.http.host,
        port=config.http.port,
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_max_size=MOST_SOCKET_FRAME,
        ws_per_message_deflate=False,
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
    )


async def _watch(server: uvicorn.Server, link: BooksLink) -> None:
    """Ready when serving; alive while the books answer; over when they die."""
    while not server.started:
        await asyncio.sleep(0.05)
    log.info("serving")
    notify("READY=1")
    while not link.died:
        notify("WATCHDOG=1")
        await link.wait_death(timeout_s=2.0)
    log.error("the books process ended: stopping, so that both start again together")
    server.should_exit = True


def notify(state: str) -> None:
    """Tell systemd, if it listens (sd_notify(3): a datagram to $NOTIFY_SOCKET; ``@`` is the abstract namespace)."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.connect("\0" + address[1:] if address.startswith("@") else address)
        line.send(state.encode())
