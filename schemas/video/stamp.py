"""The capture stamp: when a frame was seen, carried in the picture itself, so that it survives every protocol. Reads no clock.

SEI user_data_unregistered (ITU-T H.264, D.1.7): UUID | version u8 | capture UTC in ns u64 | seq u32 | clock error in µs u32, big-endian,
before the frame's first VCL unit.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from schemas.video.nal import SEI, escape, is_picture, join, kind, split, unescape

STAMP_ID = UUID("9f0c6a52-8e5b-4f0e-9d3a-5c1f7b2e64d1").bytes
"""Ours; chosen once, for ever."""

VERSION = 1
UNKNOWN_ERROR = 2**32 - 1
_USER_DATA_UNREGISTERED = 5
_STOP = b"\x80"
_BODY = struct.Struct(">BQII")


@dataclass(frozen=True, slots=True)
class CaptureStamp:
    """``capture_utc_ns``: middle of the exposure as the board's UTC has it; ``clock_error_us`` bounds |that clock - UTC|, None when unknown."""

    capture_utc_ns: int
    seq: int
    clock_error_us: int | None


def stamp_unit(stamp: CaptureStamp) -> bytes:
    """The stamp as one SEI NAL unit."""
    error = UNKNOWN_ERROR if stamp.clock_error_us is None else min(stamp.clock_error_us, UNKNOWN_ERROR - 1)
    body = STAMP_ID + _BODY.pack(VERSION, stamp.capture_utc_ns, stamp.seq & 0xFFFFFFFF, error)
    return bytes((SEI,)) + escape(bytes((_USER_DATA_UNREGISTERED, len(body))) + body + _STOP)


def stamped(stream: bytes, stamp: CaptureStamp) -> bytes:
    """The access unit with the stamp before its first VCL unit; a stamp of ours that was there is replaced.

    Raises:
        NotH264: not an Annex B byte stream.
    """
    units = [unit for unit in split(stream) if read_unit(unit) is None]
    at = next((place for place, unit in enumerate(units) if is_picture(unit)), len(units))
    return join((*units[:at], stamp_unit(stamp), *units[at:]))


def read_stamp(units: Iterable[bytes]) -> CaptureStamp | None:
    """The stamp among an access unit's NAL units; None when there is none of a version that this release knows."""
    return next((found for unit in units if (found := read_unit(unit)) is not None), None)


def read_unit(unit: bytes) -> CaptureStamp | None:
    """The stamp in one unit, if it is an SEI that holds one."""
    if kind(unit) != SEI or STAMP_ID not in unit:
        return None
    raw = unescape(unit)
    at = raw.find(STAMP_ID) + len(STAMP_ID)
    if len(raw) < at + _BODY.size or raw[at] != VERSION:
        return None
    _, utc_ns, seq, error = _BODY.unpack_from(raw, at)
    return CaptureStamp(utc_ns, seq, None if error == UNKNOWN_ERROR else error)
