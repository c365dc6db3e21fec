"""Answers about what results add up to: roads, statistics, wheels."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

MarkCell = tuple[int, int, str]
BeadCell = tuple[int, int, str, bool, bool]
BigRoadCell = tuple[int, int, str, int, bool, bool]


class DerivedRoadBody(BaseModel):
    """A derived road: its marks in order, and where each is drawn (column, row, R or B)."""

    marks: str = Field(examples=["RB"])
    cells: list[MarkCell] = Field(examples=[[[1, 1, "R"], [2, 1, "B"]]])


class RoadsBody(BaseModel):
    """The roads of the shoe in play (docs/roads.md). Columns and rows count from 1."""

    table: str = Field(examples=["baccarat-01"])
    game: str = Field(examples=["baccarat"])
    shoe: int | None = Field(description="Number of the shoe; null when nobody saw it begin.", examples=[4])
    hands: int = Field(examples=[2])
    sides: dict[str, str] = Field(
        description="Who P, B and T are.", examples=[{"P": "player", "B": "banker", "T": "tie"}]
    )
    bead_plate: list[BeadCell] = Field(
        description="column, row, winner, player pair, banker pair", examples=[[[1, 1, "B", False, False]]]
    )
    big_road: list[BigRoadCell] = Field(
        description="column, row, winner, ties, player pair, banker pair",
        examples=[[[1, 1, "B", 0, False, False]]],
    )
    big_eye_boy: DerivedRoadBody
    small_road: DerivedRoadBody
    cockroach_pig: DerivedRoadBody
    ask_next: dict[str, list[str | None]] = Field(
        description="For P and for B the mark that each derived road would get; null where it would get none.",
        examples=[{"P": ["R", None, None], "B": ["B", None, None]}],
    )


class NumberBody(BaseModel):
    """A number of the wheel: hits in the window, and how many spins ago it last came (null: not seen)."""

    pocket: str = Field(examples=["17"])
    hits: int = Field(examples=[21])
    since: int | None = Field(examples=[3])


class StreaksBody(BaseModel):
    """The present run and the longest of each group."""

    now: str | None = Field(examples=["red"])
    length: int = Field(examples=[4])
    longest: dict[str, int] = Field(examples=[{"red": 9, "black": 7, "green": 2}])


class SpinStatisticsBody(BaseModel):
    """Roulette: the last `window` spins. It predicts nothing."""

    table: str = Field(examples=["roulette-01"])
    game: str = Field(examples=["roulette"])
    window: int = Field(examples=[500])
    results: int = Field(description="How many spins are in the window.", examples=[500])
    numbers: list[NumberBody] = Field(description="Every number, in wheel order.")
    hot: list[NumberBody] = Field(description="The five that came most often.")
    cold: list[NumberBody] = Field(description="The five that came least often.")
    groups: dict[str, dict[str, int]] = Field(
        description="Hits by colour, parity, half, dozen and column.",
        examples=[{"colour": {"red": 250, "black": 236, "green": 14}}],
    )
    streaks: dict[str, StreaksBody]


class ShoeStatisticsBody(BaseModel):
    """Baccarat and dragon tiger: the shoe in play."""

    table: str = Field(examples=["baccarat-01"])
    game: str = Field(examples=["baccarat"])
    shoe: int | None = Field(examples=[4])
    decks: int = Field(examples=[8])
    cards_out: int | None = Field(
        description="Dealt and burned; null when nobody saw the shoe begin.", examples=[104]
    )
    penetration: float | None = Field(description="Share of the shoe that is out.", examples=[0.25])
    hands: int = Field(examples=[20])
    winners: dict[str, int] = Field(examples=[{"player": 9, "banker": 9, "tie": 2}])
    marks: dict[str, int] = Field(examples=[{"player_pair": 1, "banker_pair": 2, "natural": 6}])
    streak: dict[str, Any] = Field(examples=[{"now": "banker", "length": 2}])
    longest: dict[str, int] = Field(examples=[{"player": 3, "banker": 4, "tie": 1}])


class LabelStatisticsBody(BaseModel):
    """Every other game: how often each result came in the last `window` rounds."""

    table: str = Field(examples=["sic-bo-01"])
    game: str = Field(examples=["sic_bo"])
    window: int = Field(examples=[500])
    results: int = Field(examples=[120])
    labels: dict[str, int] = Field(examples=[{"10": 18, "11": 15}])


StatisticsBody = SpinStatisticsBody | ShoeStatisticsBody | LabelStatisticsBody
