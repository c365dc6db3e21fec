"""The place without its dice, small and soft: whether the camera still stands where it stood, and whether something covers the dice. Knows no dice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight.dice.lean import Spot
from hardware.decode.sight.reader import Floats, Frame, Reason

WIDE = 240
"""Pixels across the small picture."""
ALIKE, AROUND, LEAST_AROUND = 0.9, 1.3, 0.5
"""Correlation from which on calibration pictures show one place, so many sides and more away from the dice; and how much of each must lie there to tell."""
LEAST_FRAMES = 5
"""Of fewer the median still shows dice."""
BETTER = 0.02
"""So much more alike must a picture be once moved back, to count as moved."""
LEAST_OFF = 3.0
"""Dice alone pull the comparison by so many of its pixels."""


Thrown = tuple[Frame, Sequence[Spot]]
"""A picture, and where dice lie in it."""


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """``coloured``: the median of the calibration, WIDE across; ``most_off`` in its pixels and ``least_alike``: gates from the calibration's own pictures."""

    coloured: Floats
    size: tuple[int, int]
    most_off: float
    least_alike: float

    @property
    def picture(self) -> Floats:
        """Grey and soft."""
        return _soft(cv2.cvtColor(self.coloured, cv2.COLOR_BGR2GRAY))


def ground_of(throws: Sequence[Thrown], side: float) -> Ground | None:
    """From throws and where their dice of this side lie; None where pictures differ in size or in what they show around the dice."""
    sizes = {frame.shape[:2] for frame, _ in throws}
    if len(sizes) != 1 or len(throws) < LEAST_FRAMES:
        return None
    middle = np.median(np.stack([_shrunk(frame) for frame, _ in throws]), axis=0).astype(np.float32)
    median, small = _soft(cv2.cvtColor(middle, cv2.COLOR_BGR2GRAY)), [_small(frame) for frame, _ in throws]
    around = [~near(median, dice, AROUND * side) for _, dice in throws]
    if min(float(part.mean()) for part in around) < LEAST_AROUND:
        return None
    if min(_alike(one[part], median[part]) for one, part in zip(small, around, strict=True)) < ALIKE:
        return None
    told = [_compare(one, median) for one in small]
    height, width = next(iter(sizes))
    off, alike = max(off for off, _ in told), min(alike for _, alike in told)
    return Ground(middle, (width, height), max(LEAST_OFF, 2 * off + 1), alike - 0.15)


def near(picture: NDArray[np.generic], dice: Sequence[Spot], reach: float) -> NDArray[np.bool_]:
    """Pixels within ``reach`` of a die; places and reach in parts of the longer side."""
    high, wide = picture.shape
    mask = np.zeros((high, wide), dtype=np.uint8)
    for x, y in dice:
        at = (round(x * max(high, wide)), round(y * max(high, wide)))
        cv2.circle(mask, at, max(1, round(reach * max(high, wide))), 1, -1)
    return mask > 0


def moved_or_covered(frame: Frame, ground: Ground) -> tuple[Reason, ...]:
    """Why this picture does not show the place; nothing where it does."""
    if (frame.shape[1], frame.shape[0]) != ground.size:
        return (Reason.MOVED_CAMERA,)
    picture = ground.picture
    off, alike = _compare(_small(frame), picture)
    if alike < ground.least_alike:
        turned = _compare(_small(np.ascontiguousarray(frame[::-1, ::-1])), picture)[1]
        if turned > max(ground.least_alike, alike):
            return (Reason.UPSIDE_DOWN,)
        return (Reason.COVERED,) if off <= ground.most_off else (Reason.MOVED_CAMERA,)
    return (Reason.MOVED_CAMERA,) if off > ground.most_off else ()


def _shrunk(frame: Frame) -> Floats:
    high = max(8, round(WIDE * frame.shape[0] / frame.shape[1]))
    return cast(Floats, cv2.resize(frame, (WIDE, high), interpolation=cv2.INTER_AREA).astype(np.float32))


def _small(frame: Frame) -> Floats:
    return _soft(cv2.cvtColor(_shrunk(frame), cv2.COLOR_BGR2GRAY))


def _soft(grey: cv2.typing.MatLike) -> Floats:
    return cast(Floats, cv2.GaussianBlur(grey, (0, 0), 1.2))


def _compare(one: Floats, other: Floats) -> tuple[float, float]:
    """How far one lies from the other, in pixels, and their correlation."""
    flat = [part - cv2.GaussianBlur(part, (0, 0), 8) for part in (one, other)]
    (across, down), _ = cv2.phaseCorrelate(
        flat[0], flat[1], cv2.createHanningWindow(one.shape[::-1], cv2.CV_32F)
    )
    alike = _alike(one, other)
    way = (round(down), round(across))
    back = max(_alike(np.roll(one, (sign * way[0], sign * way[1]), axis=(0, 1)), other) for sign in (-1, 1))
    return float(np.hypot(across, down)) if back > alike + BETTER else 0.0, alike


def _alike(one: Floats, other: Floats) -> float:
    spread = float(one.std() * other.std())
    return float(((one - one.mean()) * (other - other.mean())).mean()) / spread if spread > 1e-3 else 0.0
