"""A round of the money wheel, stop by stop: a multiplier asks for another spin, any other segment decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from schemas.games.deal import Deal, Readings, Spot
from schemas.games.money_wheel import MoneyWheelOutcome, check_stops
from schemas.games.money_wheel_rules import MoneyWheelRules
from schemas.games.refusal import IllegalOutcome
from schemas.readings import WHEEL


class MoneyWheelDeal(Deal):
    """The stops of one round."""

    reads: ClassVar[Readings] = Readings.SEGMENTS

    def __init__(self, rules: MoneyWheelRules) -> None:
        self._wheel = rules.wheel
        self._stops: list[str] = []

    @property
    def due(self) -> Spot | None:
        return None if self.complete else Spot(WHEEL, len(self._stops) + 1)

    @property
    def complete(self) -> bool:
        return bool(self._stops) and MoneyWheelOutcome(stops=tuple(self._stops)).decided is not None

    def lay(self, spot: Spot, value: str) -> None:
        self.refuse_unless_due(spot, value)
        check_stops([value], self._wheel)
        self._stops.append(value)

    def outcome(self) -> MoneyWheelOutcome:
        if not self.complete:
            raise IllegalOutcome(f"the round is undecided: a stop at {self.due} is still to come")
        return MoneyWheelOutcome(stops=tuple(self._stops))

    def standing(self) -> Mapping[str, Sequence[str]]:
        return {WHEEL: self._stops}
