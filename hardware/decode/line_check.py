"""Lines that carry a number and a checksum, ``7 D12*ACA0``: one that was lost or changed on the way is noticed. Pure;
refuses what does not add up.

The number goes from 0 to 9 and round again; the four upper-case hexadecimal digits after the star are the CRC-16/CCITT-FALSE
(polynomial 1021, preset FFFF, not reflected, "123456789" gives 29B1) of everything before it. There are no retransmissions: a
number that comes twice means that nine lines are missing.
"""

from __future__ import annotations

import binascii
import re

CYCLE = 10
PRESET = 0xFFFF

_FRAME = re.compile(r"((\d) (.+))\*([0-9A-F]{4})", re.ASCII)


def checksum(text: str) -> str:
    """CRC-16/CCITT-FALSE of ``text`` (ASCII) as four upper-case hexadecimal digits."""
    return f"{binascii.crc_hqx(text.encode('ascii'), PRESET):04X}"


def checked_line(number: int, text: str) -> str:
    """``text`` under ``number``, with its checksum."""
    covered = f"{number % CYCLE} {text}"
    return f"{covered}*{checksum(covered)}"


def unwrap(line: str) -> tuple[int, str] | None:
    """Number and text of a line; None if it is not framed like that, or its checksum does not hold."""
    found = _FRAME.fullmatch(line) if line.isascii() else None
    if found is None or checksum(found[1]) != found[4]:
        return None
    return int(found[2]), found[3]


class Numbering:
    """The numbers that have come. A line that was told as unreadable may have used one up, and is not missed a second time."""

    def __init__(self) -> None:
        self._last: int | None = None
        self._spoiled = 0

    def forget(self) -> None:
        """The port was opened: the next number may be any."""
        self._last, self._spoiled = None, 0

    def spoiled(self) -> None:
        """A line could not be read, and that was told."""
        self._spoiled += 1

    def arrived(self, number: int) -> int:
        """How many lines before this one never came and were not told of."""
        gap = 0 if self._last is None else (number - self._last - 1) % CYCLE
        missed = max(0, gap - self._spoiled)
        self._last, self._spoiled = number, 0
        return missed
