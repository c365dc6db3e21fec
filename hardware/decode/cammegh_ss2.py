"""Cammegh Slingshot 2 roulette wheel: its ASCII lines as signals. Refuses to repair a line: what is not exact is dropped and counted.

A packet runs from ``*`` to a line end (CR, LF or both). There is no checksum, and bytes do get lost, so:

- every ``*`` starts a new packet, whatever came before it; what it cut short is kept only if it is a whole status line or
  a fixed answer, where a missing end cannot have cost a character;
- a winning number (two characters, no ``*``) counts only alone on a line whose both ends were seen, so the first line after
  opening, which may be the tail of another, never does;
- a bare number next to a damaged line is still emitted: it is well formed, and whether it is a result is decided by the
  machine, which wants state 4 before it and the same number in the state-5 line after it.
"""

from __future__ import annotations

import re

from hardware.decode.decoder import ByteAccount, DecoderCounts
from hardware.signals import Direction, Signal, WheelNumber, WheelReply, WheelState, WheelStatus, WheelWarning

STAR = 0x2A
LINE_ENDS = b"\r\n"
MAX_LINE = 128
"""No packet of the wheel comes near this many bytes; what is longer is noise."""

_STATUS = re.compile(rb"\*X;([1-7]);(\d{3});([ \d]\d|  );([0-9A-F]);(\d{3});([01])")
_ANSWER = re.compile(rb"\*[PRoqtu] (?:OK|NO)|\*F BUSY")
_REPORT = re.compile(rb"\*[FOSTV] [ -~]+")
_NUMBER = re.compile(rb"[ \d]\d")
_LAST_SPIN = 256
_ZEROS = {b"00": "00", b"38": "000"}


class CammeghSs2:
    """Decoder of one wheel's line, 9600 8N1 (Cammegh SS2 communication protocol, port 1)."""

    def __init__(self, device: str) -> None:
        self._device = device
        self._line = bytearray()
        self._account = ByteAccount()
        self._aligned = False  # a line end was seen since opening
        self._overlong = False  # the bytes up to the next boundary go with a line already dropped

    @property
    def counts(self) -> DecoderCounts:
        return self._account.counts(len(self._line))

    def feed(self, data: bytes, at_ns: int) -> list[Signal]:
        self._account.feed(len(data))
        signals = (self._take(byte, at_ns) for byte in data)
        return [signal for signal in signals if signal is not None]

    def reset(self) -> None:
        self.finish()
        self._aligned = self._overlong = False

    def finish(self) -> None:
        self._account.drop(len(self._line))
        self._line.clear()

    def _take(self, byte: int, at_ns: int) -> Signal | None:
        if byte in LINE_ENDS:
            signal = self._close_line(at_ns, ended=True)
            self._account.line_end()
            self._aligned = True
            return signal
        if byte == STAR:
            signal = self._close_line(at_ns, ended=False)
            self._line.append(byte)
            return signal
        self._extend(byte)
        return None

    def _extend(self, byte: int) -> None:
        if self._overlong:
            self._account.drop(1, same_run=True)
            return
        self._line.append(byte)
        if len(self._line) > MAX_LINE:
            self._overlong = True
            self.finish()

    def _close_line(self, at_ns: int, *, ended: bool) -> Signal | None:
        line = bytes(self._line)
        self._line.clear()
        self._overlong = False
        if not line:
            return None
        signal = self._signal(line, at_ns, ended)
        if signal is None:
            self._account.drop(len(line))
        else:
            self._account.accept(len(line))
        return signal

    def _signal(self, line: bytes, at_ns: int, ended: bool) -> Signal | None:
        if line[0] != STAR:
            return self._number(line, at_ns) if ended and self._aligned else None
        if status := _STATUS.fullmatch(line):
            return self._status(status, at_ns)
        if _ANSWER.fullmatch(line) or (ended and _REPORT.fullmatch(line)):
            return WheelReply(at_ns, self._device, line.decode("ascii"))
        return None

    def _number(self, line: bytes, at_ns: int) -> Signal | None:
        pocket = _pocket(line) if _NUMBER.fullmatch(line) else None
        return None if pocket is None else WheelNumber(at_ns, self._device, pocket)

    def _status(self, line: re.Match[bytes], at_ns: int) -> Signal | None:
        state, spin, last, warning, speed, direction = line.groups()
        pocket = _pocket(last)
        if int(spin) > _LAST_SPIN or (pocket is None and last != b"  "):
            return None
        return WheelStatus(
            at_ns,
            self._device,
            state=WheelState(int(state)),
            spin=int(spin),
            last=pocket,
            warning=WheelWarning(int(warning, 16)),
            speed_decirpm=int(speed),
            direction=Direction(int(direction)),
        )


def _pocket(text: bytes) -> str | None:
    if text in _ZEROS:
        return _ZEROS[text]
    if text == b"  " or int(text) > 36:
        return None
    return str(int(text))
