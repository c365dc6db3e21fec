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
    rounding: Rounding = Rounding.DOWN
