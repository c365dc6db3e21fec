"""The second reader: what is printed right under the pointer, compared with every segment's own print. Knows nothing of the rest of the wheel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight.reader import Floats, Vote

NAME = "patch"
COLUMNS = 24
"""Into which a segment is divided."""
SLIP = 2
"""Columns by which a segment may seem to begin elsewhere."""
BLOCK, OTHER = 4, 0.3
"""Rings and columns of a block; and the logarithm of light, in any colour, by which it is another: a third more, or a quarter less."""

CLEAR = 0.3
"""Part of a block that must be seen."""


@dataclass(frozen=True, slots=True, eq=False)
class Prints:
    """What is printed on each segment: segments x rings x COLUMNS x 3, logarithms, each ring's mean over the wheel taken off."""

    names: tuple[str, ...]
    prints: Floats


@dataclass(frozen=True, slots=True)
class Under:
    """The vote, and where in its segment the pointer stands: 0 at its beginning, 1 at its end. ``other``: part of the segment that is not as
    printed, as when something lies on it."""

    vote: Vote
    part: float
    other: float


def evened(logged: Floats) -> Floats:
    """Each ring's own mean taken off: the colour of light goes, that of the segments stays."""
    return cast(Floats, logged - cv2.reduce(logged, 1, cv2.REDUCE_AVG))


def cut(even: Floats, first: float, count: int) -> Floats:
    """The segments of an unrolled wheel, the first beginning at ``first`` (turns)."""
    steps = (np.arange(count * COLUMNS) + 0.5) / (count * COLUMNS) + first
    return cast(Floats, sampled(even, steps).reshape(len(even), count, COLUMNS, 3).transpose(1, 0, 2, 3))


def sampled(even: Floats, turns: NDArray[np.float64]) -> Floats:
    """The unrolled wheel at these angles."""
    count = even.shape[1]
    place = turns * count - 0.5
    low = np.floor(place).astype(np.int64)
    part = (place - low).astype(np.float32)[:, None]
    return cast(Floats, even[:, low % count] * (1 - part) + even[:, (low + 1) % count] * part)


def under(
    even: Floats, hidden: NDArray[np.bool_], pointer: float, known: Prints, place: tuple[int, float]
) -> Under:
    """Slides every segment's print along what is seen around the pointer. ``hidden``: what is not the wheel, such as the pointer itself.

    ``place``: where the pointer stands by the whole wheel. ``other`` is told of that place, never of one that print was slid to until it fitted;
    the vote knows nothing of it.
    """
    count = len(known.names)
    steps = pointer + (np.arange(2 * COLUMNS) - COLUMNS + 0.5) / (count * COLUMNS)
    strip = sampled(even, steps)
    clear = (sampled((~hidden)[:, :, None].astype(np.float32), steps) > 0.99).astype(np.float32)
    seen = _windows(np.broadcast_to(clear, strip.shape))
    here, prints = _windows(strip), known.prints.reshape(count, -1)
    alike = _alike(here, seen, prints)
    start, segment = (int(place) for place in np.unravel_index(int(alike.argmax()), alike.shape))
    vote = _vote(alike[max(0, start - SLIP) : start + SLIP + 1], known.names[segment], known.names)
    meant = round((1.0 - place[1]) * COLUMNS)
    return Under(vote, 1.0 - start / COLUMNS, _other(here[meant], seen[meant], prints[place[0]]))


def _windows(strip: Floats) -> Floats:
    """One row for each column in which the segment at the pointer may begin."""
    return np.stack([strip[:, start : start + COLUMNS].reshape(-1) for start in range(COLUMNS + 1)])


def _alike(here: Floats, seen: Floats, prints: Floats) -> Floats:
    """Every window with every segment, where it is ``seen``: 1 the same, 0 nothing in common. Brighter or darker as a whole counts nothing."""
    size = np.maximum(seen.sum(axis=1, keepdims=True), 1.0)
    shown = here * seen
    mean, mean_print = shown.sum(axis=1, keepdims=True) / size, seen @ prints.T / size
    both = shown @ prints.T - size * mean * mean_print
    strength = (shown**2).sum(axis=1, keepdims=True) - size * mean**2
    print_strength = seen @ (prints**2).T - size * mean_print**2
    return cast(Floats, 2 * both / (strength + print_strength + 1e-6))


def _vote(alike: Floats, name: str, names: Sequence[str]) -> Vote:
    """Ahead of what other names reach there: a neighbour, if it began elsewhere, is for the comparison of places to refuse."""
    others = [place for place, other in enumerate(names) if other != name]
    score = float(alike.max())
    next_best = float(alike[:, others].max()) if others else 0.0
    return Vote(NAME, name, score, score - next_best)


def _other(here: Floats, seen: Floats, there: Floats) -> float:
    """In blocks, so that neither noise nor soft edges count; light as a whole, which most of it shows, counts nothing."""
    off, clear = _blocks((here - there) * seen), _blocks(seen)[:, :, 0]
    told = off[clear > CLEAR] / clear[clear > CLEAR][:, None]
    if not told.size:
        return 1.0
    return float((np.abs(told - np.median(told, axis=0)).max(axis=1) > OTHER).mean())


def _blocks(row: Floats) -> Floats:
    wide = row.reshape(-1, BLOCK, COLUMNS // BLOCK, BLOCK, 3)
    return cast(Floats, wide.mean(axis=(1, 3)))
