"""Whether a throw's result is looked for now: what of the told round the trackers of wheel and dice need. Knows no picture."""

from __future__ import annotations

from hardware.decode.sight.tracking.words import RoundTold
from schemas.phases import Phase

NOT_YET = frozenset({Phase.IDLE.value, Phase.BETS_OPEN.value, Phase.BETS_CLOSING_SOON.value})
OVER = frozenset({Phase.SETTLED.value, Phase.CANCELLED.value, Phase.CORRECTED.value})


class Due:
    """The throw or stop that is expected."""

    def __init__(self) -> None:
        self._told = RoundTold(0, None, Phase.IDLE.value, False)

    def told(self, round_: RoundTold) -> bool:
        """Whether this begins another throw."""
        other = (round_.round_id, round_.throw) != (self._told.round_id, self._told.throw)
        self._told = round_
        return other

    @property
    def running(self) -> bool:
        """A round is on the table."""
        return self._told.round_id is not None and self._told.phase not in OVER

    @property
    def closed(self) -> bool:
        """Bets are closed: what comes to rest now is the result."""
        return self.running and not self._told.bets_open and self._told.phase not in NOT_YET

    @property
    def pending(self) -> bool:
        """The table waits for the result."""
        return self.closed and self._told.phase == Phase.RESULT_PENDING.value

    @property
    def throw(self) -> int:
        """Which throw of the round."""
        return self._told.throw
