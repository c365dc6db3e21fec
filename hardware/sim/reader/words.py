"""The lines of our line readers (docs/line-readers.md), written from a reading. Pure; shares nothing with the decoder that reads them."""

from __future__ import annotations

SUITS = {"D": "D", "H": "H", "C": "C", "S": "A"}
RANKS = "A23456789TJQK"


def card_line(card: str) -> str:
    """``D12`` for the queen of diamonds; spades are told as A.

    Raises:
        ValueError: no such card.
    """
    if len(card) != 2 or card[0] not in RANKS or card[1] not in SUITS:
        raise ValueError(f"{card!r} is not a card: rank and suit, as in 'QD'")
    return f"{SUITS[card[1]]}{RANKS.index(card[0]) + 1:02d}"


def dice_line(faces: str) -> str:
    """``DICE 3 4 6`` for "346"."""
    return "DICE " + " ".join(faces)


def segment_line(segment: str) -> str:
    """``SEG 2x``."""
    return f"SEG {segment}"


def numbered(number: int, text: str) -> str:
    """The checked form of a line: a number 0 to 9 before it, a star and its CRC-16/CCITT-FALSE after it."""
    covered = f"{number % 10} {text}"
    return f"{covered}*{crc16(covered.encode('ascii')):04X}"


def crc16(data: bytes) -> int:
    """Polynomial 1021, preset FFFF, most significant bit first: bit by bit, as a small controller does it."""
    register = 0xFFFF
    for byte in data:
        register ^= byte << 8
        for _ in range(8):
            register = (register << 1 ^ 0x1021) & 0xFFFF if register & 0x8000 else register << 1
    return register
