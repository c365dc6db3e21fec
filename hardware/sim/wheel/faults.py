"""What can go wrong inside a roulette wheel, each on demand. Line faults are the wire's, not the wheel's."""

from __future__ import annotations

from collections import Counter
from enum import Enum


class WheelFault(Enum):
    """Strikes once, at the next moment when it can."""

    FAILED_LAUNCH = "failed_launch"
    """The ball does not get into the rim: warn 8, then the wheel retries by itself and succeeds."""
    LAUNCH_NEVER = "launch_never"
    """Warn 8 for ever: the wheel keeps retrying until it is restarted."""
    NO_SPIN = "no_spin"
    """The ball runs with the rotor: state 3 with warn 2 until the host restarts the wheel."""
    BALL_NOT_DETECTED = "ball_not_detected"
    """State 4 with warn 1: the ball is not found; the wheel stops itself after 75 s (scaled)."""
    MISSING_NUMBER = "missing_number"
    """The bare number is never sent; the status lines carry the result alone."""
    WRONG_NUMBER = "wrong_number"
    """The bare number differs from the state-5 status."""
    SILENT_RESULT = "silent_result"
    """Nothing is sent from the bare number until the next place bets: only spin and last tell."""
    HANDLED_ROTOR = "handled_rotor"
    """Somebody touches the rotor: one nonsense speed in state 4. Not a reason to void."""
    DEAF = "deaf"
    """The next *u 1 is not heard."""
    TAIL_AT_OPEN = "tail_at_open"
    """The first thing a host sees after opening is the tail of a line: a lone digit."""


class ArmedFaults:
    """Faults waiting for their moment."""

    def __init__(self) -> None:
        self._armed: Counter[WheelFault] = Counter()

    def arm(self, fault: WheelFault, times: int = 1) -> None:
        """Let ``fault`` strike the next ``times`` occasions."""
        self._armed[fault] += times

    def take(self, fault: WheelFault) -> bool:
        """Whether ``fault`` strikes now; it is used up."""
        struck = self._armed[fault] > 0
        self._armed[fault] -= struck
        return struck

    def clear(self) -> None:
        """Nothing strikes any more."""
        self._armed.clear()
