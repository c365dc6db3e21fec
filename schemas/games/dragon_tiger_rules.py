"""Rule sets of dragon tiger: decks, what a tie does to the main bets, and prices. Refuses parameters that no table has."""

from __future__ import annotations

from enum import Enum
from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import Field, StrictBool

from schemas.games.dragon_tiger import DEFAULT_DECKS
from schemas.games.odds import Odds
from schemas.games.rule_set import RuleSet
from schemas.money import Rounding
from schemas.phases import Game


class TieMain(Enum):
    """What a tie does to a bet on dragon or tiger."""

    HALF = "half"
    LOSE = "lose"
    PUSH = "push"


class DragonTigerRules(RuleSet):
    """Parameters of a dragon tiger table; prices are odds to one. Bets without a price here pay even money."""

    game: ClassVar[Game] = Game.DRAGON_TIGER

    decks: Annotated[int, Field(strict=True, ge=1, le=DEFAULT_DECKS)] = DEFAULT_DECKS
    tie_main: TieMain = TieMain.HALF
    tie_pays: Odds = Fraction(11)
    suited_tie_pays: Odds = Fraction(50)
    suit_pays: Odds = Fraction(3)
    seven_loses: StrictBool = Field(
        default=True,
        description="Whether odd, even and suit lose on a seven; big and small always do. False favours the player on odd.",
    )
    rounding: Rounding = Rounding.DOWN
