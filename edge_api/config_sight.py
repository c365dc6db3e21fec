"""The sections of the edge's configuration about what cameras see: how long its pictures are kept, and when a table's rates are an alarm."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from edge_api.config_section import Section
from edge_api.stats.sight_rates import SightLimits

Days = Annotated[int, Field(ge=0, le=36_500)]
Part = Annotated[float, Field(gt=0, le=1)]


class Sight(Section):
    """Pictures behind what cameras said, in stills/ of the store's folder (docs/sight-evidence.md)."""

    keep_days: Days = Field(
        default=30, description="How long a round's pictures are kept; 0: for ever. 100 to 300 KB each."
    )
    keep_disputed_days: Days = Field(
        default=0, description="How long those of a round that was held, void or corrected; 0: for ever."
    )
    ask_h: Annotated[float, Field(gt=0, le=720)] = Field(
        default=48.0,
        description="So many hours a board is asked for a picture that lacks: as long as it keeps them ([sight].keep_h there).",
    )
    reserve_mib: Annotated[int, Field(ge=0, le=100_000_000)] = Field(
        default=512,
        description="Pictures are not kept, with an alarm, where less than this would stay free on their disk.",
    )


class TableSight(Section):
    """When people should look at a table's camera."""

    window: Annotated[int, Field(ge=10, le=10_000)] = Field(
        default=300, description="How many of the last positions (cards, spins, throws) are counted."
    )
    dispute_alarm: Part = Field(
        default=0.01,
        description="Alert when in this part of them sensor and camera differed: by default the third in 300.",
    )
    abstain_alarm: Part = Field(
        default=0.10,
        description="Alert when in this part of them the camera said nothing: by default the thirtieth in 300.",
    )

    check_every_h: Annotated[float, Field(ge=0, le=720)] = Field(
        default=8.0,
        description="Alert when the check of a calibrated camera is older than a shift of so many hours; 0: never.",
    )

    @property
    def limits(self) -> SightLimits:
        """As they are counted."""
        return SightLimits(self.window, self.dispute_alarm, self.abstain_alarm)
