"""Debian's Chromium without a window, driven through Playwright, as the viewer. Ended with its block."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, sync_playwright

from tests.bench.processes import BenchFailed

PROGRAM = shutil.which("chromium")
QUIET = (
    "--no-sandbox", "--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required",
)  # fmt: skip
NO_BROWSER = "no chromium here (.ci/setup tests)"


@contextmanager
def browser_page(address: str) -> Iterator[Page]:
    """A page that has loaded. Raises BenchFailed when one of its scripts failed meanwhile."""
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=list(QUIET))
        try:
            page = browser.new_page(viewport={"width": 1280, "height": 720})
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.goto(address)
            yield page
        finally:
            browser.close()
    if complaints:
        raise BenchFailed(f"{address}: {complaints[0]}")
