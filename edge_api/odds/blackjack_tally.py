"""How often hands end in each way against each end of the dealer's, under the play that was found best."""

from __future__ import annotations

from typing import NamedTuple

from edge_api.odds.blackjack_dealer import NATURAL, Law
from edge_api.odds.blackjack_payoff import BUSTED, End
from edge_api.odds.blackjack_play import Play
from edge_api.odds.blackjack_shoe import PIPS, Hand, Shoe
from schemas.games.blackjack_hand import TWENTY_ONE


class Tally:
    """Weights by the hand's end and the dealer's, the latter in the places of its law."""

    def __init__(self) -> None:
        self.ways: dict[End, list[float]] = {}

    def add(self, end: End, weight: float, law: Law) -> None:
        """A hand ended so, with this weight, against this law."""
        row = self.ways.setdefault(end, [0.0] * len(law))
        for place, chance in enumerate(law):
            row[place] += weight * chance

    def add_all(self, other: Tally, factor: float = 1.0) -> None:
        """All of another tally, so many times."""
        for end, row in other.ways.items():
            self.add(end, factor, tuple(row))

    def against(self, dealer: int) -> dict[End, float]:
        """Weights of the hand's ends against one end of the dealer's."""
        return {end: row[dealer] for end, row in self.ways.items()}

    @property
    def weight(self) -> float:
        """The sum of all weights."""
        return sum(map(sum, self.ways.values()))


class Going(NamedTuple):
    """A hand that may take another card, and its weight."""

    hand: Hand
    weight: float


class Follower:
    """Follows hands through the plans of a ``Play`` to their ends. ``unplanned`` cards are gone that the plans do not know of."""

    def __init__(self, play: Play, shoe: Shoe, unplanned: int = 0) -> None:
        self.tally = Tally()
        self._play = play
        self._shoe = shoe
        self._unplanned = unplanned
        self._before = play.dealer.law(shoe)

    def end(self, hand: Hand, weight: float, stakes: int = 1) -> None:
        """A hand that takes no more cards; its cards are out of the shoe."""
        end = self._play.end_of(hand, stakes)
        law = self._of_bust() if end.total == BUSTED else self._play.dealer.law(self._shoe)
        self.tally.add(end, weight, law)

    def _of_bust(self) -> Law:
        """Nothing of the dealer's but a natural matters to a busted hand: that is exact, the rest is as before play."""
        natural = self._play.dealer.natural(self._shoe)
        rest = (1.0 - natural) / (1.0 - self._before[NATURAL])
        return (*(chance * rest for chance in self._before[:NATURAL]), natural)

    def double(self, hand: Hand, weight: float) -> None:
        """A hand that gets one more stake and one more card; its cards are out of the shoe."""
        for pip in PIPS:
            chance = self._shoe.chance(pip)
            if chance > 0:
                self._shoe.take(pip)
                self.end(hand.plus(pip), weight * chance, stakes=2)
                self._shoe.put_back(pip)

    def go_on(self, hands: dict[int, Going]) -> None:
        """Hands that stand or are hit as planned, each under the cards that are gone with it; the shoe is as before in the end."""
        gone = self._shoe.gone
        while hands:
            longer: dict[int, Going] = {}
            for key, going in hands.items():
                self._shoe.rewind(key)
                if self._play.plans[key - self._unplanned].hits:
                    self._hit(going, longer)
                else:
                    self.end(*going)
            hands = longer
        self._shoe.rewind(gone)

    def _hit(self, going: Going, longer: dict[int, Going]) -> None:
        for pip in PIPS:
            chance = self._shoe.chance(pip)
            if chance > 0:
                hand = going.hand.plus(pip)
                self._shoe.take(pip)
                if hand.total > TWENTY_ONE:
                    self.end(hand, going.weight * chance)
                else:
                    merge(longer, self._shoe.gone, hand, going.weight * chance)
                self._shoe.put_back(pip)


def merge(hands: dict[int, Going], gone: int, hand: Hand, weight: float) -> None:
    """Hands of the same cards go on as one."""
    same = hands.get(gone)
    hands[gone] = Going(hand, weight + (same.weight if same else 0.0))
