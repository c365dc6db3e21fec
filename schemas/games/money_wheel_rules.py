"""Rule sets of the money wheel: which wheel, and what one bet may win at most. Refuses parameters that no wheel has."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from schemas.games.money_wheel import FACES, MoneyWheel
from schemas.games.rule_set import RuleSet
from schemas.money import MINOR_LIMIT, Rounding
from schemas.phases import Game


class MoneyWheelRules(RuleSet):
    """Parameters of a money wheel. All prices are whole numbers to one: ``rounding`` finds nothing to round."""

    game: ClassVar[Game] = Game.MONEY_WHEEL

    wheel: MoneyWheel = MoneyWheel.DREAM_CATCHER
    max_win: Annotated[int, Field(strict=True, gt=0, le=MINOR_LIMIT)] | None = Field(
        default=None,
        description="Most that one bet may win, in minor units; the stake comes back on top. null: no bound.",
    )
    rounding: Rounding = Rounding.DOWN

    @property
    def unbounded(self) -> bool:
        """Whether multipliers may stack up to any winnings whatever."""
        return self.max_win is None and bool(FACES[self.wheel].multipliers)
