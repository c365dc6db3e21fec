"""A ball that was at rest and is touched before the result is confirmed: it lies elsewhere, is gone, or a hand is over the rotor."""

from __future__ import annotations

import math

import cv2
import numpy as np

from hardware.decode.sight.reader import Frame, Reason, Rotor, Seen
from hardware.decode.sight.tracking.rest import Rest, Sighted
from hardware.decode.sight.tracking.small import Flags

REACH_TIMES = 3.0
GONE_LOOKS, ELSEWHERE_LOOKS, HAND_GLANCES = 3, 2, 2
GONE = frozenset({Reason.NO_BALL, Reason.NOT_A_BALL})
"""What a look at the open pockets says that finds no ball in them; any other reason hides one that may be there."""
SKIN_MORE = 0.05
"""Of the rotor, that must have taken the colour of skin since the ball came to rest."""


class BallGuard:
    """One throw's ball. ``reach``: how far two looks at a ball at rest may lie apart, in turns."""

    def __init__(self, reach: float) -> None:
        self._reach, self._rest = reach, Rest(reach)
        self._at: float | None = None
        self._rotor: Rotor | None = None
        self._skin: float | None = None
        self._gone = self._elsewhere = self._hand = 0

    def new_throw(self) -> None:
        """Another throw's ball has not come to rest yet."""
        self._rest.new_throw()
        self._at = self._skin = None
        self._gone = self._elsewhere = self._hand = 0

    def saw(self, at_ns: int, seen: Seen) -> str | None:
        """What happened to the ball, None while nothing did."""
        self._rotor = seen.rotor or self._rotor
        ball = next((read for read in seen.reads if read.on_rotor is not None), None)
        turns = ball.on_rotor if ball is not None else None
        value = ball.value if ball is not None and ball.accepted else None
        reasons = seen.reasons or (() if ball else (Reason.NO_BALL,))
        if self._at is None:
            self._rest.add(Sighted(at_ns, turns, value, reasons, ball))
            self._at = turns if self._rest.value is not None else None
            return None
        if not GONE.issuperset(seen.reasons):
            return None
        return self._touched(None if ball is None or Reason.NOT_AT_REST in ball.reasons else turns)

    def glance(self, small: Frame, width: int) -> str | None:
        """Whether a hand is over the rotor now. ``width``: of the whole picture."""
        if self._at is None or self._rotor is None:
            return None
        skin = float(_skin(small)[_ellipse(self._rotor, small, width)].mean())
        self._skin = skin if self._skin is None else min(self._skin, skin)
        self._hand = self._hand + 1 if skin > self._skin + SKIN_MORE else 0
        return "a hand is over the rotor" if self._hand >= HAND_GLANCES else None

    def _touched(self, turns: float | None) -> str | None:
        self._gone = self._gone + 1 if turns is None else 0
        apart = 0.0 if turns is None or self._at is None else abs(turns - self._at) % 1.0
        away = min(apart, 1 - apart) > REACH_TIMES * self._reach
        self._elsewhere = self._elsewhere + 1 if away else 0
        if self._elsewhere >= ELSEWHERE_LOOKS:
            return "the ball lies elsewhere on the rotor than it came to rest"
        return "the ball is gone from the rotor" if self._gone >= GONE_LOOKS else None


def _skin(small: Frame) -> Flags:
    """Red over green over blue, neither grey nor full red: skin, light or dark."""
    blue, green, red = (part.astype(np.int16) for part in cv2.split(small))
    return np.asarray(
        (red > green + 12) & (green > blue + 4) & (red < 2.2 * green + 10) & (red > 45) & (green < 200)
    )


def _ellipse(rotor: Rotor, small: Frame, width: int) -> Flags:
    scale = small.shape[1] / width
    mask = np.zeros(small.shape[:2], dtype=np.uint8)
    middle = (round(rotor.middle[0] * scale), round(rotor.middle[1] * scale))
    axes = (max(1, round(rotor.axes[0] * scale)), max(1, round(rotor.axes[1] * scale)))
    cv2.ellipse(mask, middle, axes, math.degrees(2 * math.pi * rotor.lean), 0, 360, (1,), -1)
    mask[0, 0] |= np.uint8(not mask.any())
    return mask.astype(bool)
