"""One sink of one table: waits for a picture, publishes it, and tries again after each failure, ever more seldom. Never blocks the hub."""

from __future__ import annotations

import asyncio
import logging
from asyncio import Task
from dataclasses import replace
from typing import Protocol

from edge_api.clock import Clock
from edge_api.video.feed import Feed, FeedClosed
from edge_api.video.frames import Record
from edge_api.video.sinks.child import START_S, SinkFailed, SinkProcess
from edge_api.video.sinks.order import Failed, Live, Order, Sound
from edge_api.video.sinks.state import BackOff, Phase, SinkState
from edge_api.video.sinks.target import Target
from edge_api.video.stream import Stream

log = logging.getLogger(__name__)

LIMIT_S = 10.0
NO_PICTURE_S = 2.0
_NS_PER_MS = 1_000_000


class Announce(Protocol):
    """Told of each change of phase."""

    def __call__(self, table_id: str, state: SinkState) -> None: ...


class Sink:
    """``run`` until it is cancelled or the stream ends; ``state`` at any time. ``limit_s``: patience with the server."""

    def __init__(
        self, stream: Stream, target: Target, clock: Clock, announce: Announce, limit_s: float = LIMIT_S
    ) -> None:
        self._stream, self._target, self._clock, self._announce = stream, target, clock, announce
        self._limit_s = limit_s
        self._back_off = BackOff()
        self._state = SinkState(target.kind, target.shown, target.track.name.lower())
        self._feed: Feed[Record] | None = None
        self._dropped = 0
        self._live_since_ns: int | None = None

    @property
    def state(self) -> SinkState:
        """How it is now."""
        waiting = self._feed.dropped if self._feed else 0
        return replace(self._state, dropped=self._dropped + waiting)

    async def run(self) -> None:
        """Publish for ever."""
        try:
            while True:
                try:
                    await self._publish_once()
                except (SinkFailed, OSError) as failure:
                    await self._wait_after(str(failure))
                except FeedClosed:
                    raise
                except Exception as fault:
                    log.exception("%s: %s: a fault of ours", self._stream.table_id, self._target.shown)
                    await self._wait_after(f"a fault of this edge ({type(fault).__name__}): see its log")
        except FeedClosed:
            self._become(Phase.OFF)

    async def _publish_once(self) -> None:
        tracks = (self._target.track, self._target.sound)
        self._feed = feed = self._stream.open_feed(tracks)
        no_picture = asyncio.get_running_loop().call_later(NO_PICTURE_S, self._become, Phase.OFF)
        try:
            held = await self._picture(feed)
            no_picture.cancel()
            self._become(Phase.CONNECTING)
            await self._publish(held, feed)
        finally:
            no_picture.cancel()
            self._dropped += feed.dropped
            self._feed = None
            feed.close()

    async def _picture(self, feed: Feed[Record]) -> list[Record]:
        """The frames from the last key frame on, as soon as one of them is fresh: a stream that has stopped is not worth a connection."""
        held = [await feed.next() for _ in range(len(feed))]
        held.append(await feed.next())
        while not any(self._is_key(record) for record in held):
            held = [await feed.next()]
        return held

    def _is_key(self, record: Record) -> bool:
        return record.is_key and record.track is self._target.track

    async def _publish(self, held: list[Record], feed: Feed[Record]) -> None:
        """Raises SinkFailed when it ends, FeedClosed when the stream does."""
        process = await SinkProcess.start(self._order())
        sending = asyncio.create_task(self._send(process, held, feed))
        hearing = asyncio.create_task(self._hear(process))
        try:
            await asyncio.wait((sending, hearing), return_when=asyncio.FIRST_COMPLETED)
            for ended in (hearing, sending):
                if ended.done():
                    ended.result()
        finally:
            await _cancel(sending, hearing)
            await process.end()

    def _order(self) -> Order:
        info = self._stream.tracks.get(self._target.sound)
        sound = Sound(rate=int(info.rate), channels=info.channels) if info else None
        target = self._target
        return Order(kind=target.kind, url=target.url, track=target.track, sound=sound, limit_s=self._limit_s)

    async def _send(self, process: SinkProcess, held: list[Record], feed: Feed[Record]) -> None:
        for record in held:
            await self._hand_over(process, record)
        while True:
            await self._hand_over(process, await feed.next())

    async def _hand_over(self, process: SinkProcess, record: Record) -> None:
        await process.send(record)
        self._state = replace(self._state, sent=self._state.sent + 1)

    async def _hear(self, process: SinkProcess) -> None:
        try:
            async with asyncio.timeout(self._limit_s + START_S):
                answer = await process.hear()
        except TimeoutError:
            raise SinkFailed(f"not live within {self._limit_s:g} s: cut") from None
        while isinstance(answer, Live):
            self._live()
            answer = await process.hear()
        raise SinkFailed(answer.why if isinstance(answer, Failed) else "ended")

    def _live(self) -> None:
        if self._state.phase is not Phase.LIVE:
            self._live_since_ns = self._clock.monotonic_ns()
            self._state = replace(self._state, why="", connected=self._state.connected + 1)
            self._become(Phase.LIVE)

    async def _wait_after(self, why: str) -> None:
        pause_s = self._back_off.failed(self._lived_s())
        self._live_since_ns = None
        failures = self._state.failures + 1
        self._state = replace(self._state, why=why, failures=failures)
        self._become(Phase.FAILED, next_try_utc_ms=self._now_utc_ms() + int(pause_s * 1000))
        await asyncio.sleep(pause_s)

    def _lived_s(self) -> float:
        if self._live_since_ns is None:
            return 0.0
        return (self._clock.monotonic_ns() - self._live_since_ns) / 1e9

    def _become(self, phase: Phase, next_try_utc_ms: int | None = None) -> None:
        changed = phase is not self._state.phase
        since = self._now_utc_ms() if changed else self._state.since_utc_ms
        self._state = replace(self._state, phase=phase, since_utc_ms=since, next_try_utc_ms=next_try_utc_ms)
        if changed:
            self._announce(self._stream.table_id, self._state)

    def _now_utc_ms(self) -> int:
        return self._clock.utc_ns() // _NS_PER_MS


async def _cancel(*tasks: Task[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
