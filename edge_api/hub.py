"""Fan-out of what happened to everyone who watches: one encoding per notice, one bounded queue per watcher, and the slow are dropped."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from edge_api.books.messages import Notice
from edge_api.picture_time import PictureTimes

MOST_WAITING = 256


class TooSlow(Exception):
    """The watcher did not read; it must come back and start from a snapshot."""


@dataclass(eq=False, slots=True)
class Watcher:
    """One reader of a table's events (``table_id`` None: of all tables)."""

    table_id: str | None
    player_no: int | None
    is_staff: bool
    _frames: asyncio.Queue[str] = field(default_factory=lambda: asyncio.Queue(MOST_WAITING))
    _dropped: bool = False

    async def next(self) -> str:
        """The next frame as JSON text.

        Raises:
            TooSlow: frames were dropped because this watcher did not read.
        """
        if self._dropped and self._frames.empty():
            raise TooSlow
        return await self._frames.get()

    def offer(self, frame: str) -> None:
        """Queue a frame; a full queue marks the watcher as too slow."""
        if self._dropped:
            return
        try:
            self._frames.put_nowait(frame)
        except asyncio.QueueFull:
            self._dropped = True

    def wants(self, notice: Notice) -> bool:
        """Is this notice for this watcher?"""
        if notice.player_no is not None and notice.player_no != self.player_no:
            return False
        if notice.staff_only and not self.is_staff:
            return False
        return self.table_id is None or notice.table_id in (None, self.table_id)


class Hub:
    """All watchers, by table."""

    def __init__(self, times: PictureTimes | None = None) -> None:
        self._times = times or PictureTimes({})
        self._watchers: dict[str | None, set[Watcher]] = {}

    @property
    def watching(self) -> int:
        """How many watchers there are."""
        return sum(len(watchers) for watchers in self._watchers.values())

    @contextmanager
    def watch(
        self, table_id: str | None, player_no: int | None = None, is_staff: bool = False
    ) -> Iterator[Watcher]:
        """Register a watcher for the time of the block."""
        watcher = Watcher(table_id, player_no, is_staff)
        self._watchers.setdefault(table_id, set()).add(watcher)
        try:
            yield watcher
        finally:
            self._watchers[table_id].discard(watcher)

    def publish(self, notice: Notice) -> None:
        """Hand a notice to everyone whom it concerns."""
        frame: str | None = None
        for watcher in self._concerned(notice.table_id):
            if watcher.wants(notice):
                frame = frame or encode(notice, self._times.of(notice))
                watcher.offer(frame)

    def _concerned(self, table_id: str | None) -> list[Watcher]:
        if table_id is None:
            return [watcher for watchers in self._watchers.values() for watcher in watchers]
        return [*self._watchers.get(table_id, ()), *self._watchers.get(None, ())]


def encode(notice: Notice, shown_at_ms: float) -> str:
    """A notice as the frame that clients read; ``t``: when the picture shows it."""
    head: dict[str, Any] = {
        "ev": notice.event, "table": notice.table_id, "seq": notice.seq, "t": shown_at_ms,
    }  # fmt: skip
    frame = head | notice.body
    return json.dumps(frame, separators=(",", ":"))
