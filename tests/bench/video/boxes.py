"""What a viewer reads out of one fMP4 message with one video track: its decode time, its NAL units, its capture stamp."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from schemas.video.nal import IDR, kind


def boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Type and body of each box (ISO/IEC 14496-12, 4.2)."""
    at = 0
    while at + 8 <= len(content):
        size = int.from_bytes(content[at : at + 4], "big")
        if size < 8:
            return
        yield content[at + 4 : at + 8], content[at + 8 : at + size]
        at += size


def body(content: bytes, *path: bytes) -> bytes:
    """The body of the box under these names; empty when there is none."""
    for name in path:
        content = next((found for kind_, found in boxes(content) if kind_ == name), b"")
    return content


def decode_time(message: bytes) -> int:
    """Of the first track fragment, in its timescale (8.8.12). Raises struct.error when there is none."""
    found = body(message, b"moof", b"traf", b"tfdt")
    return int(struct.unpack_from(">Q" if found[:1] == b"\1" else ">I", found, 4)[0])


def units(message: bytes) -> list[bytes]:
    """The NAL units of its media data."""
    data, at, found = body(message, b"mdat"), 0, []
    while at + 4 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        found.append(data[at + 4 : at + 4 + size])
        at += 4 + size
    return found


def is_key(found: list[bytes]) -> bool:
    """Whether decoding can begin with these units."""
    return any(kind(unit) == IDR for unit in found)
