"""An andar bahar round as it is dealt: the joker, then cards to both sides in turn until one matches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from schemas.games.andar_bahar import DECKS, AndarBaharOutcome, Side, matches, side_of
from schemas.games.andar_bahar_rules import AndarBaharRules
from schemas.games.deal import Deal, Readings, Spot
from schemas.games.dealt import check_card, check_cards
from schemas.games.refusal import IllegalOutcome

JOKER = "joker"


class AndarBaharDeal(Deal):
    """The joker and the cards of one round."""

    reads: ClassVar[Readings] = Readings.CARDS
    shuffled_each_round: ClassVar[bool] = True

    def __init__(self, rules: AndarBaharRules) -> None:
        self._rules = rules
        self._out: list[str] = []
        """The joker and the cards after it, in the order of dealing."""

    @property
    def due(self) -> Spot | None:
        if not self._out:
            return Spot(JOKER, 1)
        number = len(self._out)
        return None if self.complete else Spot(side_of(number, self._first).value, (number + 1) // 2)

    @property
    def complete(self) -> bool:
        return len(self._out) > 1 and matches(self._out[0], self._out[-1])

    def lay(self, spot: Spot, value: str) -> None:
        self.refuse_unless_due(spot, value)
        card = check_card(value)
        check_cards([*self._out, card], DECKS)
        self._out.append(card)

    def outcome(self) -> AndarBaharOutcome:
        if not self._out:
            raise IllegalOutcome("the round is not finished: the joker is missing")
        return AndarBaharOutcome.from_cards(self._out[0], self._out[1:], self._first)

    def standing(self) -> Mapping[str, Sequence[str]]:
        places: dict[str, list[str]] = {JOKER: self._out[:1], **{side.value: [] for side in Side}}
        for number, card in enumerate(self._out[1:], start=1):
            places[side_of(number, self._first).value].append(card)
        return places

    @property
    def _first(self) -> Side:
        return self._rules.first(self._out[0])
