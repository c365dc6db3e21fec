"""The section of the configuration about rule sets: where the operator keeps them, and which house edges may be played. Refuses an empty band."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from edge_api.config_section import Section
from edge_api.odds.band import Band
from edge_api.settle.settlement import bet_types
from schemas.phases import Game

Decimal = Annotated[str, Field(pattern=r"^-?[0-9]{1,3}(\.[0-9]{1,12})?$")]


class RuleSets(Section):
    """Named rule sets, and the house edges that this operator allows. Every bet of every table is held against them at the start."""

    folder: Path | None = Field(
        default=None, description="Folder of the operator's own rule-set files (docs/rule-sets.md)."
    )
    edge_min: Decimal = Field(
        default="0", description="Smallest house edge of a bet, an exact decimal as text: '0.01' is 1 %."
    )
    edge_max: Decimal = Field(default="0.5", description="Largest house edge of a bet, likewise.")
    fair: tuple[str, ...] = Field(
        default=("craps.pass_odds", "craps.dont_pass_odds"),
        description="Bets that may have no house edge at all, as 'game.bet'; any other is refused at exactly 0.",
    )

    @field_validator("fair")
    @classmethod
    def _are_bets(cls, fair: tuple[str, ...]) -> tuple[str, ...]:
        for name in fair:
            game, _, bet = name.partition(".")
            known = bet_types(Game(game)) if game in {each.value for each in Game} else frozenset[str]()
            if bet not in known:
                raise ValueError(f"there is no bet {name!r}: write 'game.bet', as in 'dragon_tiger.dragon'")
        return fair

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.band.least > self.band.most:
            raise ValueError(
                f"edge_min {self.edge_min} is above edge_max {self.edge_max}: no bet fits between"
            )
        return self

    @property
    def band(self) -> Band:
        """The allowed house edges."""
        return Band(Fraction(self.edge_min), Fraction(self.edge_max), frozenset(self.fair))
