"""Raw pictures from the process that has the camera to the one that looks: a small ring in shared memory. The writer never waits, the reader never takes a torn picture.

Each moment comes small; the whole picture beside it only while the reader wants whole ones. Each place of the ring carries a number that is odd
while it is written, and checksums: processors may reorder what one process writes and another reads. The memory has no name in any folder: it
goes with the processes that inherited it.
"""

from __future__ import annotations

import mmap
import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from firmware_agent.sight.tap_memory import (
    HEAD,
    JITTER,
    JITTER_AT,
    LINE,
    MAGIC,
    NO_JITTER,
    PLACES,
    WANTED,
    WANTED_AT,
    Ring,
)

if TYPE_CHECKING:
    import av

PLACE = struct.Struct("<QqIII")
TRIES = 4

Planes = NDArray[np.uint8]
"""yuv420p without padding: height * 3 / 2 x width, as OpenCV's I420."""


@dataclass(frozen=True, slots=True, eq=False)
class Tapped:
    """One moment. ``number`` grows by one a picture; ``at_ns``: monotonic ns of the middle of its exposure."""

    number: int
    at_ns: int
    small: Planes


class TapWriter:
    """One writer at a time; a new one goes on where the last one was, even if that one was killed while it wrote."""

    def __init__(self, ring: Ring, memory: mmap.mmap | bytearray) -> None:
        self.ring, self._memory = ring, memory

    @property
    def wanted_ns(self) -> int:
        """Until which moment the reader wants whole pictures."""
        until_ns: int = WANTED.unpack_from(self._memory, WANTED_AT)[0]
        return until_ns

    def tell_jitter(self, jitter_us: int | None) -> None:
        """How unevenly pictures come; None: not known yet."""
        JITTER.pack_into(self._memory, JITTER_AT, NO_JITTER if jitter_us is None else jitter_us)

    def put(self, at_ns: int, small: Planes, whole: Planes | None = None) -> None:
        """Raises ValueError: pictures of another size."""
        ring = self.ring
        if small.size != ring.small_bytes or (whole is not None and whole.size != ring.whole_bytes):
            raise ValueError(f"what comes is no picture of {ring.width} x {ring.height} pixels")
        number = HEAD.unpack_from(self._memory)[4] + 1
        place = ring.place(number)
        PLACE.pack_into(self._memory, place, 2 * number - 1, at_ns, 0, 0, 0)
        checks = self._lay(place + LINE, number, at_ns, small), 0
        if whole is not None:
            checks = checks[0], self._lay(ring.whole(number), number, at_ns, whole)
        PLACE.pack_into(self._memory, place, 2 * number, at_ns, int(whole is not None), *checks)
        HEAD.pack_into(self._memory, 0, MAGIC, ring.width, ring.height, PLACES, number)

    def _lay(self, start: int, number: int, at_ns: int, planes: Planes) -> int:
        """The checksum of what now lies there."""
        data = np.ascontiguousarray(planes).reshape(-1)
        np.frombuffer(self._memory, np.uint8, data.size, start)[:] = data
        return checksum(number, at_ns, data)


class TapReader:
    """Any number of readers, of whom one says when whole pictures are wanted."""

    def __init__(self, ring: Ring, memory: mmap.mmap | bytearray) -> None:
        self.ring, self._memory = ring, memory

    def want(self, until_ns: int) -> None:
        """Whole pictures, please, of all moments up to this one."""
        WANTED.pack_into(self._memory, WANTED_AT, until_ns)

    @property
    def jitter_us(self) -> int | None:
        """As the writer told it."""
        told: int = JITTER.unpack_from(self._memory, JITTER_AT)[0]
        return None if told == NO_JITTER else told

    def newest(self, after: int = 0) -> Tapped | None:
        """A copy of the newest small picture, if its number is above ``after``; None if there is none, or the writer was faster several times."""
        for _ in range(TRIES):
            number: int = HEAD.unpack_from(self._memory)[4]
            if number <= after:
                return None
            found = self._small(number)
            if found is not None:
                return found
        return None

    def whole(self, number: int) -> Planes | None:
        """A copy of that moment's whole picture; None where none was laid, or a newer moment has taken its place."""
        before = PLACE.unpack_from(self._memory, self.ring.place(number))
        data = self._copy(self.ring.whole(number), self.ring.whole_bytes)
        after = PLACE.unpack_from(self._memory, self.ring.place(number))
        told, at_ns, is_whole, _, check = after
        if before != after or told != 2 * number or not is_whole or checksum(number, at_ns, data) != check:
            return None
        return data.reshape(-1, self.ring.width)

    def _small(self, number: int) -> Tapped | None:
        before = PLACE.unpack_from(self._memory, self.ring.place(number))
        data = self._copy(self.ring.place(number) + LINE, self.ring.small_bytes)
        after = PLACE.unpack_from(self._memory, self.ring.place(number))
        told, at_ns, _, check, _ = after
        if before != after or told != 2 * number or checksum(number, at_ns, data) != check:
            return None
        return Tapped(number, at_ns, data.reshape(-1, self.ring.small_size[0]))

    def _copy(self, start: int, size: int) -> Planes:
        return np.frombuffer(self._memory, np.uint8, size, start).copy()


def checksum(number: int, at_ns: int, data: Planes) -> int:
    """Of a picture with its number and moment."""
    return zlib.crc32(data.data, zlib.crc32(struct.pack("<Qq", number, at_ns)))


def planes_of(frame: av.VideoFrame) -> Planes:
    """A frame's planes without their padding. ``frame``: yuv420p, of even size."""
    parts = []
    for plane, half in zip(frame.planes, (1, 2, 2), strict=True):
        lines, wide = frame.height // half, frame.width // half
        rows = np.frombuffer(plane, dtype=np.uint8).reshape(-1, plane.line_size)  # type: ignore[call-overload]
        parts.append(rows[:lines, :wide].reshape(-1))
    return np.concatenate(parts).reshape(-1, frame.width)
