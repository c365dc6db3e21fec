"""The memory behind the tap (firmware_agent.sight.tap): made by the agent, inherited by the process that has the camera and the one that looks. Knows no pictures."""

from __future__ import annotations

import mmap
import os
import struct
from dataclasses import dataclass

from hardware.camera.small import small_size

HEAD = struct.Struct("<8sIIIQ")
MAGIC = b"SIGHTTAP"
PLACES = 3
WANTED, WANTED_AT = struct.Struct("<q"), 32
"""Written by who reads: until which moment whole pictures are wanted. Lies behind the head, in its line."""
JITTER, JITTER_AT = struct.Struct("<q"), 40
"""Written by who has the camera: how unevenly pictures come, microseconds; NO_JITTER: not known yet. Behind the other, in the same line."""
NO_JITTER = -1
LINE = 64
"""Sizes are whole lines of a processor's memory."""


@dataclass(frozen=True, slots=True)
class Ring:
    """Where things lie: in each place a line about the picture, the small one, the whole one. ``width`` and ``height`` in pixels, even."""

    width: int
    height: int

    @property
    def small_size(self) -> tuple[int, int]:
        return small_size(self.width, self.height)

    @property
    def small_bytes(self) -> int:
        width, height = self.small_size
        return width * height * 3 // 2

    @property
    def whole_bytes(self) -> int:
        return self.width * self.height * 3 // 2

    @property
    def bytes(self) -> int:
        return LINE + PLACES * self._stride

    def place(self, number: int) -> int:
        """The first byte of the place of a picture."""
        return LINE + number % PLACES * self._stride

    def whole(self, number: int) -> int:
        """The first byte of its whole picture; the small one begins a line behind the place's own."""
        return self.place(number) + LINE + _lines(self.small_bytes)

    @property
    def _stride(self) -> int:
        return LINE + _lines(self.small_bytes) + _lines(self.whole_bytes)


def _lines(size: int) -> int:
    return (size + LINE - 1) // LINE * LINE


def new_tap(width: int, height: int) -> int:
    """A descriptor of fresh memory, to be inherited by both sides; close it when they have it."""
    fd = os.memfd_create("sight-tap", os.MFD_CLOEXEC)
    ring = Ring(width, height)
    os.ftruncate(fd, ring.bytes)
    os.pwrite(fd, HEAD.pack(MAGIC, width, height, PLACES, 0), 0)
    os.pwrite(fd, JITTER.pack(NO_JITTER), JITTER_AT)
    return fd


def open_tap(fd: int) -> tuple[Ring, mmap.mmap]:
    """What an inherited descriptor holds.

    Raises:
        ValueError: it is no tap.
    """
    try:
        memory = mmap.mmap(fd, 0)
    except (OSError, ValueError) as wrong:
        raise ValueError(f"descriptor {fd} is no tap: {wrong}") from None
    if len(memory) < HEAD.size:
        raise ValueError(f"descriptor {fd} is no tap: it is too small")
    magic, width, height, places, _ = HEAD.unpack_from(memory)
    ring = Ring(width, height)
    if magic != MAGIC or places != PLACES or len(memory) < ring.bytes:
        raise ValueError(f"descriptor {fd} is no tap: it holds something else")
    return ring, memory
