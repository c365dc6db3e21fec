"""One enrolled card, flat with the table around it, and the many ways in which it may be seen again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hardware.decode.sight import shake
from hardware.decode.sight.flat import ink
from hardware.decode.sight.reader import Floats, Frame

MARGIN = 24
SLIP = 4.0


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """One enrolled card, flat, with the table around it."""

    value: str
    wide: Frame

    def seen(self, rng: np.random.Generator, shaken: shake.Shake) -> Floats:
        """Ink after one more look at it."""
        looked = shaken(self.wide, rng)[MARGIN:-MARGIN, MARGIN:-MARGIN]
        return ink(looked)


def look_at(frame: Frame, rng: np.random.Generator) -> Frame:
    """Any look, cut as badly as our own finder ever does."""
    return shake.any_look(frame, rng, SLIP)


def soft_look(frame: Frame, rng: np.random.Generator) -> Frame:
    """As from far away, out of focus, or moved: softer than most of a night's looks, and still to be read."""
    out = shake.slipped(frame, rng, SLIP * float(rng.random()))
    match int(rng.integers(3)):
        case 0:
            out = shake.coarse(out, float(rng.uniform(0.14, 0.3)))
        case 1:
            out = shake.moved(out, float(rng.uniform(6, 13)), float(rng.uniform(0, np.pi)))
        case _:
            out = shake.defocused(out, float(rng.uniform(1.8, 3.2)))
    out = shake.lit(out, float(np.exp(rng.uniform(-0.8, 0.3))), float(rng.uniform(0, 20)))
    return shake.noisy(out, rng, float(rng.uniform(1, 5)))
