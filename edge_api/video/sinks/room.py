"""All sinks of all tables: started with the video process, ended with it, and what is known of them. One that fails tells the log once, and once when it is back."""

from __future__ import annotations

import asyncio
import logging
from asyncio import Task
from collections.abc import Iterable, Mapping

from edge_api.clock import Clock
from edge_api.video.sinks.sink import LIMIT_S, Sink
from edge_api.video.sinks.state import Phase, SinkState
from edge_api.video.sinks.target import Target
from edge_api.video.stream import Streams

log = logging.getLogger(__name__)


class Sinks:
    """``targets``: by table, in the order of the configuration. ``start`` inside the loop, ``close`` in the end."""

    def __init__(
        self,
        streams: Streams,
        targets: Mapping[str, Iterable[Target]],
        clock: Clock,
        limit_s: float = LIMIT_S,
    ) -> None:
        self._sinks: dict[str, list[Sink]] = {}
        self._down: set[tuple[str, str]] = set()
        self._tasks: list[Task[None]] = []
        for table, wanted in targets.items():
            stream = streams.get(table)
            if stream is not None:
                self._sinks[table] = [Sink(stream, each, clock, self._say, limit_s) for each in wanted]

    def start(self) -> None:
        """Begin to publish."""
        every = (sink for sinks in self._sinks.values() for sink in sinks)
        self._tasks = [asyncio.create_task(sink.run()) for sink in every]
        for task in self._tasks:
            task.add_done_callback(_ended)

    def states(self) -> dict[str, list[SinkState]]:
        """By table."""
        return {table: [sink.state for sink in sinks] for table, sinks in self._sinks.items()}

    async def close(self) -> None:
        """Say goodbye to the servers, within some 2 s."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _say(self, table_id: str, state: SinkState) -> None:
        key = (table_id, f"{state.kind} {state.to} {state.track}")
        if state.phase is Phase.FAILED and key not in self._down:
            self._down.add(key)
            log.warning("%s: nothing goes to %s: %s", *key, state.why)
        elif state.phase is Phase.LIVE:
            self._down.discard(key)
            log.info("%s: live at %s", *key)


def _ended(task: Task[None]) -> None:
    """A sink ends with the process only; anything else is a fault of ours, and must be seen."""
    if not task.cancelled() and task.exception() is not None:
        log.error("a sink has ended by a fault", exc_info=task.exception())
