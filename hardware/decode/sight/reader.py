"""What every reader of pictures promises: calibrate from labelled frames, read a frame, and say why it is not sure. Refuses to guess: what is not accepted is advice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

Frame = NDArray[np.uint8]
"""A picture: height x width x 3, blue green red."""
Floats = NDArray[np.float32]
Corners = NDArray[np.float32]
"""Four corners in pixels, 4 x 2, clockwise as seen, the first side a short one."""


MOST_PIXELS = 100_000_000


class Reason(StrEnum):
    """Why a read is not accepted."""

    GLARE = "glare"
    HAND = "hand"
    BLUR = "blur"
    DARK = "dark"
    SMALL = "small"
    UNKNOWN_CARD = "unknown_card"
    DISAGREE = "disagree"
    UNSURE = "unsure"
    MOVED_CAMERA = "moved_camera"
    BACK = "back"
    NOT_ENROLLED = "not_enrolled"
    NOT_A_CARD = "not_a_card"
    PARTLY_SEEN = "partly_seen"
    TOUCHING = "touching"
    BAD_PICTURE = "bad_picture"
    OVEREXPOSED = "overexposed"
    COVERED = "covered"
    UPSIDE_DOWN = "upside_down"
    WRONG_DECK = "wrong_deck"
    NO_WHEEL = "no_wheel"
    NO_BALL = "no_ball"
    NOT_A_BALL = "not_a_ball"
    MANY_BALLS = "many_balls"
    NOT_AT_REST = "not_at_rest"
    NEAR_WALL = "near_wall"
    WRONG_COUNT = "wrong_count"
    COCKED = "cocked"
    STALE_FRAME = "stale_frame"
    LATE_FRAME = "late_frame"
    AGAINST_RULES = "against_rules"
    OVERLAPPING = "overlapping"
    TOO_FEW_LOOKS = "too_few_looks"


@dataclass(frozen=True, slots=True)
class Vote:
    """What one of the two readers says: its best value, how sure it is of it, and how far ahead of the next."""

    reader: str
    value: str | None
    score: float
    lead: float


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """One thing seen. ``value`` None: something lies there that has no value (a back, a part of a card)."""

    value: str | None
    confidence: float
    accepted: bool
    reasons: tuple[Reason, ...]
    quad: Corners
    votes: tuple[Vote, ...] = ()
    on_rotor: float | None = None
    """Of a ball: its place on the rotor, in turns from the middle of zero's pocket, clockwise; it must stay there to be at rest."""


@dataclass(frozen=True, slots=True)
class Rotor:
    """A wheel's rotor in the picture. ``middle`` and ``axes`` (half) in pixels; ``lean``: the ellipse's own turn, in turns.

    ``turns``: where the middle of zero's pocket (a money wheel: of its first segment) stands, clockwise as seen from above, 0 to the right.
    """

    middle: tuple[float, float]
    axes: tuple[float, float]
    lean: float
    turns: float


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """One look at one frame. ``reasons``: why the whole frame says nothing, such as dark, covered or moved_camera."""

    reads: tuple[Read, ...]
    reasons: tuple[Reason, ...] = ()
    rotor: Rotor | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """One thing of known value in a frame for calibration; without ``quad`` the reader must find it."""

    value: str
    quad: Corners | None = None


@dataclass(frozen=True, slots=True, eq=False)
class LabelledFrame:
    """A frame for calibration and all that lies in it."""

    name: str
    frame: Frame
    things: tuple[Labelled, ...]


CalibrationT = TypeVar("CalibrationT")


class Reader(Protocol[CalibrationT]):
    """`calibrate` learns a site, `read` reads one frame; both pure, both without memory of earlier frames."""

    def calibrate(self, frames: Sequence[LabelledFrame]) -> CalibrationT:
        """Raises CalibrationError when the frames do not suffice."""
        ...

    def read(self, frame: Frame, calibration: CalibrationT | None) -> list[Read]:
        """Everything seen; nothing is accepted without a calibration."""
        ...


class CalibrationError(ValueError):
    """The frames do not make a calibration; the text says what is missing."""


def usable(frame: object) -> bool:
    """Whether this is a picture that a reader can look at at all: colour, and neither tiny nor beyond 100 megapixels."""
    if not isinstance(frame, np.ndarray) or frame.dtype != np.uint8 or frame.ndim != 3:
        return False
    height, width, channels = frame.shape
    return bool(channels == 3 and min(height, width) >= 48 and height * width <= MOST_PIXELS)
