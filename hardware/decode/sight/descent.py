"""What teaching any of our nets has in common: the course, weights to begin with, and one step downhill (Adam, in numpy)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np

from hardware.decode.sight.reader import Floats

KEEP, KEEP_SQUARE = 0.9, 0.999


@dataclass(frozen=True, slots=True)
class Course:
    """How long and how hard: passes over the rows, first step size, pull of the weights to zero, part of the hidden that is left out."""

    passes: int
    step: float
    pull: float = 1e-4
    drop: float = 0.15
    smooth: float = 0.01


def fresh_weights(rng: np.random.Generator, inputs: int, outputs: int) -> Floats:
    """Of one layer, scaled to its inputs."""
    return cast(Floats, (rng.standard_normal((inputs, outputs)) * np.sqrt(2 / inputs)).astype(np.float32))


def move(
    weights: list[Floats], slopes: list[Floats], moments: list[Floats], rate: float, count: int,
    pull: float,
) -> None:  # fmt: skip
    """The ``count``-th step, in place: ``moments`` are two a part of the weights."""
    for number, (part, slope) in enumerate(zip(weights, slopes, strict=True)):
        first, second = moments[2 * number], moments[2 * number + 1]
        first += (1 - KEEP) * (slope - first)
        second += (1 - KEEP_SQUARE) * (slope * slope - second)
        stride = first / (1 - KEEP**count) / (np.sqrt(second / (1 - KEEP_SQUARE**count)) + 1e-8)
        part -= np.float32(rate) * (stride + np.float32(pull) * part)
