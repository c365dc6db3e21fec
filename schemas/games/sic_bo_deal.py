"""A sic bo round as it is read: one shake, three dice. Refuses readings that are not three dice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from schemas.games.deal import Deal, Readings, Spot
from schemas.games.dice import read_dice
from schemas.games.refusal import IllegalOutcome
from schemas.games.sic_bo import SicBoOutcome
from schemas.games.sic_bo_rules import SicBoRules
from schemas.readings import DICE


class SicBoDeal(Deal):
    """One shake of three dice."""

    reads: ClassVar[Readings] = Readings.DICE

    def __init__(self, rules: SicBoRules) -> None:
        del rules
        self._dice: tuple[int, ...] | None = None

    @property
    def due(self) -> Spot | None:
        return Spot(DICE, 1) if self._dice is None else None

    @property
    def complete(self) -> bool:
        return self._dice is not None

    def lay(self, spot: Spot, value: str) -> None:
        self.refuse_unless_due(spot, value)
        self._dice = read_dice(value, 3)

    def outcome(self) -> SicBoOutcome:
        if self._dice is None:
            raise IllegalOutcome("the dice have not been read yet")
        return SicBoOutcome(dice=self._dice)

    def standing(self) -> Mapping[str, Sequence[str]]:
        return {DICE: [] if self._dice is None else ["".join(map(str, self._dice))]}
