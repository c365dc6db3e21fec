"""A small picture that moves, coded once and sent again and again with fresh capture stamps: what a board would send, for tests of what becomes of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from fractions import Fraction
from functools import cache

import av
import numpy as np

from edge_api.clock import Clock, SystemClock
from edge_api.video.frames import Record, Track
from edge_api.video.stream import Stream
from edge_api.video.track_info import of_picture
from schemas.video.nal import IDR, SEI, SLICE, START, kind, split
from schemas.video.stamp import CaptureStamp, read_stamp, stamped
from tests.edge_api.video.outputs.sound import Tone

WIDTH, HEIGHT, FPS = 320, 180, 10


@cache
def pictures(width: int = WIDTH, height: int = HEIGHT) -> tuple[bytes, ...]:
    """Two closed groups of pictures of 1 s each, Annex B, constrained baseline."""
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.framerate, encoder.time_base = Fraction(FPS), Fraction(1, FPS)
    encoder.bit_rate = 200_000
    encoder.options = {
        "preset": "ultrafast",
        "tune": "zerolatency",
        "profile": "baseline",
        "x264-params": f"keyint={FPS}:min-keyint={FPS}:scenecut=0:repeat-headers=1:annexb=1:threads=1",
    }
    coded = [
        bytes(packet) for index in range(2 * FPS) for packet in encoder.encode(_frame(width, height, index))
    ]
    return (*coded, *(bytes(packet) for packet in encoder.encode(None)))


def _frame(width: int, height: int, index: int) -> av.VideoFrame:
    pixels = np.zeros((height, width, 3), dtype=np.uint8)
    at = index * 8 % (width - 40)
    pixels[40:100, at : at + 40] = (250, 200, 10)
    pixels[:, :, 2] = np.linspace(0, 255, width, dtype=np.uint8)
    frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
    frame.pts = index
    return frame


def record(
    number: int, utc_ns: int, track: Track = Track.MAIN, width: int = WIDTH, height: int = HEIGHT
) -> Record:
    """Frame ``number``, captured then."""
    coded = pictures(width, height)[number % (2 * FPS)]
    payload = stamped(coded, CaptureStamp(utc_ns, number, 120))
    return Record(track, number, number % FPS == 0, 0, utc_ns, 0, payload)


def push(stream: Stream, sent: Record) -> None:
    """As the edge's uplink does."""
    if sent.is_key:
        stream.tracks[sent.track] = of_picture(sent.track, split(sent.payload), FPS)
    stream.push(sent)


class Film:
    """Frames that are captured a tenth of a second apart, with sound if there is a tone, and pushed as fast as a test likes.

    ``sent``: by capture time. ``ballast``: bytes that make each frame large (a NAL unit of filler data).
    """

    def __init__(self, stream: Stream, begin_utc_ns: int, tone: Tone | None = None, ballast: int = 0) -> None:
        self._ballast = START + b"\x0c" + b"\xff" * ballast if ballast else b""
        self._stream, self._next_ns, self._number, self._tone = stream, begin_utc_ns, 0, tone
        self.sent: dict[int, Record] = {}

    def push(self, count: int) -> None:
        for _ in range(count):
            made = record(self._number, self._next_ns)
            made = replace(made, payload=made.payload + self._ballast)
            self.sent[made.capture_utc_ns] = made
            push(self._stream, made)
            if self._tone is not None:
                self._tone.push_until(self._next_ns)
            self._number += 1
            self._next_ns += 1_000_000_000 // FPS


class Camera:
    """``sent``: by capture time, every picture that was pushed."""

    def __init__(self, stream: Stream, clock: Clock) -> None:
        self.stream, self.clock = stream, clock
        self.sent: dict[int, Record] = {}

    async def run(self, track: Track = Track.MAIN, fps: float = FPS) -> None:
        number = 0
        while True:
            made = record(number, self.clock.utc_ns(), track)
            self.sent[made.capture_utc_ns] = made
            push(self.stream, made)
            number += 1
            await asyncio.sleep(1 / fps)


@asynccontextmanager
async def camera(stream: Stream) -> AsyncIterator[Camera]:
    """One that films while the block runs."""
    made = Camera(stream, SystemClock())
    filming = asyncio.create_task(made.run())
    try:
        yield made
    finally:
        filming.cancel()
        await asyncio.gather(filming, return_exceptions=True)


def essence(unit_stream: bytes) -> list[bytes]:
    """What must arrive byte for byte: stamps and slices."""
    return [unit for unit in split(unit_stream) if kind(unit) in (SLICE, IDR, SEI)]


def check_same(sent: dict[int, Record], got: list[bytes]) -> int:
    """Each access unit that came is one that was sent, byte for byte in stamp and slices; how many."""
    for unit_stream in got:
        stamp = read_stamp(split(unit_stream))
        assert stamp is not None, "a picture without its capture stamp"
        assert essence(unit_stream) == essence(sent[stamp.capture_utc_ns].payload)
    return len(got)
