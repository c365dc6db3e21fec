"""Rule sets of roulette. Refuses parameters that no table has."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

from pydantic import Field, StrictBool

from schemas.games.rule_set import RuleSet
from schemas.games.wheels import Wheel
from schemas.money import Rounding
from schemas.phases import Game


class ZeroRule(Enum):
    """What zero does to an even-chance bet."""

    NONE = "none"
    LA_PARTAGE = "la_partage"
    SURRENDER = "surrender"
    EN_PRISON = "en_prison"


class SecondZero(Enum):
    """What a second zero does to a bet in prison."""

    LOSE = "lose"
    HALF = "half"
    STAY = "stay"


class RouletteRules(RuleSet):
    """Parameters of a roulette table. ``prison_second_zero`` counts under en prison only."""

    game: ClassVar[Game] = Game.ROULETTE

    wheel: Wheel = Wheel.EUROPEAN
    zero_rule: ZeroRule = ZeroRule.NONE
    prison_second_zero: SecondZero = SecondZero.LOSE
    rounding: Rounding = Rounding.DOWN
    called_bets: StrictBool = Field(
        default=True, description="Whether the table takes the called bets of its wheel."
    )
