"""Results of a wheel as text: pockets between spaces, commas or line ends, oldest first. Refuses what is no pocket of the wheel."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from schemas.games.wheels import Wheel, has_pocket

_WORD = re.compile(r"[^\s,]+")
LONGEST_SHOWN = 20


class BadPocket(Exception):
    """A word that is no pocket of the wheel. ``line`` and ``column`` count from 1."""

    code = "bad_pocket"

    def __init__(self, line: int, column: int, message: str) -> None:
        super().__init__(f"line {line}, column {column}: {message}")
        self.line = line
        self.column = column


def read_pockets(wheel: Wheel, lines: Iterable[str]) -> Iterator[str]:
    """The pockets, in order.

    Raises:
        BadPocket: at the first word that is none.
    """
    for number, line in enumerate(lines, start=1):
        for word in _WORD.finditer(line):
            if not has_pocket(wheel, word.group()):
                shown = word.group()[:LONGEST_SHOWN]
                raise BadPocket(
                    number, word.start() + 1, f"{shown!r} is no pocket of the {wheel.value} wheel"
                )
            yield word.group()
