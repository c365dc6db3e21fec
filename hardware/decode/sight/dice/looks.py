"""A calibration's throws, looked at under hard conditions, and what each place in them truly is. Judges nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from hardware.decode.sight import shake
from hardware.decode.sight.dice.lean import Spot
from hardware.decode.sight.dice.pips import working
from hardware.decode.sight.dice.throw import Found, Places, Sizes, Throw, places_in
from hardware.decode.sight.dice.verdict import sharpness
from hardware.decode.sight.reader import Floats, Frame

SHAKES = ("plain", "dark", "blur", "white balance", "jpeg", "over-exposed", "coarse", "slipped")
MOST_LOOKS, LEAST_EACH = 48, 2
MOST_NONE = 10
"""Other places that a look gives."""
NEAR = 0.3
"""In sides: a place so near to a die is that die."""


@dataclass(frozen=True, slots=True)
class Known:
    """A die of a throw: its value, where it lies, where its face looks."""

    value: str
    at: Spot
    lean: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """A throw whose dice were all found."""

    frame: Frame
    dice: tuple[Known, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """One picture of a throw, in grey. ``half``: which half of the calibration it belongs to."""

    shot: Shot
    half: int
    grey: Frame
    places: Places


@dataclass(frozen=True, slots=True, eq=False)
class Try:
    """A place in a look: ``truth`` None where no die lies."""

    truth: str | None
    found: Found
    at: Spot
    sharp: float


def looks_at(shots: Sequence[Shot], sizes: Sizes, rng: np.random.Generator) -> Iterator[Look]:
    """Every throw as it is and under hard conditions; throws, or the looks at a single one, fall into two halves by turns."""
    each = max(LEAST_EACH, min(len(SHAKES), MOST_LOOKS // len(shots)))
    for number, shot in enumerate(shots):
        hard = (SHAKES[1 + int(n)] for n in rng.permutation(len(SHAKES) - 1)[: each - 1])
        for turn, name in enumerate((SHAKES[0], *hard)):
            frame = shake.condition(name, shot.frame, rng, 0.5 * sizes.sides[0] * max(shot.frame.shape))
            grey, _ = working(frame)
            half = (number if len(shots) > 1 else turn) % 2
            yield Look(shot, half, grey, places_in(grey, sizes.in_picture(grey)))


def tries(look: Look, seen: Throw) -> list[Try]:
    """All dice seen, and some of what is none; crowded places may be either."""
    others = [one for one in seen.others if not one.lie.crowded]
    return [_try(look, one) for one in (*seen.dice, *others[:MOST_NONE])]


def _try(look: Look, one: Found) -> Try:
    at, truth = look.places.spot(one.lie), None
    for die in look.shot.dice:
        if np.hypot(*np.subtract(at, die.at)) * max(look.grey.shape) < NEAR * one.lie.side:
            truth = die.value
    return Try(truth, one, at, sharpness(look.grey, one))
