"""What a table's camera has seen, in messages: each position beside its sensor, what the camera noticed by itself, where things lie in its picture."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Annotated, Self

from pydantic import Field, model_validator

from schemas.model import Decimal64, Hash, Message, Reason, Whole

Place = Annotated[
    str, Field(pattern=r"^[a-z][a-z0-9-]{0,15}$", description="As in readings: player, seat-3, dice, wheel.")
]
Value = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9]{1,12}$", description="TD, 346, 17, 2x: as the game says it.")
]
Word = Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]
Number = Annotated[float, Field(ge=-1e9, le=1e9)]
Point = Annotated[tuple[Number, Number], Field(strict=False)]

MOST_STILL_BYTES = 400_000
MOST_DRIFT_PX = 3.0
"""A camera whose picture has shifted by more has moved."""
LOOKS_ALONE = 5
"""So many still pictures must agree before the camera's word may stand where no sensor read."""
VOTES_ALONE = 2
DICE_PLACE = "dice"


class SightKind(Enum):
    """What a camera reads."""

    CARDS = "cards"
    WHEEL = "wheel"
    DICE = "dice"
    SEGMENTS = "segments"


class SightMode(Enum):
    """SHADOW: the camera decides nothing, agreement is counted. ON: a result needs it, and a difference holds the round."""

    SHADOW = "shadow"
    ON = "on"


class Compared(Enum):
    """What sensor and camera came to at one position."""

    BOTH = "both"
    DISPUTE = "dispute"
    ABSTAINED = "abstained"
    CAMERA_ONLY = "camera_only"
    NEITHER = "neither"


class SeenVote(Message):
    """One of the two readers: its best value, how sure, how far ahead of the next."""

    reader: Word
    value: Value | None = None
    score: Number
    lead: Number


class SeenPosition(Message):
    """One place of the layout. ``camera`` None: it abstained, for ``reasons``. ``looks``: still pictures that said so."""

    place: Place
    index: Annotated[int, Field(ge=1, le=60)]
    hand: Annotated[int, Field(ge=1, le=4)] = 1
    sensor: Value | None = None
    camera: Value | None = None
    verdict: Annotated[Compared, Field(strict=False)]
    looks: Whole = 0
    reasons: Annotated[tuple[Word, ...], Field(strict=False, max_length=16)] = ()
    votes: Annotated[tuple[SeenVote, ...], Field(strict=False, max_length=4)] = ()
    still: Annotated[Hash | None, Field(description="SHA-256 of the picture (JPEG) behind it.")] = None

    @model_validator(mode="after")
    def _follows(self) -> Self:
        """A verdict that does not follow from its two values is no message."""
        if self.verdict is not verdict_of(self.place, self.sensor, self.camera):
            raise ValueError("the verdict does not follow from sensor and camera")
        return self


def verdict_of(place: str, sensor: str | None, camera: str | None) -> Compared:
    """What sensor and camera come to at one place."""
    if sensor is None:
        return Compared.NEITHER if camera is None else Compared.CAMERA_ONLY
    if camera is None:
        return Compared.ABSTAINED
    return Compared.BOTH if same_value(place, sensor, camera) else Compared.DISPUTE


def same_value(place: str, one: str, other: str) -> bool:
    """Whether two values are one thing: dice lie in no order."""
    return sorted(one) == sorted(other) if place == DICE_PLACE else one == other


def stands_alone(value: str | None, looks: int, votes: Sequence[str | None]) -> bool:
    """The camera-only gate: enough still pictures, and both readers named this very value."""
    named = len(votes) >= VOTES_ALONE and all(vote == value for vote in votes)
    return value is not None and looks >= LOOKS_ALONE and named


class Notice(Enum):
    """What the camera may notice by itself (vision watch)."""

    HAND_OVER_LAYOUT = "hand_over_layout"
    CARD_BEFORE_CLOSE = "card_before_close"
    BALL_TOUCHED = "ball_touched"
    CAMERA_COVERED = "camera_covered"
    CAMERA_MOVED = "camera_moved"
    SLOW_DEALING = "slow_dealing"


class Entry(Message):
    """What people say lies at a place that no sensor read."""

    place: Place
    index: Annotated[int, Field(ge=1, le=60)]
    hand: Annotated[int, Field(ge=1, le=4)] = 1
    value: Value


class Anchor(Message):
    """A slot or sector in the picture: its corners, clockwise, in parts of the picture's width and height (0..1)."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9:-]{1,40}$", description="place:index, such as player:1.")]
    quad: Annotated[tuple[Point, ...], Field(min_length=4, max_length=4, strict=False)]


class RotorPose(Message):
    """A wheel that turns, in the picture. Angles in turns, clockwise as seen from above; the rotor's zero stands at ``turns`` at the frame's time.

    ``middle`` and ``axes`` (half, along and across) in parts of the picture's width; ``lean``: the ellipse's own turn, in turns.
    """

    middle: Point
    axes: Point
    lean: Number = 0.0
    turns: Number
    turns_a_s: Number
    order: Annotated[tuple[Value, ...], Field(strict=False, max_length=62)]


class Anchors(Message):
    """Where things lie in the picture that was taken at ``utc_ns`` and, until told otherwise, in those after it. For graphics only; never evidence.

    ``to_table``: the nine numbers, row by row, that take a point of the picture (parts of width and height) to millimetres on the felt.
    """

    utc_ns: Decimal64
    to_table: Annotated[tuple[Number, ...] | None, Field(strict=False, min_length=9, max_length=9)] = None
    slots: Annotated[tuple[Anchor, ...], Field(strict=False, max_length=80)] = ()
    seen: Annotated[
        tuple[Anchor, ...],
        Field(strict=False, max_length=80, description="What lies there now, where it really lies."),
    ] = ()
    rotor: RotorPose | None = None


class SightHealth(Message):
    """The process that looks. ``state``: starting, looking, blind (no fresh picture), frozen, lost. ``moved_looks``: so many in a row found the camera moved, or its marks unseen."""

    state: Word
    age_ms: Whole | None = None
    looks: Whole = 0
    look_ms: Number = 0.0
    restarts: Whole = 0
    calibration: str = ""
    drift_px: Number | None = None
    moved_looks: Whole = 0
    detail: Reason = ""


class SightStep(Enum):
    """What a technician asks of the process that looks (docs/sight-calibration.md)."""

    LOOK = "look"
    TABLE = "table"
    ENROL = "enrol"
    DEAL = "deal"
    LABEL = "label"
    LEARN = "learn"
    CHECK = "check"
    SIGN = "sign"
    FORGET = "forget"


class SightAsk(Message):
    """A question of the technician's page to the board. ``told``: JSON whose shape the step says."""

    step: Annotated[SightStep, Field(strict=False)]
    told: Annotated[str, Field(max_length=40_000)] = "{}"


class SightAnswer(Message):
    """The board's answer, on its own topic. ``told``: JSON whose shape the step says; ``stills``: pictures that were sent with it."""

    command_id: str
    step: Annotated[SightStep, Field(strict=False)]
    ok: bool
    said: Reason = ""
    told: Annotated[str, Field(max_length=60_000)] = "{}"
    stills: Annotated[tuple[Hash, ...], Field(strict=False, max_length=16)] = ()
