"""Rule sets of andar bahar: who gets the first card, and prices. Refuses prices that are not exact and parameters that no table has."""

from __future__ import annotations

from enum import Enum
from fractions import Fraction
from typing import ClassVar

from pydantic import Field

from schemas.games.andar_bahar import Colour, Side, colour
from schemas.games.odds import Odds
from schemas.games.rule_set import RuleSet
from schemas.money import Rounding
from schemas.phases import Game


class FirstSide(Enum):
    """Which side gets the first card. By colour of the joker: andar after a black one, bahar after a red one."""

    ANDAR = "andar"
    BAHAR = "bahar"
    BY_JOKER_COLOUR = "by_joker_colour"


class CardsPays(RuleSet):
    """Odds by how many cards are dealt after the joker, the matching one included."""

    from_1: Odds = Field(default=Fraction(5, 2), alias="1-5")
    from_6: Odds = Field(default=Fraction(7, 2), alias="6-10")
    from_11: Odds = Field(default=Fraction(9, 2), alias="11-15")
    from_16: Odds = Field(default=Fraction(7, 2), alias="16-25")
    from_26: Odds = Field(default=Fraction(15), alias="26-30")
    from_31: Odds = Field(default=Fraction(25), alias="31-35")
    from_36: Odds = Field(default=Fraction(50), alias="36-40")
    from_41: Odds = Field(default=Fraction(120), alias="41+")

    def price(self, sel: str) -> Fraction:
        """Odds of one selection, by its name on the wire."""
        odds: Fraction = getattr(self, f"from_{sel.rstrip('+').partition('-')[0]}")
        return odds


class JokerRankPays(RuleSet):
    """Odds by the joker's rank, ace high: two to seven, eight, nine to ace."""

    below8: Odds = Fraction(1)
    eight: Odds = Field(default=Fraction(11), alias="8")
    above8: Odds = Fraction(1)

    def price(self, sel: str) -> Fraction:
        """Odds of one selection, by its name on the wire."""
        return {"below8": self.below8, "8": self.eight, "above8": self.above8}[sel]


class AndarBaharRules(RuleSet):
    """Parameters of an andar bahar table; prices are odds to one. ``pays_first`` is of the side that gets the first card."""

    game: ClassVar[Game] = Game.ANDAR_BAHAR

    first_side: FirstSide = FirstSide.ANDAR
    pays_first: Odds = Fraction(9, 10)
    pays_second: Odds = Fraction(1)
    first_card_pays: Odds | None = Field(
        default=None, description="Odds when the very first card matches; null: as any other."
    )
    pays_joker_colour: Odds = Fraction(9, 10)
    pays_joker_suit: Odds = Fraction(14, 5)
    pays_joker_rank: JokerRankPays = JokerRankPays()
    cards: CardsPays = CardsPays()
    rounding: Rounding = Rounding.DOWN

    def first(self, joker: str) -> Side:
        """The side that gets the first card after this joker."""
        match self.first_side:
            case FirstSide.ANDAR:
                return Side.ANDAR
            case FirstSide.BAHAR:
                return Side.BAHAR
            case FirstSide.BY_JOKER_COLOUR:
                return Side.ANDAR if colour(joker) is Colour.BLACK else Side.BAHAR
