"""Lines that carry a number and a checksum, ``7 D12*50``: nothing is lost or changed on the way unseen. Refuses what does not add up. Pure.

The number goes from 0 to 9 and round again; the two upper-case hexadecimal digits after the star are the XOR of everything before
it, as in NMEA 0183. There are no retransmissions: a number that comes twice means that nine lines are missing.
"""

from __future__ import annotations

import re
from functools import reduce
from operator import xor

CYCLE = 10

_FRAME = re.compile(r"((\d) (.+))\*([0-9A-F]{2})", re.ASCII)


def checksum(text: str) -> str:
    """XOR of ``text`` (ASCII) as two upper-case hexadecimal digits."""
    return f"{reduce(xor, text.encode('ascii'), 0):02X}"


def checked_line(number: int, text: str) -> str:
    """``text`` under ``number``, with its checksum."""
    covered = f"{number % CYCLE} {text}"
    return f"{covered}*{checksum(covered)}"


def unwrap(line: str) -> tuple[int, str] | None:
    """Number and text of a line; None if it is not framed like that, or its checksum does not hold."""
    found = _FRAME.fullmatch(line)
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
