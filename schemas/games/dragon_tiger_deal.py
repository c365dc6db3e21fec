"""A dragon tiger round as it is dealt: the dragon's card, then the tiger's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from schemas.games.deal import Deal, Readings, Spot
from schemas.games.dealt import check_card, check_cards
from schemas.games.dragon_tiger import DragonTigerOutcome
from schemas.games.dragon_tiger_rules import DragonTigerRules
from schemas.games.refusal import IllegalOutcome


class DragonTigerDeal(Deal):
    """The two cards of one round."""

    reads: ClassVar[Readings] = Readings.CARDS

    def __init__(self, rules: DragonTigerRules) -> None:
        self._decks = rules.decks
        self._cards: dict[str, list[str]] = {"dragon": [], "tiger": []}

    @property
    def due(self) -> Spot | None:
        return next((Spot(place, 1) for place, cards in self._cards.items() if not cards), None)

    @property
    def complete(self) -> bool:
        return self.due is None

    def lay(self, spot: Spot, value: str) -> None:
        self.refuse_unless_due(spot, value)
        card = check_card(value)
        check_cards([*self._cards["dragon"], card], self._decks)
        self._cards[spot.place].append(card)

    def outcome(self) -> DragonTigerOutcome:
        if self.due is not None:
            raise IllegalOutcome(f"the round is not finished: the {self.due.place}'s card is missing")
        return DragonTigerOutcome.from_cards(self._cards["dragon"][0], self._cards["tiger"][0], self._decks)

    def standing(self) -> Mapping[str, Sequence[str]]:
        return self._cards
