"""One slot of the layout over a round: is it still, has what lies there changed, what do the looks say, did it lie there before the round began."""

from __future__ import annotations

from hardware.decode.sight.tracking.ballot import STRONG, Ballot, Look
from hardware.decode.sight.tracking.small import Grey
from hardware.decode.sight.tracking.stillness import Stillness
from hardware.decode.sight.tracking.words import Slot, Word
from schemas.games.deal import Spot

STILL_FROM, WORD_FROM = 2, 3
"""Glances that show the same from which a slot is still, and from which a word may be said."""


class CardPlace:
    """One slot's memory. A new round forgets its word; what still lies there is left over until it was seen to go."""

    def __init__(self, slot: Slot, stillness: Stillness) -> None:
        self.slot, self.spot = slot, Spot(slot.place, slot.index, slot.hand)
        self.stillness = stillness
        self.ballot = self._early = Ballot()
        self.word: Word | None = None
        self.first_ns: int | None = None
        self._content: Grey | None = None
        self._left_over = True
        self._left: str | None = None
        self._other = True

    def new_round(self) -> None:
        """Forget the round; a place that was seen empty may take a card at once."""
        self._left_over = not self.ballot.empty
        self._left = self.ballot.value or (self.word.value if self.word else None)
        self.word, self.first_ns = None, None
        if not self.ballot.empty:
            self.ballot = Ballot()

    def glance(self, at_ns: int, small: Grey) -> None:
        """One more small picture. Other content begins a ballot of its own, which counts once the next glance shows the same."""
        self.stillness.glance(at_ns, small)
        if self.stillness.glances < STILL_FROM:
            self._early, self._other = Ballot(), self.stillness.other(small, self._content)
        elif self.stillness.glances == STILL_FROM and self._other:
            self.ballot, self._content = self._early, small

    @property
    def wanted(self) -> Ballot | None:
        """Where a look at this moment's picture goes; None when none is needed."""
        if self.stillness.glances < STILL_FROM:
            return self._early if self._other else None
        settled = self.ballot.empty or (self.ballot.agreeing >= STRONG and not self._doubted)
        return None if settled else self.ballot

    @property
    def dealt(self) -> str | None:
        """The value that was decided for a card of this round."""
        still = self.stillness.glances >= WORD_FROM
        return self.ballot.value if still and not self._left_over else None

    @property
    def undecided(self) -> bool:
        """A thing of this round lies there, and nobody can say what."""
        return self.ballot.undecided and not self._left_over

    def look(self, look: Look, ballot: Ballot) -> None:
        """One more look, of the moment when ``ballot`` wanted it."""
        ballot.add(look)
        if ballot is not self.ballot:
            return
        if self._left_over:
            self._see_it_go()
        if not self._left_over and not look.nothing and self.first_ns is None:
            self.first_ns = self.stillness.since_ns

    def _see_it_go(self) -> None:
        """Left over no more once the place was seen empty, or another card than lay there is decided."""
        if self.ballot.empty:
            self._left_over = False
        elif self.ballot.value is not None:
            self._left_over = self._left in (None, self.ballot.value)
            self._left = self.ballot.value

    @property
    def _doubted(self) -> bool:
        return not self._left_over and (self.word is None or self.word.value != self.ballot.value)
