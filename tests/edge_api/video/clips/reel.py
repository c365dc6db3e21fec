"""A recording without a recorder: small coded pictures with true stamps, in segments that a board's key has signed, and the books of one round."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from edge_api.signing import Signer
from edge_api.video.clips.keys import ClipKeys
from edge_api.video.clips.recording import Heard, Kept
from schemas.envelope import GENESIS
from schemas.video.record import Record, Track, framed
from schemas.video.segment import SegmentStatement, digest_of, opened, sealed
from schemas.video.stamp import CaptureStamp, stamped

S, MS = 10**9, 10**6
T0 = 1_795_382_400 * S
TABLE = "roulette-01"
WIDTH, HEIGHT, FPS, GOP = 320, 180, 30, 30
BOARD = Signer(f"{TABLE}#1", Ed25519PrivateKey.from_private_bytes(b"b" * 32))
EDGE = Signer("edge-1#1", Ed25519PrivateKey.from_private_bytes(b"e" * 32))
KEYS = ClipKeys.of({EDGE.key_id: EDGE.public_key}, {BOARD.key_id: BOARD.public_key})
BITS = 12
"""Blocks across the picture that show the frame's number, in black and white."""


@functools.cache
def pictures(count: int) -> tuple[tuple[bool, bytes], ...]:
    """(is key, access unit) of so many frames; each shows its number."""
    coder = av.CodecContext.create("libx264", "w")
    coder.width, coder.height, coder.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    coder.time_base, coder.framerate = Fraction(1, FPS), Fraction(FPS)
    keys = f"keyint={GOP}:min-keyint={GOP}:scenecut=0:repeat-headers=1:annexb=1"
    coder.options = {"preset": "ultrafast", "tune": "zerolatency", "profile": "baseline", "x264-params": keys}
    packets = [packet for number in range(count) for packet in coder.encode(_drawn(number))]
    return tuple((packet.is_keyframe, bytes(packet)) for packet in packets)


def _drawn(number: int) -> av.VideoFrame:
    planes = np.full((HEIGHT * 3 // 2, WIDTH), 128, np.uint8)
    planes[:HEIGHT] = 60
    for bit in range(BITS):
        left = bit * (WIDTH // BITS)
        planes[:60, left : left + WIDTH // BITS] = 235 if number >> bit & 1 else 16
    frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
    frame.pts = number
    return frame


def number_in(picture: np.ndarray) -> int:
    """The number that a decoded picture shows."""
    step = WIDTH // BITS
    return sum(int(picture[30, bit * step + step // 2] > 128) << bit for bit in range(BITS))


@functools.cache
def sounds(count: int) -> tuple[bytes, ...]:
    """So many packets of AAC, 48 kHz, one channel."""
    coder = av.CodecContext.create("aac", "w")
    coder.rate, coder.layout, coder.format = 48_000, "mono", "fltp"
    wave = np.sin(np.arange(1024, dtype=np.float32) / 20).reshape(1, -1)
    found: list[bytes] = []
    for number in range(count + 1):
        frame = av.AudioFrame.from_ndarray(wave, format="fltp", layout="mono")
        frame.rate, frame.pts = 48_000, number * 1024
        found += [bytes(packet) for packet in coder.encode(frame)]
    return tuple(found[:count])


def capture_ns(number: int) -> int:
    """When frame ``number`` was taken: as a sensor does it, never in whole milliseconds and not quite even."""
    return T0 + number * S // FPS + (number * 7_919 % 400_000)


def frame(number: int, segment: int = 0, at_ns: int | None = None) -> Record:
    """A coded frame as the board made it."""
    is_key, unit = pictures(max(900, number + 1))[number]
    taken_ns = capture_ns(number) if at_ns is None else at_ns
    payload = stamped(unit, CaptureStamp(taken_ns, number, 100))
    return Record(Track.MAIN, number, is_key, segment, taken_ns, 0, payload)


def sound(number: int, segment: int = 0) -> Record:
    """A packet of sound."""
    at_ns = T0 + 5 * MS + number * 1024 * S // 48_000
    return Record(Track.AAC, number, True, segment, at_ns, 21_333, sounds(1500)[number])


def segments(frames: int, with_sound: bool = False) -> Iterator[list[Record]]:
    """Two seconds each, numbered from 100."""
    for number, first in enumerate(range(0, frames, 2 * GOP), start=100):
        records = [frame(place, number) for place in range(first, min(first + 2 * GOP, frames))]
        if with_sound:
            start_ns, end_ns = records[0].capture_utc_ns, records[-1].capture_utc_ns
            packets = (sound(place, number) for place in range(1500))
            records += [packet for packet in packets if start_ns <= packet.capture_utc_ns < end_ns + S // FPS]
        yield sorted(records, key=lambda record: record.capture_utc_ns)


@dataclass
class Reel:
    """The stand-in for a recorder: segment files in a folder. ``asked`` lists what was pinned."""

    folder: Path
    table: str = TABLE
    kept: list[Kept] = field(default_factory=list)
    asked: list[int] = field(default_factory=list)
    let_go: list[int] = field(default_factory=list)
    may_forget: bool = False
    looked: int = 0
    _head: str = GENESIS
    _listeners: list[Heard] = field(default_factory=list)

    def record(self, recorded: Iterable[Sequence[Record]], signer: Signer = BOARD) -> Reel:
        """Write and state these, one after another."""
        for records in recorded:
            self._keep(list(records), signer)
        return self

    def _keep(self, records: Sequence[Record], signer: Signer) -> None:
        content = b"".join(framed(record.encode()) for record in records)
        pictures = [record for record in records if record.track is Track.MAIN]
        statement = SegmentStatement(
            table=self.table, number=str(records[0].segment), start_utc_ns=str(pictures[0].capture_utc_ns),
            end_utc_ns=str(pictures[-1].capture_utc_ns), frames=len(pictures), size=len(content),
            digest=digest_of(content), prev=self._head,
        )  # fmt: skip
        wrapper, self._head = sealed(statement, signer.key_id, signer.sign)
        path = self.folder / f"{statement.number}.seg"
        path.write_bytes(content)
        self.kept.append(Kept(statement, wrapper.decode(), path))

    def lose(self, *numbers: int) -> None:
        """These are not here; that they exist is known."""
        self.kept = [replace(each, path=None) if each.number in numbers else each for each in self.kept]

    def forget(self, *numbers: int) -> None:
        """These were never heard of."""
        self.kept = [each for each in self.kept if each.number not in numbers]

    def find(self, *numbers: int) -> None:
        """The board has sent them after all."""
        for each in self.kept:
            for heard in self._listeners if each.number in numbers else ():
                heard(self.table, each.start_ns, each.end_ns)
        self.kept = [
            replace(each, path=self.folder / f"{each.number}.seg") if each.number in numbers else each
            for each in self.kept
        ]

    async def between(self, table: str, start_ns: int, end_ns: int) -> list[Kept]:
        self.looked += 1
        if table != self.table:
            return []
        return [each for each in self.kept if each.start_ns <= end_ns and each.end_ns >= start_ns]

    def listen(self, heard: Heard) -> None:
        self._listeners.append(heard)

    def all_pinned(self) -> None:
        self.may_forget = True

    def pin(self, table: str, numbers: Iterable[int]) -> None:
        self.asked += sorted(numbers)

    def unpin(self, table: str, numbers: Iterable[int]) -> None:
        self.let_go += sorted(numbers)


def believed(kept: Kept) -> bool:
    """Whether a statement is signed by the board."""
    return bool(opened(kept.wrapper.encode(), KEYS.boards.check))
