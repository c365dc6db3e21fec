"""One look at one frame through a calibration: both readers' words, and where they think the pointer stands. Judges nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2

from hardware.decode.sight.causes import skin_part
from hardware.decode.sight.reader import Floats, Frame, Vote
from hardware.decode.sight.segments import patch, turn
from hardware.decode.sight.segments.calibration import SegmentCalibration
from hardware.decode.sight.segments.disc import Unroll, unroll, unroll_beside
from hardware.decode.sight.segments.patch import Prints, Under
from hardware.decode.sight.segments.turn import Pattern, Turned

KEPT = 4
"""Calibrations whose tables are kept ready: a board has one."""
SAME_PART = 0.2
"""How far both readers may differ on where in its segment the pointer stands."""
CLIPPED = 252
AHEAD = 12
"""Steps along a ring: coarser than noise, finer than a segment."""


@dataclass(frozen=True, slots=True, eq=False)
class Ready:
    """What a calibration needs only once: where to look, and what with."""

    disc: Unroll
    beside: Unroll
    atlas: Pattern
    prints: Prints
    even: Floats
    tidied: Floats
    beside_print: Pattern
    sharp: float
    clipped: float
    skin: float


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """``part``: where in its segment the pointer stands, as ``turn`` says; ``sharp``: 1 as sharp along the rings as the atlas."""

    unrolled: Frame
    tidied: Floats
    turned: Turned
    turn: Vote
    part: float
    patch: Under
    sharp: float

    @property
    def same_place(self) -> bool:
        """Whether both readers think that the pointer stands at the same place of its segment."""
        return abs(self.part - self.patch.part) < SAME_PART


@lru_cache(maxsize=KEPT)
def ready(site: SegmentCalibration) -> Ready:
    """Kept for the site's next frame."""
    logged = turn.logs(site.atlas)
    even = patch.evened(logged)
    prints = Prints(site.order, patch.cut(even, site.first, len(site.order)))
    tidied = turn.tidy(logged)
    return Ready(
        unroll(site.disc),
        unroll_beside(site.disc),
        turn.pattern(tidied),
        prints,
        even,
        tidied,
        turn.pattern(turn.tidy(turn.logs(site.beside))),
        _sharpness(tidied),
        clipped_part(site.atlas),
        skin_part(site.atlas),
    )


def look_at(frame: Frame, site: SegmentCalibration) -> Look:
    """``frame`` as large as the calibration's pictures."""
    known = ready(site)
    unrolled = known.disc.of(frame)
    logged = turn.logs(unrolled)
    tidied = turn.tidy(logged, site.hidden)
    turned = turn.turned(turn.likeness(turn.pattern(tidied), known.atlas), len(site.order))
    segment, part = site.under(turned.turns)
    vote = Vote(turn.NAME, site.order[segment], turned.score, turned.lead)
    under = patch.under(patch.evened(logged), site.hidden, site.pointer, known.prints, (segment, part))
    return Look(unrolled, tidied, turned, vote, part, under, _sharpness(tidied) / known.sharp)


def clipped_part(picture: Frame) -> float:
    """Part of which every colour is as light as it can be."""
    blue, green, red = cv2.split(picture)
    return float((cv2.min(cv2.min(blue, green), red) >= CLIPPED).mean())


def _sharpness(tidied: Floats) -> float:
    """How much of the print is fine along the rings; turning smears it."""
    return _apart(tidied, 2) / max(1e-6, _apart(tidied, AHEAD))


def _apart(tidied: Floats, steps: int) -> float:
    """How far places so many steps along a ring differ, the mean of all."""
    return cv2.norm(tidied[:, steps:], tidied[:, :-steps], cv2.NORM_L1) / tidied[:, steps:].size
