"""What may be said to an Angel Eye II-EX shoe, as bytes. Knows only the operation frame; the shoe's default use is read-only."""

from __future__ import annotations

import re

from hardware.decode.angel_eye import checksum

_STX = b"\x02"
_ETX = b"\x03"
_PAIR = re.compile(r"[0-9A-Z]{2}", re.ASCII)


def operation(target: str, data: str) -> bytes:
    """``STX 'O' 'P' target data ETX bcc``; here the checksum covers STX too. Answered ACK, or NAK and a code.

    Raises:
        ValueError: target or data is not two capitals or digits.
    """
    for what, text in (("target", target), ("data", data)):
        if not _PAIR.fullmatch(text):
            raise ValueError(
                f"shoe operation {what} {text!r}: it must be two capitals or digits, such as 'LK' or '02'"
            )
    covered = _STX + f"OP{target}{data}".encode("ascii") + _ETX
    return covered + checksum(covered)


LOCK = operation("LK", "02")
"""Locks the shoe."""
