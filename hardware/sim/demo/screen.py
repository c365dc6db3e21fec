"""The screen at a dealer's table, read by the simulated dealer: the edge's own page for dealers, as a browser gets it. Orders nothing."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field

import httpx

GUIDE = re.compile(r'data-guide="(\w+)" data-place="([^"]*)" data-say="([^"]*)"')
SAME_SITE = {"sec-fetch-site": "same-origin"}
LOOK_S, PATIENCE_S = 0.03, 2.0


@dataclass(slots=True)
class DealerScreen:
    """Signed in as a dealer at one table. A screen that gets no answer is dark: what it showed may be over."""

    url: str
    table: str
    name: str
    password: str
    _client: httpx.Client | None = None
    _pause: threading.Event = field(default_factory=threading.Event)

    def __call__(self) -> str | None:
        """The words for the next card; empty while the dealer waits, None while the screen is dark."""
        self._pause.wait(LOOK_S)
        try:
            page = self._page()
        except httpx.HTTPError:
            return None
        return None if page is None else next_card(page)

    def close(self) -> None:
        """Walk away from it."""
        if self._client is not None:
            self._client.close()

    def _page(self) -> str | None:
        """The console's page; None when the edge has none to give, or has to know us first."""
        if self._client is None:
            self._client = httpx.Client(base_url=self.url, timeout=PATIENCE_S, headers=SAME_SITE)
        answer = self._client.get(f"/floor/tables/{self.table}/dealer", headers={"accept": "text/html"})
        if answer.is_success:
            return answer.text
        if answer.is_redirect or answer.status_code == httpx.codes.UNAUTHORIZED:
            self._client.post("/login", data={"name": self.name, "password": self.password})
        return None


def next_card(page: str) -> str:
    """What a console's page says of the next card; empty when no card is to be drawn, or the page is another."""
    found = GUIDE.search(page)
    if found is None or found[1] != "go" or not found[2]:
        return ""
    return found[3]
