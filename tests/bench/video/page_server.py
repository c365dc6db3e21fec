"""Serves the bench's page and the client library as it is shipped, on a loopback port of its own, for the time of a block."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.bench.processes import PROJECT

FOLDERS = {"/static/": PROJECT / "edge_api" / "web" / "static", "/bench/": Path(__file__).parent}


class _Handler(SimpleHTTPRequestHandler):
    def translate_path(self, path: str) -> str:
        plain = path.partition("?")[0]
        for start, folder in FOLDERS.items():
            if plain.startswith(start) and ".." not in plain:
                return str(folder / plain.removeprefix(start))
        return "/nowhere"

    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""


@contextmanager
def page_server() -> Iterator[str]:
    """The origin of the pages, such as http://127.0.0.1:40000."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    serving.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        serving.join()
