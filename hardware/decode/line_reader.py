"""Readers that say one reading a line: cards, dice, a money wheel. Refuses to repair a line, and to let one pass unsaid: what can't be
read may have been a card, so it is dropped, counted and told as ReadFailed.

A line ends with CR, LF or both. Two equal lines are two readings: equal cards may follow each other (several decks). Only the
first line after opening is dropped in silence if it does not fit: it may be the tail of another, and DeviceUp has just said that
nothing is known of what came before. Plain lines have no number and no checksum: one that is lost whole, or turned into another
legal one, can't be noticed here, and the dealer's key has to be the second source. Checked lines (``line_check``) close that gap:
what never arrived is told as ReadFailed too, before the line that shows it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from hardware.decode.decoder import ByteAccount, DecoderCounts
from hardware.decode.line_check import Numbering, unwrap
from hardware.decode.line_dialects import CARDS, CUT_CARD, DICE, SEGMENTS
from hardware.decode.line_words import MAX_LINE, Dialect, LineWords, UnknownCode, Word, Wording
from hardware.signals import (
    CardDrawn,
    CutCardSeen,
    DiceRead,
    ReadFailed,
    SegmentRead,
    Signal,
    ThrowBegun,
    ThrowVoid,
)

LINE_ENDS = b"\r\n"
SHOWN = 40
"""So much of a line that can't be read is quoted."""
NO_REASON = "the reader gives no reason"


class LineReader(ABC):
    """Decoder of one reader's line, 9600 8N1; ``own`` are the operator's words.

    Raises:
        ValueError: the operator's pattern or table can't be right.
    """

    dialect: ClassVar[Dialect]

    def __init__(self, device: str, own: Wording | None = None) -> None:
        self._device = device
        self._words = LineWords(self.dialect, own)
        self._numbering = Numbering() if own is not None and own.checked else None
        self._line = bytearray()
        self._account = ByteAccount()
        self._aligned = False  # a line end was seen since opening
        self._overlong = False  # the bytes up to the next line end go with a line already dropped

    @property
    def counts(self) -> DecoderCounts:
        return self._account.counts(len(self._line))

    def feed(self, data: bytes, at_ns: int) -> list[Signal]:
        self._account.feed(len(data))
        return [signal for byte in data for signal in self._take(byte, at_ns)]

    def reset(self) -> None:
        self.finish()
        self._aligned = self._overlong = False
        if self._numbering is not None:
            self._numbering.forget()

    def finish(self) -> None:
        self._account.drop(len(self._line))
        self._line.clear()

    def _take(self, byte: int, at_ns: int) -> list[Signal]:
        if byte not in LINE_ENDS:
            return self._extend(byte, at_ns)
        signals = self._close_line(at_ns)
        self._account.line_end()
        self._aligned = True
        return signals

    def _extend(self, byte: int, at_ns: int) -> list[Signal]:
        if self._overlong:
            self._account.drop(1, same_run=True)
            return []
        self._line.append(byte)
        if len(self._line) <= MAX_LINE:
            return []
        self._overlong = True
        return self._drop(at_ns)

    def _close_line(self, at_ns: int) -> list[Signal]:
        self._overlong = False
        if not self._line:
            return []
        signals = self._signals(bytes(self._line), at_ns)
        if signals is None:
            return self._drop(at_ns)
        self._account.accept(len(self._line))
        self._line.clear()
        return signals

    def _drop(self, at_ns: int) -> list[Signal]:
        shown = bytes(self._line[:SHOWN]).decode("ascii", "backslashreplace")
        self.finish()
        if not self._aligned:
            return []
        if self._numbering is not None:
            self._numbering.spoiled()
        return [self._failed(f"a line that can't be read: {shown!r}", at_ns)]

    def _signals(self, line: bytes, at_ns: int) -> list[Signal] | None:
        """None if ``line`` is not exactly one of the reader's."""
        text = line.decode("ascii") if _is_text(line) else None
        number = None
        if text is not None and self._numbering is not None:
            number, text = unwrap(text) or (None, None)
        said = None if text is None else self._words.read(text)
        return None if said is None else [*self._missed(number, at_ns), self._signal(*said, at_ns)]

    def _missed(self, number: int | None, at_ns: int) -> list[Signal]:
        if number is None or self._numbering is None:
            return []
        missed = self._numbering.arrived(number)
        return [self._failed(f"{missed} line(s) never arrived", at_ns)] if missed else []

    def _signal(self, word: Word, text: str, at_ns: int) -> Signal:
        match word:
            case Word.CODE:
                return self._read(text, at_ns)
            case Word.CUT:
                return CutCardSeen(at_ns, self._device)
            case Word.BEGUN:
                return ThrowBegun(at_ns, self._device)
            case Word.VOID:
                return ThrowVoid(at_ns, self._device, text.strip() or NO_REASON)
            case Word.FAILED:
                return self._failed(text.strip() or NO_REASON, at_ns)

    def _read(self, code: str, at_ns: int) -> Signal:
        try:
            return self._reading(self._words.reading(code), at_ns)
        except UnknownCode as fault:
            return self._failed(str(fault), at_ns)

    def _failed(self, why: str, at_ns: int) -> Signal:
        return ReadFailed(at_ns, self._device, why)

    @abstractmethod
    def _reading(self, reading: str, at_ns: int) -> Signal:
        """The signal of a reading in our form."""


class CardLine(LineReader):
    """Kind ``card-line``: a shoe that reads cards and knows no game."""

    dialect = CARDS

    def _reading(self, reading: str, at_ns: int) -> Signal:
        if reading == CUT_CARD:
            return CutCardSeen(at_ns, self._device)
        return CardDrawn(at_ns, self._device, reading)


class DiceLine(LineReader):
    """Kind ``dice-line``: a shaker, or a camera over it, that reads two or three dice."""

    dialect = DICE

    def _reading(self, reading: str, at_ns: int) -> Signal:
        return DiceRead(at_ns, self._device, tuple(map(int, reading)))


class SegmentLine(LineReader):
    """Kind ``segment-line``: a money wheel that knows where it stands."""

    dialect = SEGMENTS

    def _reading(self, reading: str, at_ns: int) -> Signal:
        return SegmentRead(at_ns, self._device, reading)


def _is_text(line: bytes) -> bool:
    return line.isascii() and line.decode("ascii").isprintable()
