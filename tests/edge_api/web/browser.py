"""A real browser for tests: Debian's chromium without a window, driven over the Chrome DevTools Protocol on loopback."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect

PROGRAM = shutil.which("chromium")
IN_BROWSER = [
    pytest.mark.slow,
    pytest.mark.skipif(
        PROGRAM is None, reason="chromium is not installed: the pages' scripts were NOT tried"
    ),
]
"""The marks of tests that need one."""
PATIENCE_S = 20.0
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--remote-debugging-port=0",
)  # fmt: skip


@dataclass(slots=True)
class Tab:
    """One page. ``events`` keeps what the browser reported by itself."""

    line: ClientConnection
    events: list[dict[str, Any]]
    _asked: int = 0

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """One protocol command and its answer, ``result`` or ``error`` in it."""
        self._asked += 1
        self.line.send(json.dumps({"id": self._asked, "method": method, "params": params}))
        while True:
            heard: dict[str, Any] = json.loads(self.line.recv(timeout=PATIENCE_S))
            if heard.get("id") == self._asked:
                return heard
            self.events.append(heard)

    def value(self, script: str) -> Any:
        """What an expression gives; promises are awaited."""
        answer = self._evaluate(script)
        assert "exceptionDetails" not in answer["result"], answer
        return answer["result"]["result"].get("value")

    def until(self, script: str) -> None:
        """Wait until an expression is true; while a page is being exchanged it can't be asked."""
        end = time.monotonic() + PATIENCE_S
        while self._evaluate(script).get("result", {}).get("result", {}).get("value") is not True:
            assert time.monotonic() < end, f"never true: {script}\n{self.complaints()}"
            time.sleep(0.05)

    def _evaluate(self, script: str) -> dict[str, Any]:
        return self.send("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)

    def complaints(self) -> list[str]:
        """Errors of scripts, and what the content policy has refused."""
        said = [
            event["params"]
            for event in self.events
            if event.get("method") in ("Runtime.exceptionThrown", "Log.entryAdded")
        ]
        return [
            json.dumps(each)[:300] for each in said if each.get("entry", {}).get("level", "error") == "error"
        ]


@contextmanager
def chromium(folder: Path) -> Iterator[str]:
    """A browser that keeps its things in ``folder``: the address of its socket. It ends with the block."""
    assert PROGRAM is not None
    words = (PROGRAM, *QUIET, f"--user-data-dir={folder}", "about:blank")
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            yield _address(folder)
        finally:
            process.terminate()


@contextmanager
def tab(browser: str) -> Iterator[Tab]:
    """A page of somebody who was never here: cookies, storage and cache are its own, and gone with it."""
    with connect(browser, proxy=None, compression=None) as line:
        asked = Tab(line, [])
        context = asked.send("Target.createBrowserContext")["result"]["browserContextId"]
        opened = asked.send("Target.createTarget", url="about:blank", browserContextId=context)
        host = browser.partition("/devtools/")[0]
        try:
            with _connected(f"{host}/devtools/page/{opened['result']['targetId']}") as page:
                yield page
        finally:
            asked.send("Target.disposeBrowserContext", browserContextId=context)


@contextmanager
def _connected(address: str) -> Iterator[Tab]:
    with connect(address, max_size=None, proxy=None, compression=None) as line:
        page = Tab(line, [])
        for domain in ("Page", "Runtime", "Log", "Network"):
            page.send(f"{domain}.enable")
        yield page


def _address(folder: Path) -> str:
    """Once the browser says where it listens."""
    port_file = folder / "DevToolsActivePort"
    end = time.monotonic() + PATIENCE_S
    while not (port_file.exists() and len(port_file.read_text().split()) == 2):
        assert time.monotonic() < end, "the browser did not start"
        time.sleep(0.05)
    port, browser = port_file.read_text().split()
    return f"ws://127.0.0.1:{port}{browser}"
