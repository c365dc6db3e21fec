"""The front's window on the books: read-only queries on threads of their own. It can't write, and it never blocks the event loop."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

THREADS = 2


class Reader:
    """Runs ``query(connection)`` on a small pool; each thread has its own read-only connection."""

    def __init__(self, database: Path) -> None:
        self._uri = f"{database.resolve().as_uri()}?mode=ro"
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="reader")

    async def read(self, query: Callable[[sqlite3.Connection], T]) -> T:
        """The query's answer, as of the last commit."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._run, query)

    def close(self) -> None:
        """Wait for running queries and close the connections."""
        self._pool.shutdown(wait=True)
        for connection in self._opened:
            connection.close()

    def _run(self, query: Callable[[sqlite3.Connection], T]) -> T:
        return query(self._connection())

    def _connection(self) -> sqlite3.Connection:
        known: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if known is None:
            known = sqlite3.connect(self._uri, uri=True, isolation_level=None, check_same_thread=False)
            known.row_factory = sqlite3.Row
            self._local.connection = known
            self._opened.append(known)
        return known
