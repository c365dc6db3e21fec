"""One round's places as they are counted and told: each difference, each agreement and each position once. Decides nothing."""

from __future__ import annotations

from firmware_agent.rounds.fusion_round import RoundFusion, at_place
from schemas.sight import Compared, SeenPosition


class CountedRound(RoundFusion):
    """What is new since it was last asked for."""

    def new_differences(self) -> int:
        """Places that differ for the first time, each once."""
        found = {spot for spot in self._sensed if self._verdict(spot) is Compared.DISPUTE}
        found = (found | self._contradicted) - self._differed
        self._differed |= found
        return len(found)

    def new_surplus(self) -> bool:
        """Whether the camera has become sure of a card where no sensor read one, each once."""
        found = set(self.surplus) - self._extra
        self._extra |= found
        return bool(found)

    def new_doubts(self) -> bool:
        """Whether something differs that no hold has shown, each value once."""
        found = {(spot, self.both(spot)[1]) for spot in self.disputes} - self._shown
        self._shown |= found
        return bool(found)

    def new_agreements(self) -> int:
        """Places that were shared and never counted; those that differed have been, or a person decided them."""
        shared = {
            spot for spot in self._sensed if self._verdict(spot) in (Compared.BOTH, Compared.DISPUTE)
        } - self._counted
        self._counted |= shared
        return len(shared - self._differed)

    def news(self, whole: bool) -> list[SeenPosition]:
        """Positions that changed since they were last told; ``whole``: also those of which neither says anything."""
        new = [each for each in self._positions(whole) if self._told.get(at_place(each)) != each]
        self._told |= {at_place(each): each for each in new}
        return new
