"""MP4 boxes: a length, four letters and what is inside (ISO/IEC 14496-12, 4.2)."""

from __future__ import annotations

UNITY = b"".join(word.to_bytes(4, "big") for word in (0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000))
"""The matrix that turns and moves nothing."""


def box(name: bytes, *inside: bytes) -> bytes:
    """A box of the parts, one behind the other."""
    content = b"".join(inside)
    return (8 + len(content)).to_bytes(4, "big") + name + content


def full_box(name: bytes, version: int, flags: int, *inside: bytes) -> bytes:
    """A box with a version and 24 flags in front."""
    return box(name, (version << 24 | flags).to_bytes(4, "big"), *inside)


def u16(*values: int) -> bytes:
    """Unsigned 16-bit numbers, big-endian. Raises OverflowError for one that does not fit."""
    return b"".join(value.to_bytes(2, "big") for value in values)


def u32(*values: int) -> bytes:
    """Unsigned 32-bit numbers, big-endian. Raises OverflowError for one that does not fit."""
    return b"".join(value.to_bytes(4, "big") for value in values)
