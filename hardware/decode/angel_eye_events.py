"""The event table of the Angel Eye II-EX shoe: code and data of a checked frame as one signal. Refuses every value not in it."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

from hardware.signals import (
    CardRead,
    CardTarget,
    CutCardSeen,
    ShoeError,
    ShoeLock,
    ShoeMode,
    ShoeReady,
    ShoeResult,
    Signal,
    StrayCard,
    Winner,
)

RANKS = "A23456789TJQK"
SUITS = MappingProxyType({1: "D", 2: "C", 3: "S", 4: "H"})
TARGETS = MappingProxyType(
    {
        0: CardTarget.PLAYER,
        1: CardTarget.BANKER,
        2: CardTarget.BURN,
        4: CardTarget.FIRST_CARD,
        5: CardTarget.BURN_COUNT,
    }
)
STRAY_MODES = MappingProxyType({0: ShoeMode.LOCKED, 1: ShoeMode.ERROR, 2: ShoeMode.SETTING})
WINNERS = MappingProxyType({1: Winner.PLAYER, 2: Winner.TIE, 4: Winner.BANKER, 7: Winner.FORCED_QUIT})

_BINARY = 0x80


def event(body: bytes, device: str, at_ns: int) -> Signal | None:
    """The signal of ``body`` (code byte and data bytes), or None if the table has no such event."""
    code, data = body[:1], body[1:]
    if code not in _EVENTS:
        return None
    size, read = _EVENTS[code]
    if len(data) != size or any(byte < _BINARY for byte in data):
        return None
    return read(data, device, at_ns)


def _high(byte: int) -> int:
    return byte >> 4 & 0x7


def _low(byte: int) -> int:
    return byte & 0xF


def _card(byte: int) -> str | None:
    suit, rank = SUITS.get(_high(byte)), _low(byte)
    return f"{RANKS[rank - 1]}{suit}" if suit and 1 <= rank <= len(RANKS) else None


def _card_read(data: bytes, device: str, at_ns: int, resent: bool = False) -> Signal | None:
    target, index, card = TARGETS.get(_high(data[0])), _low(data[0]), _card(data[1])
    if target is None or card is None or not 1 <= index <= 3:
        return None
    return CardRead(at_ns, device, target, index, card, resent)


def _card_resent(data: bytes, device: str, at_ns: int) -> Signal | None:
    return _card_read(data, device, at_ns, resent=True)


# A stray card is told even if its face cannot be read: that it left the shoe is what matters.
def _stray_card(data: bytes, device: str, at_ns: int) -> Signal | None:
    mode = STRAY_MODES.get(_high(data[0]))
    return None if mode is None else StrayCard(at_ns, device, mode, _card(data[1]))


def _result(data: bytes, device: str, at_ns: int) -> Signal | None:
    winner, pairs = WINNERS.get(_high(data[0])), _low(data[0])
    if winner is None or pairs > 3:
        return None
    return ShoeResult(at_ns, device, winner, player_pair=bool(pairs & 1), banker_pair=bool(pairs & 2))


def _error_set(data: bytes, device: str, at_ns: int) -> Signal:
    return ShoeError(at_ns, device, data[0] & 0x3F, active=True, in_error_mode=bool(data[0] & 0x40))


def _error_cleared(data: bytes, device: str, at_ns: int) -> Signal:
    return ShoeError(at_ns, device, data[0] & 0x3F, active=False, in_error_mode=bool(data[0] & 0x40))


def _lock(data: bytes, device: str, at_ns: int) -> Signal:
    return ShoeLock(at_ns, device, locked=bool(data[0] & 1))


def _cut_card(_: bytes, device: str, at_ns: int) -> Signal:
    return CutCardSeen(at_ns, device)


def _starts(_: bytes, device: str, at_ns: int) -> Signal:
    return ShoeReady(at_ns, device, standing_by=False)


def _stands_by(_: bytes, device: str, at_ns: int) -> Signal:
    return ShoeReady(at_ns, device, standing_by=True)


_Read = Callable[[bytes, str, int], Signal | None]

_EVENTS: MappingProxyType[bytes, tuple[int, _Read]] = MappingProxyType(
    {
        b"S": (0, _starts),
        b"P": (0, _stands_by),
        b"D": (2, _card_read),
        b"d": (2, _stray_card),
        b"R": (2, _card_resent),
        b"G": (1, _result),
        b"C": (0, _cut_card),
        b"E": (1, _error_set),
        b"e": (1, _error_cleared),
        b"L": (1, _lock),
    }
)
