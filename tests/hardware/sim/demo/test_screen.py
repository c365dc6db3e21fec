"""The simulated dealer reads its screen as the edge serves it, signs in by itself, and takes nothing from a screen that goes dark."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from hardware.sim.demo.screen import DealerScreen, next_card

PAGE = '<section data-guide="{}" data-place="{}" data-say="{}"></section>'


def test_only_a_card_for_a_place_is_drawn() -> None:
    assert next_card(PAGE.format("go", "seat-3", "Card for seat 3 card 2")) == "Card for seat 3 card 2"
    assert next_card(PAGE.format("go", "", "Compare with the layout and confirm ")) == ""
    assert next_card(PAGE.format("stop", "seat-3", "Wait seat 3 decides")) == ""
    assert next_card("<p>another page</p>") == ""


class Edge(BaseHTTPRequestHandler):
    """Serves one page to whoever has signed in."""

    page = ""

    def do_GET(self) -> None:
        signed_in = "studio=x" in self.headers.get("cookie", "")
        self.send_response(200 if signed_in else 303)
        self.end_headers()
        self.wfile.write(self.page.encode() if signed_in else b"")

    def do_POST(self) -> None:
        said = self.rfile.read(int(self.headers["content-length"]))
        self.send_response(303)
        if said == b"name=dora&password=secret":
            self.send_header("set-cookie", "studio=x")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@contextmanager
def edge() -> Iterator[tuple[str, type[Edge]]]:
    handler = type("Serving", (Edge,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", handler
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_dealer_signs_in_and_reads_and_a_dark_screen_says_nothing() -> None:
    with edge() as (url, serving):
        screen = DealerScreen(url, "blackjack-01", "dora", "secret")
        serving.page = PAGE.format("go", "dealer", "Card for dealer card 1")
        assert screen() is None
        assert screen() == "Card for dealer card 1"
        serving.page = PAGE.format("stop", "", "Wait insurance")
        assert screen() == ""
        serving.page = PAGE.format("go", "dealer", "Card for dealer card 3")
        assert screen() == "Card for dealer card 3"
    assert screen() is None
    screen.close()
