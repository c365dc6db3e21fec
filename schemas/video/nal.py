"""H.264 NAL units in an Annex B byte stream: split, join, escape. Decodes no picture.

Source: ITU-T H.264, 7.3.1 (NAL unit syntax), 7.4.1 (emulation prevention), Annex B (byte stream).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

START = b"\x00\x00\x00\x01"
SLICE, IDR, SEI, SPS, PPS, DELIMITER = 1, 5, 6, 7, 8, 9
_SHORT_START = b"\x00\x00\x01"
_TO_ESCAPE = re.compile(rb"\x00\x00(?=[\x00-\x03])")
_ESCAPED = re.compile(rb"\x00\x00\x03")


class NotH264(ValueError):
    """The bytes are not an H.264 byte stream; the message says what is wrong with them."""


def kind(unit: bytes) -> int:
    """nal_unit_type."""
    return unit[0] & 0x1F


def is_picture(unit: bytes) -> bool:
    """Whether the unit holds a part of the coded picture (VCL)."""
    return SLICE <= kind(unit) <= IDR


def split(stream: bytes) -> list[bytes]:
    """The units of an Annex B stream, without start codes and trailing zeros.

    Raises:
        NotH264: no start code at the beginning, an empty unit, or one whose forbidden bit is set.
    """
    lead, *units = stream.split(_SHORT_START)
    if lead.strip(b"\x00") or not units:
        raise NotH264("no start code at the beginning: this is not an Annex B byte stream")
    found = [unit.rstrip(b"\x00") for unit in units]
    for unit in found:
        if not unit or unit[0] & 0x80:
            raise NotH264("an empty NAL unit, or one whose forbidden bit is set: the stream is torn")
    return found


def join(units: Iterable[bytes]) -> bytes:
    """An Annex B stream with four-byte start codes."""
    return b"".join(START + unit for unit in units)


def length_prefixed(units: Iterable[bytes]) -> bytes:
    """As MP4 keeps them: each unit behind its length in four bytes (ISO/IEC 14496-15, 5.3.4.2)."""
    return b"".join(len(unit).to_bytes(4, "big") + unit for unit in units)


def escape(payload: bytes) -> bytes:
    """A raw payload with emulation prevention bytes, so that no start code shows up in it."""
    return _TO_ESCAPE.sub(b"\x00\x00\x03", payload)


def unescape(unit: bytes) -> bytes:
    """The raw payload again: without emulation prevention bytes."""
    return _ESCAPED.sub(b"\x00\x00", unit)
