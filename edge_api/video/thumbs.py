"""Small stills for the floor's wall: one key frame a second of each table is decoded, on a thread, and only while somebody asks."""

from __future__ import annotations

import asyncio
import hashlib
import io
import logging
from collections.abc import Callable
from dataclasses import dataclass

import av

from edge_api.clock import Clock
from edge_api.video.frames import Record, Track
from edge_api.video.stream import Stream

log = logging.getLogger(__name__)

WIDTH = 320
QUALITY = 75
FRESH_NS = 1_000_000_000

Decode = Callable[[bytes], bytes]
"""A key frame in, a JPEG out."""


@dataclass(frozen=True, slots=True)
class Thumb:
    """``etag``: of its bytes. ``capture_utc_ns``: of the frame that it shows."""

    jpeg: bytes
    etag: str
    capture_utc_ns: int


class Thumbs:
    """``of`` makes a still when there is none of the last second; who asks at the same time waits for the same one."""

    def __init__(self, clock: Clock, decode: Decode) -> None:
        self._clock, self._decode = clock, decode
        self._made: dict[str, tuple[int, Thumb]] = {}
        self._making: dict[str, asyncio.Task[Thumb | None]] = {}

    async def of(self, stream: Stream) -> Thumb | None:
        """The table's still; None when there is no key frame, or none that can be decoded."""
        table, now_ns = stream.table_id, self._clock.monotonic_ns()
        known = self._made.get(table)
        if known is not None and now_ns - known[0] < FRESH_NS:
            return known[1]
        task = self._making.get(table)
        if task is None:
            task = self._making[table] = asyncio.create_task(self._make(stream, now_ns))
            task.add_done_callback(lambda _: self._making.pop(table, None))
        return await asyncio.shield(task)

    async def _make(self, stream: Stream, now_ns: int) -> Thumb | None:
        key = _last_key(stream)
        known = self._made.get(stream.table_id)
        if key is None:
            return known[1] if known is not None else None
        if known is None or known[1].capture_utc_ns != key.capture_utc_ns:
            try:
                jpeg = await asyncio.to_thread(self._decode, key.payload)
            except ValueError as bad:
                log.warning("table %s: its key frame can't be decoded: %s", stream.table_id, bad)
                return None
            known = (now_ns, Thumb(jpeg, f'"{hashlib.sha256(jpeg).hexdigest()[:16]}"', key.capture_utc_ns))
        self._made[stream.table_id] = (now_ns, known[1])
        return known[1]


def _last_key(stream: Stream) -> Record | None:
    """Of the small picture if there is one: it is decoded in a fifth of the time."""
    for track in (Track.LOBBY, Track.MAIN):
        for record in stream.cached((track,)):
            if record.is_key:
                return record
    return None


def decode_still(key_frame: bytes) -> bytes:
    """A JPEG, WIDTH pixels wide, of an H.264 key frame with its parameter sets.

    Raises:
        ValueError: there is no picture in it.
    """
    decoder = av.CodecContext.create("h264", "r")
    decoder.thread_count = 1
    try:
        frames = [*decoder.decode(av.Packet(key_frame)), *decoder.decode(None)]
    except av.FFmpegError as bad:
        raise ValueError(str(bad)) from None
    if not frames:
        raise ValueError("no picture in it")
    image = frames[0].to_image()  # type: ignore[no-untyped-call]
    still = image.resize((WIDTH, max(1, image.height * WIDTH // image.width)))
    written = io.BytesIO()
    still.save(written, "JPEG", quality=QUALITY)
    return written.getvalue()
