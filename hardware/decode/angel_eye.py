"""Angel Eye II-EX optical card shoe: its checked, numbered frames as signals. Refuses to let an event go missing unsaid.

A frame is ``ENQ seq code data.. ETX hi lo``: seq ``1``..``9`` wrapping, hi lo the XOR of seq..ETX as two upper-case hex digits.
Each event comes three times with the same seq. What is told, and how:

- a byte-identical frame with the seq of the frame before, within a second of its last copy, is a retransmission: counted, no
  signal. After a second it is a new event that happens to look the same: numbers wrap, so eight others are missing;
- the same seq with other content is a new event too, never a retransmission: FramesMissed(8), then the signal;
- any other jump in seq gives FramesMissed before the signal. The first frame after opening has nothing to be compared with;
- a frame whose checksum is right but whose content is not in the table is dropped, and FramesMissed counts it at once.

The shoe's answers to commands (ACK, NAK) carry no checksum; they are not decoded and count as dropped.
"""

from __future__ import annotations

from functools import reduce
from operator import xor

from hardware.decode.angel_eye_events import event
from hardware.decode.decoder import ByteAccount, DecoderCounts
from hardware.signals import FramesMissed, Signal

ENQ = 0x05
ETX = 0x03
MAX_BODY = 16
"""No event comes near this many bytes from seq to ETX; what is longer is noise."""

REPEAT_WINDOW_NS = 1_000_000_000
"""Copies follow each other after about 50 ms; an identical frame later than this is no copy."""

_SEQUENCE = b"123456789"
_CYCLE = len(_SEQUENCE)


class AngelEye:
    """Decoder of one shoe's line, 4800 8N1 (some units 9600)."""

    def __init__(self, device: str) -> None:
        self._device = device
        self._frame = bytearray()
        self._check_at: int | None = None  # where the two checksum digits begin, once ETX is in
        self._in_noise = False
        self._previous: bytes | None = None
        self._previous_ns = 0
        self._account = ByteAccount()

    @property
    def counts(self) -> DecoderCounts:
        return self._account.counts(len(self._frame))

    def feed(self, data: bytes, at_ns: int) -> list[Signal]:
        self._account.feed(len(data))
        return [signal for byte in data for signal in self._take(byte, at_ns)]

    def reset(self) -> None:
        self.finish()
        self._previous = None
        self._in_noise = False

    def finish(self) -> None:
        self._account.drop(len(self._frame))
        self._clear()

    def _take(self, byte: int, at_ns: int) -> list[Signal]:
        if byte == ENQ:
            self.finish()
            self._in_noise = False
        elif not self._frame:
            self._account.drop(1, same_run=self._in_noise)
            self._in_noise = True
            return []
        self._frame.append(byte)
        return self._grown(byte, at_ns)

    def _grown(self, byte: int, at_ns: int) -> list[Signal]:
        if self._check_at is None:
            if byte == ETX:
                self._check_at = len(self._frame)
            elif len(self._frame) > MAX_BODY:
                self.finish()
                self._in_noise = True
            return []
        return self._complete(at_ns) if len(self._frame) == self._check_at + 2 else []

    def _complete(self, at_ns: int) -> list[Signal]:
        frame = bytes(self._frame)
        self._clear()
        if not _well_formed(frame):
            self._account.drop(len(frame))
            return []
        return self._numbered(frame, at_ns)

    def _numbered(self, frame: bytes, at_ns: int) -> list[Signal]:
        if frame == self._previous and at_ns - self._previous_ns <= REPEAT_WINDOW_NS:
            self._previous_ns = at_ns
            self._account.accept(len(frame), repeat=True)
            return []
        missed = self._missed_before(frame)
        self._previous, self._previous_ns = frame, at_ns
        signal = event(frame[2:-3], self._device, at_ns)
        if signal is None:
            self._account.drop(len(frame))
            return [FramesMissed(at_ns, self._device, missed + 1)]
        self._account.accept(len(frame))
        return [FramesMissed(at_ns, self._device, missed), signal] if missed else [signal]

    def _missed_before(self, frame: bytes) -> int:
        if self._previous is None:
            return 0
        return (frame[1] - self._previous[1] - 1) % _CYCLE

    def _clear(self) -> None:
        self._frame.clear()
        self._check_at = None


def checksum(covered: bytes) -> bytes:
    """XOR of ``covered`` as two upper-case hexadecimal digits."""
    return b"%02X" % reduce(xor, covered, 0)


def _well_formed(frame: bytes) -> bool:
    return len(frame) >= 6 and frame[1] in _SEQUENCE and frame[-2:] == checksum(frame[1:-2])
