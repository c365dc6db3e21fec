"""The words of an Angel Eye II-EX: ENQ, number, code and data, ETX, checksum. Pure; the byte layout is in docs/devices.md."""

from __future__ import annotations

from enum import Enum
from functools import reduce
from operator import xor

ENQ, ETX = b"\x05", b"\x03"
HIGH = 0x80
SUITS = "DCSH"
RANKS = "A23456789TJQK"
FORCED_QUIT = 7
LAST_NUMBER = 9


class Target(Enum):
    """Where the shoe says that a card went: bits 6-4 of the first data byte."""

    PLAYER = 0
    BANKER = 1
    BURN = 2
    FIRST_CARD = 4


class Mode(Enum):
    """What the shoe was doing when a card left it outside a game."""

    LOCKED = 0
    ERROR = 1
    SETTING = 2


def frame(number: int, body: bytes) -> bytes:
    """One event with number 1..9; the checksum is the XOR of everything between ENQ and itself, in hexadecimal."""
    covered = str(number).encode() + body + ETX
    return ENQ + covered + f"{reduce(xor, covered):02X}".encode()


def spoiled(good: bytes) -> bytes:
    """The same frame with a checksum that does not hold."""
    return good[:-1] + (b"0" if good[-1:] != b"0" else b"1")


def card_body(target: Target, index: int, card: str, resent: bool = False) -> bytes:
    """A card in the game: code D, or R when told again."""
    return (b"R" if resent else b"D") + bytes([HIGH | target.value << 4 | index, card_byte(card)])


def stray_body(mode: Mode, card: str) -> bytes:
    """A card outside a game: code d."""
    return b"d" + bytes([HIGH | mode.value << 4, card_byte(card)])


def card_byte(card: str) -> int:
    """Suit in bits 6-4 (1 diamond, 2 club, 3 spade, 4 heart), rank 1..13 in bits 3-0."""
    return HIGH | (SUITS.index(card[1]) + 1) << 4 | (RANKS.index(card[0]) + 1)


def result_body(winner: int, player_pair: bool, banker_pair: bool) -> bytes:
    """The shoe's verdict: 1 Player, 2 Tie, 4 Banker, 7 forced quit."""
    return b"G" + bytes([HIGH | winner << 4 | player_pair | banker_pair << 1])


def error_body(code: int, active: bool, in_error_mode: bool = True) -> bytes:
    """An error set (E) or cleared (e)."""
    return (b"E" if active else b"e") + bytes([HIGH | (in_error_mode and active) << 6 | code])
