"""One coded frame or audio packet as it goes over the uplink and into a segment file: a fixed head and the payload. The same bytes in both.

Head, big-endian: kind u8 (V, A) | track u8 | flags u8 (1: key) | version u8 | seq u32 | segment u64 | capture UTC in ns u64 | duration in µs u32.
In a file each record stands behind its length in four bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

VERSION = 1
MOST_RECORD = 4 * 1024 * 1024
_HEAD = struct.Struct(">BBBBIQQI")
_VIDEO, _AUDIO, _KEY = 0x56, 0x41, 1


class Track(IntEnum):
    """What a record belongs to. MAIN and AAC are kept in segments; LOBBY and OPUS are for those who watch."""

    MAIN = 0
    LOBBY = 1
    AAC = 16
    OPUS = 17

    @property
    def is_video(self) -> bool:
        return self < Track.AAC


KEPT = frozenset({Track.MAIN, Track.AAC})


class BadRecord(ValueError):
    """The bytes are not a record; the message says why."""


@dataclass(frozen=True, slots=True)
class Record:
    """``payload``: an Annex B access unit with its capture stamp, or one raw AAC or Opus packet. ``segment``: the number of the
    segment that it lies in, for tracks that are not KEPT the one open at that time. ``duration_us``: 0 when not known (video)."""

    track: Track
    seq: int
    is_key: bool
    segment: int
    capture_utc_ns: int
    duration_us: int
    payload: bytes

    def encode(self) -> bytes:
        """As one message."""
        kind = _VIDEO if self.track.is_video else _AUDIO
        flags = _KEY if self.is_key else 0
        head = (kind, self.track, flags, VERSION, self.seq & 0xFFFFFFFF, self.segment)
        return _HEAD.pack(*head, self.capture_utc_ns, self.duration_us) + self.payload


def decode(message: bytes) -> Record:
    """A message as a record.

    Raises:
        BadRecord: too short, too long, or of a kind, track or version that this release does not know.
    """
    if not _HEAD.size < len(message) <= MOST_RECORD:
        raise BadRecord(f"a record has {_HEAD.size + 1} to {MOST_RECORD} bytes, not {len(message)}")
    kind, track, flags, version, seq, segment, utc_ns, duration_us = _HEAD.unpack_from(message)
    if version != VERSION or track not in Track.__members__.values():
        raise BadRecord(f"track {track} in version {version} is unknown")
    if kind != (_VIDEO if Track(track).is_video else _AUDIO):
        raise BadRecord(f"kind {kind} does not fit track {track}")
    payload = message[_HEAD.size :]
    return Record(Track(track), seq, bool(flags & _KEY), segment, utc_ns, duration_us, payload)


def framed(message: bytes) -> bytes:
    """A message as it stands in a segment file."""
    return len(message).to_bytes(4, "big") + message


def messages(content: bytes) -> Iterator[bytes]:
    """The whole messages of a segment file, in order; a torn end is left out."""
    at = 0
    while at + 4 <= len(content):
        end = at + 4 + int.from_bytes(content[at : at + 4], "big")
        if end > len(content):
            return
        yield content[at + 4 : end]
        at = end


def records(content: bytes) -> Iterator[Record]:
    """The records of a segment file. Raises BadRecord."""
    return map(decode, messages(content))
