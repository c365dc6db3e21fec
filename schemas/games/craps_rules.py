"""Rule sets of craps. Refuses parameters that no table has."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field

from schemas.games.rule_set import RuleSet
from schemas.money import Rounding
from schemas.phases import Game


class Vig(Enum):
    """When the commission of buy and lay bets is taken."""

    ON_WIN = "on_win"
    UP_FRONT = "up_front"


THREE_FOUR_FIVE: Literal["3-4-5"] = "3-4-5"
MOST_MULTIPLE = 100
OddsMultiple = Literal["3-4-5"] | int
_THREE_FOUR_FIVE = {4: 3, 5: 4, 6: 5, 8: 5, 9: 4, 10: 3}


def _multiple(value: object) -> object:
    """The usual steps, or one multiple for every point."""
    if value == THREE_FOUR_FIVE or (type(value) is int and 1 <= value <= MOST_MULTIPLE):
        return value
    raise ValueError(
        f'must be "{THREE_FOUR_FIVE}" or a whole number from 1 to {MOST_MULTIPLE}, not {value!r:.40}'
    )


def _whole(value: object) -> object:
    """JSON knows one kind of number; here 2.0 and true are not 2 and 1."""
    if type(value) is not int:
        raise ValueError(f"must be a whole number, not {value!r:.40}")
    return value


class CrapsRules(RuleSet):
    """Parameters of a craps table."""

    game: ClassVar[Game] = Game.CRAPS

    field_2: Annotated[Literal[2, 3], BeforeValidator(_whole)] = Field(
        default=2, description="Odds to one of the field bet on a two."
    )
    field_12: Annotated[Literal[2, 3], BeforeValidator(_whole)] = Field(
        default=2, description="Odds to one of the field bet on a twelve."
    )
    dont_bar: Annotated[Literal[12, 2], BeforeValidator(_whole)] = Field(
        default=12, description="The come-out total on which don't bets push instead of winning."
    )
    vig: Vig = Field(
        default=Vig.ON_WIN,
        description="Commission of 5 % of a buy bet or of a lay bet's winnings: taken from a win, or charged with the bet.",
    )
    odds_multiple: Annotated[OddsMultiple, BeforeValidator(_multiple)] = Field(
        default=THREE_FOUR_FIVE,
        description='Most odds behind a line bet, times that bet: "3-4-5" is 3 on 4 and 10, 4 on 5 and 9, 5 on 6 and 8; a number is for every'
        " point. Don't odds may win that much.",
    )
    rounding: Rounding = Rounding.DOWN

    def multiple_on(self, point: int) -> int:
        """How many times the line bet the odds behind it may be. Source: the "3-4-5x odds" rule, by which full odds win 6x on any point."""
        return _THREE_FOUR_FIVE[point] if isinstance(self.odds_multiple, str) else self.odds_multiple
