"""Cards as they come: one that lies face up before bets are closed, and dealing that stands still. Reads no picture, only what was read."""

from __future__ import annotations

from collections import Counter

from hardware.decode.sight.reader import Read, Seen
from hardware.decode.sight.tracking.slots_of import lying
from hardware.decode.sight.tracking.words import RoundTold, Slot

ENOUGH = 2
"""Looks at a card before it counts."""
DUE = frozenset({"bets_closed", "dealing"})


class Dealing:
    """One round's cards in their slots."""

    def __init__(self, slots: tuple[Slot, ...], slow_after_ns: int) -> None:
        self._slots, self._slow_after_ns = slots, slow_after_ns
        self._round = RoundTold(0, None, "idle", False)
        self._cleared: set[int] = set()
        self._shown: Counter[int] = Counter()
        self._lie: set[int] = set()
        self._quiet_ns: int | None = None

    def told(self, round_: RoundTold) -> None:
        """A new round, or bets are open or closed."""
        if round_.round_id != self._round.round_id:
            self._cleared, self._shown = set(), Counter()
        due = round_.round_id is not None and not round_.bets_open and round_.phase in DUE
        was_due = self._quiet_ns is not None
        if due != was_due or round_.round_id != self._round.round_id:
            self._quiet_ns = round_.at_ns if due else None
        self._round = round_

    def saw(self, at_ns: int, seen: Seen) -> list[Slot]:
        """Slots in which a card has newly been turned up while bets are open."""
        if seen.reasons:
            return []
        reads = lying(seen, self._slots)
        now = {number for number, one in enumerate(reads) if one}
        if now - self._lie and self._quiet_ns is not None:
            self._quiet_ns = at_ns
        self._lie = now
        return [self._slots[number] for number, one in enumerate(reads) if self._newly_up(number, one)]

    def slow(self, at_ns: int) -> bool:
        """Nothing new has come for too long while cards are due."""
        return self._quiet_ns is not None and at_ns - self._quiet_ns > self._slow_after_ns

    def _newly_up(self, number: int, reads: list[Read]) -> bool:
        """Told once: in the look that makes it sure. What was never seen to be away is the last round's."""
        if not reads:
            self._cleared.add(number)
            return False
        up = any(read.value is not None for read in reads)
        if not up or not self._round.bets_open or number not in self._cleared:
            return False
        self._shown[number] += 1
        return self._shown[number] == ENOUGH
