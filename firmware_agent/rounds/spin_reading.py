"""What the wheel says about the result of one spin, and whether its words agree. Refuses to name a pocket on one reading.

A status line has no checksum, so no single line decides alone (Cammegh SS2; seen in captures of a running wheel):

- the bare number counts only in state 4, or in state 5 of the same spin; AGREED with the first state-5 line that shows the same;
- without it, a state-5 line waits until the wheel's spin counter has moved by exactly one and ``last`` is still the same;
- with neither, ``last`` counts when the counter has moved by exactly one and two lines in a row say so, before the next result;
- readings that differ: DISAGREE. A counter that moved otherwise, on two lines in a row: LOST. Both are for a human.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from hardware.signals import WheelNumber, WheelState, WheelStatus
from schemas.games.wheels import Wheel, has_pocket

SPINS = 256
NUMBER, STATUS, NEXT, COUNTER = "wheel.number", "wheel.status", "wheel.next_status", "wheel.spin_counter"

_BEFORE_RESULT = (
    WheelState.BEFORE_GAME,
    WheelState.PLACE_BETS,
    WheelState.BALL_IN_RIM,
    WheelState.NO_MORE_BETS,
    WheelState.BALL_NOT_IN_TRACK,
)


class Finding(Enum):
    """How far the readings have come."""

    NOTHING = "nothing"
    PENDING = "pending"
    AGREED = "agreed"
    DISAGREE = "disagree"
    LOST = "lost"

    @property
    def final(self) -> bool:
        """Nothing that follows can change it."""
        return self in (Finding.AGREED, Finding.DISAGREE, Finding.LOST)


@dataclass(frozen=True, slots=True)
class Reading:
    """A finding; ``pocket`` and ``sources`` when PENDING (one source) or AGREED, ``detail`` for people when neither."""

    finding: Finding = Finding.NOTHING
    pocket: str = ""
    sources: tuple[str, ...] = ()
    detail: str = ""


def next_spin(spin: int) -> int:
    """The counter after ``spin``: 1..256, wrapping."""
    return spin % SPINS + 1


class SpinReading:
    """All readings of the game that the wheel counts as ``spin``; ``now`` is what they come to."""

    def __init__(self, spin: int, wheel: Wheel) -> None:
        self.spin = spin
        self.now = Reading()
        self._wheel = wheel
        self._bare: str | None = None
        self._shown: str | None = None
        self._elsewhere: tuple[int, str | None, bool] | None = None

    def number(self, bare: WheelNumber) -> None:
        """A bare number that came in this spin's state 4 or 5."""
        if self.now.finding.final:
            return
        if self._bare is not None and self._bare != bare.pocket:
            self._disagree(f"the wheel sent {self._bare} and then {bare.pocket}")
            return
        self._bare = bare.pocket
        self._weigh()

    def status(self, status: WheelStatus) -> None:
        """Any status line since the round opened."""
        if self.now.finding.final:
            return
        if status.spin == self.spin:
            self._elsewhere = None
            if status.state is WheelState.WINNING_NUMBER and status.last is not None:
                self._shows(status.last)
            return
        self._moved(status)

    def _shows(self, last: str) -> None:
        if self._shown is not None and self._shown != last:
            self._disagree(f"the wheel showed {self._shown} and then {last}")
            return
        self._shown = last
        self._weigh()

    def _weigh(self) -> None:
        readings = {NUMBER: self._bare, STATUS: self._shown}
        self._compare({source: pocket for source, pocket in readings.items() if pocket is not None})

    def _compare(self, readings: dict[str, str]) -> None:
        pockets = set(readings.values())
        strange = next((pocket for pocket in pockets if not has_pocket(self._wheel, pocket)), None)
        if strange is not None:
            self._disagree(f"the wheel says {strange}, which is no pocket of the {self._wheel.value} wheel")
        elif len(pockets) > 1:
            self._disagree(", but ".join(f"{source} says {pocket}" for source, pocket in readings.items()))
        else:
            finding = Finding.AGREED if len(readings) > 1 else Finding.PENDING
            self.now = Reading(finding, pockets.pop(), tuple(readings))

    def _moved(self, status: WheelStatus) -> None:
        by_one = status.spin == next_spin(self.spin) and status.state in _BEFORE_RESULT
        known = self._bare or self._shown
        if by_one and known is not None and status.last == known:
            source = NUMBER if self._bare else STATUS
            self._compare({source: known, NEXT: known})
            return
        here = (status.spin, status.last, by_one)
        if self._elsewhere != here:
            self._elsewhere = here
            return
        self._believe(status, by_one, known)

    def _believe(self, status: WheelStatus, by_one: bool, known: str | None) -> None:
        """Two lines in a row put the wheel elsewhere."""
        if by_one and status.last is not None:
            first = {COUNTER: status.last} if known is None else {NUMBER if self._bare else STATUS: known}
            self._compare({**first, NEXT: status.last})
        else:
            self.now = Reading(
                Finding.LOST,
                detail=f"no result of spin {self.spin} was seen, and the wheel is at spin {status.spin} already",
            )

    def _disagree(self, detail: str) -> None:
        self.now = Reading(Finding.DISAGREE, detail=detail)
