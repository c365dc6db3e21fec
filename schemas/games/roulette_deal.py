"""A roulette spin: nothing is laid by rules, the wheel names its pocket, and only the wheel's pockets count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from schemas.games.deal import Deal, Readings, Spot
from schemas.games.lucky import refuse_asserted
from schemas.games.outcomes import GameOutcome
from schemas.games.refusal import IllegalOutcome
from schemas.games.roulette import RouletteOutcome, check_outcome
from schemas.games.roulette_rules import RouletteRules


class RouletteDeal(Deal):
    """One spin; the round machine weighs the wheel's readings, so none is laid here."""

    reads: ClassVar[Readings] = Readings.SEGMENTS

    def __init__(self, rules: RouletteRules) -> None:
        self._wheel = rules.wheel

    @property
    def due(self) -> Spot | None:
        return None

    @property
    def complete(self) -> bool:
        return False

    def lay(self, spot: Spot, value: str) -> None:
        raise IllegalOutcome(f"roulette takes no reading {value} at {spot}")

    def outcome(self) -> RouletteOutcome:
        raise IllegalOutcome("the wheel names its own pocket")

    def standing(self) -> Mapping[str, Sequence[str]]:
        return {}

    def check(self, outcome: GameOutcome) -> None:
        if not isinstance(outcome, RouletteOutcome):
            raise IllegalOutcome("the outcome is of another game")
        refuse_asserted(outcome)
        check_outcome(outcome, self._wheel)
        if len(outcome.spins) != 1:
            raise IllegalOutcome("a round of this table has one spin")
