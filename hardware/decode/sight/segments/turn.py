"""The first reader: how far the whole wheel has turned, from all that is printed on it. One number for the whole disc; what lies under the pointer alone it does not look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight.reader import Floats, Frame

NAME = "turn"
AROUND = 1 / 6
"""Part of a turn over which light is taken to be even."""


@dataclass(frozen=True, slots=True)
class Turned:
    """Turns against the atlas; how alike (-1..1), and how far ahead of the best that is half a segment off or more."""

    turns: float
    score: float
    lead: float


def logs(unrolled: Frame) -> Floats:
    """Light as a sum: neither exposure nor the light's colour changes differences between places."""
    level = 4 + 0.1 * float(np.mean(cv2.mean(unrolled)[:3]))
    return cast(Floats, cv2.LUT(unrolled, np.log(np.arange(256) + level).astype(np.float32)))


def tidy(logged: Floats, hidden: NDArray[np.bool_] | None = None) -> Floats:
    """What differs from its surroundings along each ring; 0 where something stands before the wheel."""
    angles = logged.shape[1]
    half = max(1, round(angles * AROUND / 2))
    wide = cv2.copyMakeBorder(logged, 0, 0, half, half, cv2.BORDER_WRAP)
    mean = cv2.blur(wide, (2 * half + 1, 1))[:, half : half + angles]
    print_ = np.clip(logged - mean, -1.2, 1.2)
    if hidden is not None:
        print_[hidden] = 0
    return cast(Floats, print_)


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """A tidy disc, ready to be compared."""

    waves: NDArray[np.complex64]
    strength: float
    angles: int


def pattern(tidied: Floats) -> Pattern:
    """Of an unrolled disc, rings x angles x 3."""
    flat = tidied.transpose(0, 2, 1).reshape(-1, tidied.shape[1])
    return Pattern(np.fft.rfft(flat, axis=1).astype(np.complex64), float(np.linalg.norm(flat)), flat.shape[1])


def likeness(now: Pattern, atlas: Pattern) -> Floats:
    """For each whole angle by which the disc may have turned, -1 to 1."""
    both = (now.waves * atlas.waves.conj()).sum(axis=0)
    return cast(Floats, np.fft.irfft(both, now.angles) / max(1e-6, now.strength * atlas.strength))


def turned(alike: Floats, segments: int) -> Turned:
    """The best turn, between whole angles too, and its lead."""
    count = len(alike)
    best = int(alike.argmax())
    near = round(count / segments / 2)
    others = np.roll(alike, -best)[near : count - near + 1]
    return Turned(
        (best + between(alike, best)) / count % 1.0, float(alike[best]), float(alike[best] - others.max())
    )


def between(alike: Floats, best: int) -> float:
    """Where the top of the hill lies, in parts of a step from its highest point."""
    before, here, after = (float(alike[(best + step) % len(alike)]) for step in (-1, 0, 1))
    bend = before - 2 * here + after
    return 0.5 * (before - after) / bend if bend < -1e-9 else 0.0
