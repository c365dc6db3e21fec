"""Rule sets of roulette. Refuses parameters that no table has."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from fractions import Fraction
from typing import ClassVar

from pydantic import Field, StrictBool

from schemas.games.lucky import LuckyRules
from schemas.games.multipliers import Place
from schemas.games.roulette_layout import INSIDE_ODDS, RouletteBet
from schemas.games.wheels import Wheel, wheel_order
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


class RouletteRules(LuckyRules):
    """Parameters of a roulette table. ``prison_second_zero`` counts under en prison only. A law of multipliers concerns straights,
    those within called bets as well."""

    game: ClassVar[Game] = Game.ROULETTE

    wheel: Wheel = Wheel.EUROPEAN
    zero_rule: ZeroRule = ZeroRule.NONE
    prison_second_zero: SecondZero = SecondZero.LOSE
    rounding: Rounding = Rounding.DOWN
    called_bets: StrictBool = Field(
        default=True, description="Whether the table takes the called bets of its wheel."
    )

    def places(self) -> Iterator[Place]:
        """The straights in the order of their numbers, the zeros first."""
        straight = RouletteBet.STRAIGHT
        for pocket in sorted(wheel_order(self.wheel), key=lambda pocket: (int(pocket), pocket)):
            yield Place(pocket, straight.value, pocket, Fraction(INSIDE_ODDS[straight]))
