"""What the wheel last said about itself, apart from any round. Draws no conclusion about money."""

from __future__ import annotations

from hardware.signals import WheelState, WheelStatus, WheelWarning

_NOTHING = WheelWarning(0)
LAUNCH_GRACE_NS = 3_000_000_000
"""Cammegh SS2, exceptions: a failed-launch flag in the first 3 s of state 3 means nothing."""

_WORDS = {
    WheelWarning.BALL_NOT_DETECTED: "ball not detected",
    WheelWarning.BALL_WITH_ROTOR: "ball runs with the rotor",
    WheelWarning.COMPONENT_FAULT: "sensor, motor or encoder fault",
    WheelWarning.FAILED_LAUNCH: "failed launch, the wheel retries",
}


class WheelWatch:
    """The latest status line and what went before it. ``visit`` numbers the stays in state 2, each with its spin."""

    def __init__(self, silence_ns: int) -> None:
        self._silence_ns = silence_ns
        self.lost = False
        """The line went, and nothing has been heard since."""
        self.status: WheelStatus | None = None
        self.seen_ns = 0
        self.state_since_ns = 0
        self.visit = 0

    def see(self, status: WheelStatus) -> None:
        """A status line came in."""
        before, self.status = self.status, status
        moved = before is None or before.state is not status.state
        if moved:
            self.state_since_ns = status.at_ns
        if status.state is WheelState.PLACE_BETS and (moved or before is None or before.spin != status.spin):
            self.visit += 1
        self.seen_ns, self.lost = status.at_ns, False

    def lose(self) -> None:
        """The line is gone; what the wheel does is not seen until it speaks again."""
        self.lost = True

    def blind(self, at_ns: int) -> bool:
        """The wheel is not seen at ``at_ns``."""
        return self.status is None or self.lost or at_ns - self.seen_ns > self._silence_ns

    def is_in(self, *states: WheelState) -> bool:
        """The latest line said one of ``states``."""
        return self.status is not None and self.status.state in states

    @property
    def warning(self) -> WheelWarning:
        """The latest flags, without a failed launch that does not count yet."""
        if self.status is None:
            return _NOTHING
        young = self.seen_ns - self.state_since_ns < LAUNCH_GRACE_NS
        if young and self.status.state is WheelState.BALL_IN_RIM:
            return self.status.warning & ~WheelWarning.FAILED_LAUNCH
        return self.status.warning

    @property
    def broken(self) -> bool:
        """A component fault is flagged, or the wheel has closed itself."""
        return WheelWarning.COMPONENT_FAULT in self.warning or self.is_in(WheelState.CLOSED)


def in_words(warning: WheelWarning) -> str:
    """The flags as a phrase for people."""
    return ", ".join(text for flag, text in _WORDS.items() if flag in warning)
