"""What a site's wheel camera has learnt: pose, empty rotor, gates, and how it did in its own test. Data only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hardware.decode.sight.reader import Floats
from hardware.decode.sight.wheel.atlas import Atlas
from hardware.decode.sight.wheel.ball_look import FIGURE_NAMES, Look
from hardware.decode.sight.wheel.floor import Shift
from hardware.decode.sight.wheel.pose import Pose
from schemas.games.wheels import Wheel

VERSION = 5


@dataclass(frozen=True, slots=True)
class Gate:
    """``floor``: least strength of an answer; ``lead``: least distance to the next, 0 to 1."""

    floor: float
    lead: float

    def passes(self, strength: float, lead: float) -> bool:
        return strength >= self.floor and lead >= self.lead

    def score(self, strength: float) -> float:
        """0 to 1; 0.5 at the floor."""
        if strength <= 0:
            return 0.0
        part = self.floor / strength
        return 0.5 / part if part > 1 else 1 - 0.5 * part * part


@dataclass(frozen=True, slots=True)
class BallLimits:
    """Between what figures (``Look.figures``) this site's ball lies, in its pockets and lights. ``softer``: how much softer its edge gets as a frame loses all its sharpness; ``tinted``: how much wider its tints lie with each grey level of a frame's tinge over ``tinge``."""

    low: tuple[float, ...]
    high: tuple[float, ...]
    softer: float
    tinted: float
    tinge: float

    def hold(self, look: Look, sharp: float, tinge: float) -> bool:
        """``sharp``, ``tinge``: the frame's (``Clearness``)."""
        figures, wider = self.told(look, sharp), np.zeros(len(self.low))
        wider[1:TINTED] = self.tinted * max(0.0, tinge - self.tinge)
        enough, little = figures >= self.low - wider, figures <= self.high + wider
        enough[list(FLATTENED)] |= look.white
        enough[1:TINTED] |= look.blank
        enough[0] |= look.blank and look.level >= self.low[0] - CUT * (self.high[0] - self.low[0])
        little[1:TINTED] |= look.blank
        return bool(enough.all() and little.all())

    def told(self, look: Look, sharp: float) -> Floats:
        """Its figures, the frame's own blur taken out."""
        figures = look.figures()
        figures[SOFT] -= self.softer * (1 - sharp)
        return figures

    def nearly_hold(self, look: Look, slack: float, around: float) -> bool:
        """Whether it may be such a ball in part: its tone and size within the limits and that part of their width beyond, and so much of its rim seen. No proof of a ball, and reason to doubt another."""
        low, high = np.array(self.low), np.array(self.high)
        more, figures = (high - low) * slack, look.figures()
        near = (figures >= low - more) & (figures <= high + more)
        near[1:TINTED] |= look.blank
        return bool(near[:TONE_AND_SIZE].all()) and look.around >= around


CUT = 0.2
"""Of the limits' width: so far below them a picture may cut off a ball's brightness; lower, too much that is darker would look the same."""
SOFT, FLATTENED = FIGURE_NAMES.index("soft"), (FIGURE_NAMES.index("soft"), FIGURE_NAMES.index("uneven"))
"""Which figure says how soft, and which are less where a ball is as bright as the picture can be."""
TINTED = 3
"""How many of a look's figures say how bright and of what tint."""
TONE_AND_SIZE = 4
"""How many of a look's figures say those."""


@dataclass(frozen=True, slots=True)
class WheelGates:
    """Of both readers; ``match``: least agreement of colours with the order; ``near_out``, ``far_out``: radii between which a ball lies.

    ``veil``: grey levels of light on a pocket from which on it is glare; ``sharp``: least sharpness, in parts of the empty rotor's.
    """

    difference: Gate
    neighbours: Gate
    match: float
    near_out: float
    far_out: float
    ball: BallLimits
    veil: float
    sharp: float


@dataclass(frozen=True, slots=True)
class WheelTest:
    """Balls in known pockets, drawn into the empty wheel and photographed (``known``), and empty pictures, read back. ``balls``: how many; ``empty_accepted`` must be 0 too.

    ``steady_px``: how far apart halves of the empty pictures put the wheel's rings.
    """

    balls: int
    known: int
    right: int
    accepted: int
    wrong_accepted: int
    empty: int
    empty_accepted: int
    steady_px: float


@dataclass(frozen=True, slots=True, eq=False)
class WheelCalibration:
    """``picture``: width and height it was learnt at; ``usual``: what the second reader answers to an empty rotor."""

    wheel: Wheel
    pose: Pose
    picture: tuple[int, int]
    atlas: Atlas
    usual: Floats
    shift: Shift
    gates: WheelGates
    self_test: WheelTest
