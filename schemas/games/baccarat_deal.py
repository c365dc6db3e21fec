"""A baccarat coup as it is dealt: the drawing rules say whose card is next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from schemas.games.baccarat import BaccaratHand, BaccaratOutcome, next_target
from schemas.games.baccarat_rules import BaccaratRules
from schemas.games.deal import Deal, Readings, Spot
from schemas.games.dealt import check_card


class BaccaratDeal(Deal):
    """The two hands of one coup."""

    reads: ClassVar[Readings] = Readings.CARDS

    def __init__(self, rules: BaccaratRules) -> None:
        self._decks = rules.decks
        self._hands: dict[str, list[str]] = {hand.value: [] for hand in BaccaratHand}

    @property
    def due(self) -> Spot | None:
        target = next_target(self._hands["player"], self._hands["banker"])
        return None if target is None else Spot(target.value, len(self._hands[target.value]) + 1)

    @property
    def complete(self) -> bool:
        return self.due is None

    def lay(self, spot: Spot, value: str) -> None:
        self.refuse_unless_due(spot, value)
        self._hands[spot.place].append(check_card(value))

    def outcome(self) -> BaccaratOutcome:
        return BaccaratOutcome.from_cards(self._hands["player"], self._hands["banker"], self._decks)

    def standing(self) -> Mapping[str, Sequence[str]]:
        return self._hands
