"""Answers about wheels: which there are, and what an examination found (docs/wheel-fairness.md)."""

from __future__ import annotations

from pydantic import BaseModel, Field


class SuspicionBody(BaseModel):
    """What stood out: a statistic, and the pockets that it names (clockwise; none for chi-square)."""

    check: str = Field(examples=["pocket"])
    where: list[str] = Field(examples=[["17"]])


class LookBody(BaseModel):
    """One look at a block of new spins, made when its last spin arrived; what it made known is `alert`: none, note or alarm."""

    at: str = Field(examples=["2026-07-01T12:00:00.000000Z"])
    spins: int = Field(description="Spins in the block.", examples=[3700])
    number: int = Field(examples=[12])
    verdict: str = Field(examples=["green"])
    alert: str = Field(examples=["none"])
    confirmed: bool = Field(description="An earlier suspicion, confirmed by these new spins alone.")
    sign: SuspicionBody
    chance: float = Field(description="How often a fair wheel shows so strong a sign.", examples=[0.31])
    spent: float = Field(description="The chance below which this look was an alarm.", examples=[0.00001])
    suspicion: SuspicionBody | None = Field(description="What the next block has to confirm.")
    confirmations: int = Field(description="Confirmations tried so far.", examples=[0])


class StatisticBody(BaseModel):
    """A statistic with its limits. ``spins_to_see``: after so many spins the bias that was asked about shows with 90 % certainty."""

    name: str = Field(examples=["chi_square"])
    value: float = Field(examples=[36.1])
    df: int | None = Field(examples=[36])
    p: float | None = Field(examples=[0.46])
    limits: dict[str, float] = Field(
        description="At 95, 99 and 99.9 %.", examples=[{"95": 50.998, "99": 58.619, "99.9": 67.985}]
    )
    level: str = Field(description="too_few, usual, watch or act", examples=["usual"])
    where: list[str] = Field(description="Pockets, clockwise.", examples=[[]])
    spins_to_see: int | None = Field(examples=[150412])


class PocketBody(BaseModel):
    """A pocket's hits, and how many standard deviations they are from its share."""

    pocket: str = Field(examples=["17"])
    hits: int = Field(examples=[104])
    z: float = Field(examples=[0.41])


class GainBody(BaseModel):
    """What a player who had bet on these pockets in each spin would have won per unit staked (below 0: lost)."""

    pockets: list[str] = Field(examples=[["17"]])
    hits: int = Field(examples=[118])
    gain: float = Field(examples=[0.148])


class WheelLineBody(BaseModel):
    """A wheel of the register, with its last looks."""

    wheel: str = Field(examples=["CW-1001"])
    table: str | None = Field(description="Null when it stands at no table.", examples=["roulette-01"])
    ball: str | None = Field(examples=["ivory-2"])
    wheel_type: str | None = Field(description="Null before its first spin.", examples=["european"])
    history: int = Field(description="Settled spins.", examples=[18500])
    looks: list[LookBody]


class WheelBody(WheelLineBody):
    """The examination of a wheel. ``only`` is what it was narrowed to; before the first spin there are no statistics."""

    only: dict[str, str | int] = Field(examples=[{"last": 37000}])
    spins: int | None = Field(default=None, description="Spins examined.", examples=[18500])
    expected: float | None = Field(default=None, description="Spins a pocket.", examples=[500.0])
    verdict: str | None = Field(
        default=None, description="insufficient, green, amber or red", examples=["green"]
    )
    bias_percent: float | None = Field(default=None, examples=[10.0])
    statistics: list[StatisticBody] = []
    pockets: list[PocketBody] = Field(default=[], description="In wheel order, clockwise from 0.")
    gains: list[GainBody] = []
