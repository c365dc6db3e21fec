"""The three kinds of line readers and the words that we gave them: cards, dice, a money wheel. Knows no rule of any game. Pure.

Free text after ERR and VOID has no capital letters. So no end of a line is itself a line, and the first line after the port was
opened can be believed although its beginning may have been missed: a piece of a line never fits.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from hardware.decode.line_words import Dialect, Word
from schemas.cards import DECK, Rank, parse_card

CUT_CARD = "cut"
"""In a table of codes: the cut card."""

_TEXT = "(?: [^A-Z]*)?"
_FAILED = f"ERR(?P<failed>{_TEXT})"
_THROW = f"VOID(?P<void>{_TEXT})|{_FAILED}"
_SUITS = MappingProxyType({"D": "D", "H": "H", "C": "C", "S": "S", "A": "S"})
_SEPARATOR = re.compile(r"[ ,;:/+-]")
_DICE = re.compile(r"[1-6]{2,3}")
_SEGMENT = re.compile(r"[a-z0-9]{1,12}")


def _card(text: str) -> str:
    return text if text == CUT_CARD else parse_card(text)


def _dice(text: str) -> str:
    faces = _SEPARATOR.sub("", text)
    if _DICE.fullmatch(faces):
        return faces
    raise ValueError(f"{text!r:.40} is no throw: two or three faces from 1 to 6, as in '346'")


def _segment(text: str) -> str:
    if _SEGMENT.fullmatch(text):
        return text
    raise ValueError(f"{text!r:.40} is no segment: 1 to 12 lower-case letters and digits, as in '10' or '2x'")


def _card_codes() -> Mapping[str, str]:
    ranks = list(Rank)
    return MappingProxyType(
        {
            f"{letter}{ranks.index(Rank(card[0])) + 1:02d}": card
            for letter, suit in _SUITS.items()
            for card in DECK
            if card[1] == suit
        }
    )


CARDS = Dialect(
    pattern=rf"(?P<code>[DHCSA]\d\d)|(?P<cut>CUT)|{_FAILED}",
    line="{}",
    words=frozenset({Word.CODE, Word.CUT, Word.FAILED}),
    codes=_card_codes(),
    reading=_card,
)
"""``D12`` the queen of diamonds (suit D, H, C, S or A for spades; rank 01 to 13), ``CUT``, ``ERR text``."""

DICE = Dialect(
    pattern=rf"DICE (?P<code>[1-6] [1-6](?: [1-6])?)|(?P<begun>SHAKE)|{_THROW}",
    line="DICE {}",
    words=frozenset({Word.CODE, Word.BEGUN, Word.VOID, Word.FAILED}),
    codes=None,
    reading=_dice,
)
"""``SHAKE``, ``DICE 3 4 6`` or ``DICE 3 4``, ``VOID text``, ``ERR text``."""

SEGMENTS = Dialect(
    pattern=rf"SEG (?P<code>[a-z0-9]{{1,12}})|(?P<begun>SPIN)|{_THROW}",
    line="SEG {}",
    words=frozenset({Word.CODE, Word.BEGUN, Word.VOID, Word.FAILED}),
    codes=None,
    reading=_segment,
)
"""``SPIN``, ``SEG 10``, ``VOID text``, ``ERR text``."""
