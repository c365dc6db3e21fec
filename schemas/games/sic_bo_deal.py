"""A sic bo round as it is read: one shake, three dice. Refuses readings that are not three dice."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import ClassVar

from schemas.games.deal import Deal, Readings, Spot
from schemas.games.refusal import IllegalOutcome
from schemas.games.sic_bo import SicBoOutcome
from schemas.games.sic_bo_rules import SicBoRules
from schemas.readings import DICE


class SicBoDeal(Deal):
    """One shake of three dice."""

    reads: ClassVar[Readings] = Readings.DICE

    def __init__(self, rules: SicBoRules) -> None:
        del rules
        self._dice: str | None = None

    @property
    def due(self) -> Spot | None:
        return Spot(DICE, 1) if self._dice is None else None

    @property
    def complete(self) -> bool:
        return self._dice is not None

    def lay(self, spot: Spot, value: str) -> None:
        self.refuse_unless_due(spot, value)
        if not re.fullmatch("[1-6]{3}", value):
            raise IllegalOutcome(f'{value!r:.20} are not three dice, as in "346"')
        self._dice = value

    def outcome(self) -> SicBoOutcome:
        if self._dice is None:
            raise IllegalOutcome("the dice have not been read yet")
        return SicBoOutcome(dice=tuple(map(int, self._dice)))

    def standing(self) -> Mapping[str, Sequence[str]]:
        return {DICE: [] if self._dice is None else [self._dice]}
