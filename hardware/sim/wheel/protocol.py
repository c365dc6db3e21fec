"""The words of a Cammegh SS2: status lines, bare numbers, and what a host may say. Pure; source: Cammegh SS2 manual."""

from __future__ import annotations

import re
from dataclasses import dataclass

TRIPLE_ZERO = "000"
MODE_REVERSE_EACH_GAME = 1
MODE_WAIT_FOR_START = 2
MODE_AUTO_STATUS = 128
GAME_SERVER_MODE = 1159
SPINS = 256

_COMMAND = re.compile(rb"\*([A-Za-z]) ?([^\r\n*]*)[\r\n]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a status line says; ``last`` is a pocket ("0".."36", "00", "000") or None before the first."""

    state: int
    spin: int
    last: str | None
    warn: int
    speed_decirpm: int
    direction: int


def status_line(now: Reading) -> bytes:
    """``*X;<state>;<spin>;<last>;<warn>;<speed>;<dir>`` with its line end."""
    last = "  " if now.last is None else pocket_field(now.last)
    text = f"*X;{now.state};{now.spin:03d};{last};{now.warn:X};{now.speed_decirpm:03d};{now.direction}"
    return packet(text)


def number_line(pocket: str) -> bytes:
    """The bare winning number: the only packet without an asterisk."""
    return packet(pocket_field(pocket))


def pocket_field(pocket: str) -> str:
    """Two characters, space padded; 38 is the triple zero."""
    return "38" if pocket == TRIPLE_ZERO else pocket.rjust(2)


def packet(text: str) -> bytes:
    """A line as the wheel ends it."""
    return text.encode("ascii") + b"\r\n"


class CommandReader:
    """Cuts the host's bytes into (letter, argument); an unfinished command waits for the rest."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[tuple[str, str]]:
        """Commands completed by ``data``; anything that is not a command is dropped."""
        self._rest = (self._rest + data)[-200:]
        found = list(_COMMAND.finditer(self._rest))
        if found:
            self._rest = self._rest[found[-1].end() :]
        return [(match[1].decode(), match[2].decode("ascii", "replace").strip()) for match in found]
