"""All tracks of all tables as HLS, each made on demand and let go when nobody watches; and how many watch."""

from __future__ import annotations

import asyncio
import logging
import secrets
from asyncio import Task

from edge_api.clock import Clock
from edge_api.video.audience import Audience
from edge_api.video.frames import VIDEO as PICTURES
from edge_api.video.frames import Track
from edge_api.video.hls_names import SealedNames
from edge_api.video.hls_track import HlsTrack
from edge_api.video.stream import Stream

log = logging.getLogger(__name__)

PATH = "hls"
WATCHES_NS = 15_000_000_000
"""Who has asked for a playlist within that time watches."""

MOST_COUNTED = 10_000


class HlsRoom:
    """``track`` gives what is asked for, made if need be; ``seen`` counts a viewer; ``close`` in the end."""

    def __init__(self, audience: Audience, clock: Clock) -> None:
        self._audience, self._clock = audience, clock
        self._key = secrets.token_bytes(32)
        self._tracks: dict[tuple[str, Track], tuple[HlsTrack, Task[None]]] = {}
        self._viewers: dict[str, dict[str, int]] = {}

    def track(self, stream: Stream, track: Track) -> HlsTrack:
        """That track; who asks for it keeps it going, and the table's other one beside it: a player that changes over must find it in step."""
        for each in {track, *PICTURES.intersection(stream.tracks)}:
            (self.running(stream.table_id, each) or self._start(stream, each)).touch()
        return self._tracks[stream.table_id, track][0]

    def running(self, table_id: str, track: Track) -> HlsTrack | None:
        """That track if it is being made now."""
        made, task = self._tracks.get((table_id, track), (None, None))
        return None if task is None or task.done() else made

    def seen(self, table_id: str, who: str) -> None:
        """Somebody has asked for a playlist."""
        now_ns = self._clock.monotonic_ns()
        viewers = self._viewers.setdefault(table_id, {})
        viewers.pop(who, None)
        viewers[who] = now_ns
        self._forget_old(viewers, now_ns)
        self._audience.set(table_id, PATH, len(viewers))

    def sent(self, size: int) -> None:
        """So many bytes went to a viewer, or to a cache before many of them."""
        self._audience.bytes_out[PATH] += size

    async def close(self) -> None:
        """Let all tracks go."""
        tasks = [task for _, task in self._tracks.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _start(self, stream: Stream, track: Track) -> HlsTrack:
        names = SealedNames(self._key, f"{stream.table_id}/{track.name}")
        made = HlsTrack(stream, track, names, self._clock, self._count)
        task = asyncio.create_task(made.run())
        self._tracks[stream.table_id, track] = made, task
        task.add_done_callback(lambda task: self._ended((stream.table_id, track), task))
        return made

    def _ended(self, key: tuple[str, Track], task: Task[None]) -> None:
        """Nobody watches, and the memory is free again; or a fault of ours, which must be seen."""
        if self._tracks.get(key, (None, None))[1] is task:
            del self._tracks[key]
        if not task.cancelled() and task.exception() is not None:
            log.error("%s: HLS of %s has ended by a fault", *key, exc_info=task.exception())

    def _count(self) -> None:
        """At each part: who has gone is no longer counted."""
        now_ns = self._clock.monotonic_ns()
        for table_id, viewers in self._viewers.items():
            self._forget_old(viewers, now_ns)
            self._audience.set(table_id, PATH, len(viewers))

    @staticmethod
    def _forget_old(viewers: dict[str, int], now_ns: int) -> None:
        """The oldest come first."""
        for who in list(viewers):
            if now_ns - viewers[who] < WATCHES_NS and len(viewers) <= MOST_COUNTED:
                return
            del viewers[who]
