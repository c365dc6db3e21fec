"""How much a table's camera counts: positions that it shared with the sensor, and those where the two differed and nobody has said why.

Shadow until enough have agreed by this calibration and model; a new one begins again. Never trusts a calibration without its board's signed sheet. Looks at no round.
"""

from __future__ import annotations

from firmware_agent.rounds.fusion import Reader
from firmware_agent.rounds.machine import SightMemory
from firmware_agent.rounds.settings import SightSettings
from hardware.sight_signals import CameraSaw
from schemas.sight import SightMode
from schemas.sight_facts import SightChanged

TELL_EVERY = 100
"""So many more shared positions are told at once."""


class Standing:
    """The counters of one table."""

    def __init__(self, settings: SightSettings, memory: SightMemory) -> None:
        self._settings = settings
        self.calibration = memory.calibration or (settings.signed[0] if settings.signed else "")
        self.model = memory.model
        self._compared, self._differed = memory.compared, memory.differed
        self._told: tuple[object, ...] = ()
        self._sheet = self._signed

    @property
    def memory(self) -> SightMemory:
        """What must survive a restart."""
        return SightMemory(self.calibration, self.model, self._compared, self._differed)

    @property
    def reader(self) -> Reader:
        """Who reads now."""
        return Reader(self.calibration, self.model, self._sheet)

    @property
    def mode(self) -> SightMode:
        """What its word counts now; without a sheet that the board believes it is advice, whatever ``needed`` says."""
        agreed = self._compared >= self._settings.needed and not self._differed
        trusted = agreed and self._sheet is not None
        return SightMode.ON if self._settings.wanted is SightMode.ON and trusted else SightMode.SHADOW

    @property
    def _signed(self) -> str | None:
        """What the board knew at its start of the calibration that reads now."""
        signed = self._settings.signed
        return signed[1] if signed is not None and signed[0] == self.calibration else None

    @property
    def unexplained(self) -> int:
        """Differences that nobody has accounted for."""
        return self._differed

    def read_by(self, word: CameraSaw) -> None:
        """A word came in; by another calibration or model, everything is counted anew."""
        if word.calibration and (word.calibration, word.model) != (self.calibration, self.model):
            self.calibration, self.model = word.calibration[:64], word.model[:64]
            self._compared = self._differed = 0
        if word.calibration:
            self._sheet = word.sheet or self._signed

    def count(self, compared: int, differed: int = 0) -> None:
        """So many more positions were shared; ``differed`` of them unexplained."""
        self._compared += compared
        self._differed += differed

    def explain(self) -> None:
        """A person has accounted for every difference so far."""
        self._differed = 0

    def news(self, by: str = "board", reason: str = "") -> SightChanged | None:
        """What is to be told since the last time, if anything; whoever explains is always told."""
        now = (
            self.mode,
            self.calibration,
            self.model,
            self._sheet,
            self._differed,
            self._compared // TELL_EVERY,
        )
        if now == self._told and not reason:
            return None
        self._told = now
        return SightChanged(
            sees=self._settings.sees,
            wanted=self._settings.wanted,
            mode=self.mode,
            calibration=self.calibration,
            model=self.model,
            sheet=self._sheet,
            compared=self._compared,
            differed=self._differed,
            needed=self._settings.needed,
            by=by,
            reason=reason,
        )
