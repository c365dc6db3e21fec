"""What a table asserts about its camera: what it saw beside the sensor, what it noticed, and how much its word counts."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from schemas.fact import Fact
from schemas.model import Hash, Reason, RoundId, Whole
from schemas.sight import Notice, SeenPosition, SightKind, SightMode


class RoundSeen(Fact):
    """Positions of a round as the camera saw them, beside what the sensor said. Comes before the outcome or the hold that rests on it.

    A later one of the same position replaces an earlier one. ``calibration`` and ``model``: hashes of what the camera read by.
    """

    kind = "round.seen"
    round_id: RoundId
    mode: Annotated[SightMode, Field(strict=False)]
    calibration: Annotated[str, Field(max_length=64)]
    model: Annotated[str, Field(max_length=64)]
    positions: Annotated[tuple[SeenPosition, ...], Field(min_length=1, max_length=80, strict=False)]


class TableNoticed(Fact):
    """The camera noticed something that people should look at; it decides nothing."""

    kind = "table.noticed"
    what: Annotated[Notice, Field(strict=False)]
    detail: Reason
    round_id: RoundId | None = None
    still: Hash | None = None


class SightChanged(Fact):
    """How the table's camera counts from now on. ``compared`` and ``differed``: positions since this calibration and model; ``differed``
    are the unexplained ones. ``needed``: positions that must agree before ``wanted`` ON takes effect.
    """

    kind = "sight.changed"
    sees: Annotated[SightKind, Field(strict=False)]
    wanted: Annotated[SightMode, Field(strict=False)]
    mode: Annotated[SightMode, Field(strict=False)]
    calibration: Annotated[str, Field(max_length=64)]
    model: Annotated[str, Field(max_length=64)]
    sheet: Annotated[Hash | None, Field(description="SHA-256 of the technician's signed sheet.")] = None
    compared: Whole
    differed: Whole
    needed: Whole
    by: str = "board"
    reason: Reason = ""
