"""What a technician signs for a table's camera: the sheet of a calibration, and the check of a shift. Sealed by the board's key, with payload types of their own."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from schemas.model import Decimal64, Hash, Message, Reason, TableId, Whole
from schemas.sight import Number, Point, SightKind, Value

SHEET_TYPE = "application/vnd.studio-floor.sight-sheet+json"
CHECK_TYPE = "application/vnd.studio-floor.sight-check+json"

Person = Annotated[str, Field(min_length=1, max_length=80)]


class SightFigures(Message):
    """How a calibration did on itself. ``genuine_low`` and ``impostor_high``: the ends that face each other; where a kind has none, null."""

    looks: Whole = 0
    accepted: Number | None = None
    wrong_accepted: Whole = 0
    genuine_low: Number | None = None
    impostor_high: Number | None = None
    missing: Annotated[tuple[Value, ...], Field(strict=False, max_length=120)] = ()


class SheetTable(Message):
    """The table in the picture: its four marks in pixels, clockwise from the top left, and what they enclose in millimetres."""

    marks: Annotated[tuple[Point, ...], Field(min_length=4, max_length=4, strict=False)]
    size_mm: Point
    slots: Annotated[
        tuple[Annotated[str, Field(max_length=40)], ...], Field(strict=False, max_length=80)
    ] = ()


class SightSheet(Message):
    """One calibration, and who answers for it. Its SHA-256 (of the sealed bytes) goes into every ``sight.changed``; ``previous``: that of the calibration before."""

    table: TableId
    sees: Annotated[SightKind, Field(strict=False)]
    calibration: Hash
    model: Annotated[str, Field(max_length=64)]
    previous: Hash | None = None
    picture: Annotated[
        str,
        Field(max_length=200, description="The camera's settings: source, size, and what it is locked to."),
    ] = ""
    place: SheetTable | None = None
    pictures: Whole
    sharpness: Annotated[
        Number | None,
        Field(
            description="Spread of fine detail in its pictures, the middle one: what later pictures are held against."
        ),
    ] = None
    figures: SightFigures
    by: Person
    at_utc_ns: Decimal64


class SightCheck(Message):
    """What a person laid on the table and what the camera read of it; ``sheet``: of the calibration that was in force."""

    table: TableId
    sees: Annotated[SightKind, Field(strict=False)]
    sheet: Hash | None
    calibration: Annotated[str, Field(max_length=64)]
    passed: bool
    laid: Annotated[tuple[Value, ...], Field(strict=False, max_length=60)]
    read: Annotated[tuple[Value, ...], Field(strict=False, max_length=60)]
    drift_px: Number | None = None
    said: Reason = ""
    by: Person
    at_utc_ns: Decimal64
