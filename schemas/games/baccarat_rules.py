"""Rule sets of baccarat: decks, commission and prices. Refuses prices that are not exact and sets that contradict themselves."""

from __future__ import annotations

from enum import Enum
from fractions import Fraction
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from schemas.games.baccarat import DEFAULT_DECKS
from schemas.games.odds import Odds
from schemas.games.refusal import IllegalRules
from schemas.games.rule_set import RuleSet
from schemas.money import Rounding
from schemas.phases import Game

MOST_COIN = 1_000_000


class Commission(Enum):
    """How the house is paid for the banker's advantage."""

    FIVE_PER_CENT = "0.05"
    FOUR_PER_CENT = "0.04"
    EZ = "ez"
    NONE_SUPER6 = "none_super6"


class BonusPays(RuleSet):
    """Player and banker bonus: odds by the margin of a win without naturals, and of a natural win."""

    by_9: Odds = Field(default=Fraction(30), alias="9")
    by_8: Odds = Field(default=Fraction(10), alias="8")
    by_7: Odds = Field(default=Fraction(6), alias="7")
    by_6: Odds = Field(default=Fraction(4), alias="6")
    by_5: Odds = Field(default=Fraction(2), alias="5")
    by_4: Odds = Field(default=Fraction(1), alias="4")
    natural_win: Odds = Fraction(1)

    def margin(self, points: int) -> Fraction | None:
        """Odds of a win without naturals by so many points; None when it pays nothing."""
        by = {9: self.by_9, 8: self.by_8, 7: self.by_7, 6: self.by_6, 5: self.by_5, 4: self.by_4}
        return by.get(points)


class BaccaratPays(RuleSet):
    """Odds to one. The banker bet is not here: ``commission`` is its price."""

    player: Odds = Fraction(1)
    tie: Odds = Fraction(8)
    player_pair: Odds = Fraction(11)
    banker_pair: Odds = Fraction(11)
    either_pair: Odds = Fraction(5)
    perfect_pair: Odds = Fraction(25)
    perfect_pair_two: Odds | None = Field(default=Fraction(200), description="null: both hands pay as one.")
    big: Odds = Fraction(27, 50)
    small: Odds = Fraction(3, 2)
    super6: Odds = Fraction(12)
    super6_three_card: Odds | None = Field(default=None, description="null: three cards pay as two.")
    dragon7: Odds = Fraction(40)
    panda8: Odds = Fraction(25)
    bonus: BonusPays = BonusPays()

    @model_validator(mode="after")
    def _both_hands_pay_no_less_than_one(self) -> Self:
        if self.perfect_pair_two is not None and self.perfect_pair_two < self.perfect_pair:
            raise IllegalRules("perfect_pair_two is below perfect_pair: two pairs would pay less than one")
        return self


class BaccaratRules(RuleSet):
    """Parameters of a baccarat table. With a ``coin`` of one minor unit it has the hash that it had before there were any."""

    game: ClassVar[Game] = Game.BACCARAT

    decks: Annotated[int, Field(strict=True, ge=1, le=DEFAULT_DECKS)] = DEFAULT_DECKS
    commission: Commission = Commission.FIVE_PER_CENT
    pays: BaccaratPays = BaccaratPays()
    rounding: Rounding = Rounding.DOWN
    coin: Annotated[int, Field(strict=True, ge=1, le=MOST_COIN)] = Field(
        default=1,
        exclude_if=lambda coin: coin == 1,
        description="Smallest coin in use, in minor units: what the banker wins below even money is paid in whole ones.",
    )

    @model_validator(mode="after")
    def _coin_is_for_a_reduced_win(self) -> Self:
        if self.coin > 1 and self.commission is Commission.EZ:
            raise IllegalRules(
                f"coin {self.coin} rounds nothing under commission ez, which pays even money: leave it out"
            )
        if self.coin > 1 and self.rounding is not Rounding.DOWN:
            raise IllegalRules(
                f"coin {self.coin} goes with rounding down: rounded {self.rounding.value}, a small bet would win more than its stake"
            )
        return self
