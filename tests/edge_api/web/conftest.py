"""The stage, and visitors who ask for its pages."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import uvicorn

from tests.edge_api.web import stage
from tests.edge_api.web.browser import Tab, chromium, tab


@dataclass(frozen=True, slots=True)
class Visitor:
    """A browser that asks the real application for pages; each visit starts and ends it."""

    stage: stage.Stage
    cookies: dict[str, str]

    def get(self, path: str, accept: str = "text/html") -> httpx.Response:
        """One page; redirects are not followed."""
        return asyncio.run(self._get(path, accept))

    async def _get(self, path: str, accept: str) -> httpx.Response:
        app = self.stage.app
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(
                transport=httpx.ASGITransport(app), base_url="http://floor.test", cookies=self.cookies
            ) as client,
        ):
            return await client.get(path, headers={"accept": accept})


Visit = Callable[..., Visitor]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> stage.Stage:
    """One application for all the tests of a file: its templates are compiled once."""
    return stage.setup(tmp_path_factory.mktemp("stage"))


@pytest.fixture
def visit(built: stage.Stage) -> Visit:
    """Make a visitor signed in as ``role`` (or not) at a floor that shows ``snapshots``."""

    def make(role: str | None = None, snapshots: list[dict[str, Any]] | None = None) -> Visitor:
        built.snapshots[:] = snapshots if snapshots is not None else [stage.roulette(), stage.baccarat()]
        cookies = {"studio": stage.cookie_of(role)} if role is not None else {}
        return Visitor(built, cookies)

    return make


@pytest.fixture(scope="module")
def address(built: stage.Stage) -> Iterator[str]:
    """The stage, served on loopback."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(
            uvicorn.Config(built.app, log_config=None, ws="websockets-sansio", timeout_graceful_shutdown=1)
        )
        serving = threading.Thread(target=server.run, args=([listening],))
        serving.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        serving.join()


@pytest.fixture(scope="package")
def chrome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One browser for all files, each of which is somebody else in it: its socket's address."""
    with chromium(tmp_path_factory.mktemp("profile")) as running:
        yield running


@pytest.fixture(scope="module")
def browser(address: str, chrome: str) -> Iterator[Tab]:
    with tab(chrome) as opened:
        opened.send("Network.setCookie", name="studio", value=stage.cookie_of("pit_boss"), url=address)
        yield opened


@pytest.fixture
def page(browser: Tab, address: str) -> Tab:
    """A player page whose scripts run; what a test draws, it draws into it by hand."""
    browser.send("Page.navigate", url=f"{address}/play/roulette-01")
    browser.until("document.documentElement?.dataset.script === 'on'")
    return browser
