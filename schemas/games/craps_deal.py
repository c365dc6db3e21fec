"""A craps round as it is read: one roll of two dice, at the point that the last round left. Refuses readings that are not two dice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from schemas.games.craps import CrapsOutcome, parse_point, point_after
from schemas.games.craps_rules import CrapsRules
from schemas.games.deal import Deal, Readings, Spot
from schemas.games.dice import read_dice
from schemas.games.refusal import IllegalOutcome
from schemas.readings import DICE


class CrapsDeal(Deal):
    """One roll. ``carried`` in is the point that is on ("6") or None; out, the point after the roll."""

    reads: ClassVar[Readings] = Readings.DICE

    def __init__(self, rules: CrapsRules, carried: str | None = None) -> None:
        del rules
        self._point = parse_point(carried)
        self._roll: tuple[int, ...] | None = None

    @property
    def due(self) -> Spot | None:
        return Spot(DICE, 1) if self._roll is None else None

    @property
    def complete(self) -> bool:
        return self._roll is not None

    def lay(self, spot: Spot, value: str) -> None:
        self.refuse_unless_due(spot, value)
        self._roll = read_dice(value, 2)

    def outcome(self) -> CrapsOutcome:
        if self._roll is None:
            raise IllegalOutcome("the dice have not been read yet")
        return CrapsOutcome(point=self._point, rolls=(self._roll,))

    def standing(self) -> Mapping[str, Sequence[str]]:
        return {DICE: [] if self._roll is None else ["".join(map(str, self._roll))]}

    @property
    def carried(self) -> str | None:
        rolls = () if self._roll is None else (self._roll,)
        after = point_after(self._point, rolls)
        return None if after is None else str(after)
