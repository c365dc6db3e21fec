"""What may be said to a Cammegh Slingshot 2 wheel, as bytes. Knows no ``*K``: while the wheel runs, that starts a game."""

from __future__ import annotations

from enum import IntFlag

POLL = b"*X\r\n"
"""Asks for one status line; the wheel wants at least 100 ms between polls (``POLL_GAP_MS``)."""

POLL_GAP_MS = 100

START_GAME = b"*u 1\r\n"
"""Fires the ball when the wheel waits for its user; answered ``*u OK``."""

RESTART = b"*R\r\n"
"""Voids the spin and starts over."""

VERSION = b"*S\r\n"
READ_MODE = b"*O\r\n"
SELF_TEST = b"*F\r\n"


class WheelMode(IntFlag):
    """Bits of the wheel's mode whose meaning is known (Cammegh SS2, mode)."""

    REVERSE_EACH_GAME = 1
    WAIT_FOR_USER = 2
    VARY_ROTOR_SPEED = 4
    AUTO_STATUS = 128


GAME_SERVER_MODE = 1159
"""The maker's value for integration with a game server: the four known bits and 1024."""


def set_mode(mode: int) -> bytes:
    """``*o <mode>``.

    Raises:
        ValueError: the mode is no sum of bits that the wheel could hold (0..65535).
    """
    if not 0 <= mode <= 0xFFFF:
        raise ValueError(
            f"wheel mode {mode}: it is a sum of bits, 0 to 65535; {GAME_SERVER_MODE} is the usual one"
        )
    return b"*o %d\r\n" % mode


def power(on: bool) -> bytes:
    """``*P 1`` or ``*P 0``; answered ``*P OK``, or ``*P NO`` when it is so already."""
    return b"*P %d\r\n" % on


def mute(on: bool) -> bytes:
    """``*q 1`` or ``*q 0``."""
    return b"*q %d\r\n" % on
