"""How clear the number ring is: which pockets lie under a veil of light, and how much of the rotor's own sharpness is left. Measures against the empty rotor; the calibration says how much is too much."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight.reader import Floats
from hardware.decode.sight.wheel.atlas import CELL, Turned
from hardware.decode.sight.wheel.quick import median, percentile
from hardware.decode.sight.wheel.rotor import grey
from hardware.decode.sight.wheel.unwrap import FLOOR, RING, row_at

EDGES = slice(row_at(0.8), -1)
PATTERN = 0.3
"""Of the usual contrast: a veil lets so much of the numbers through, a hand does not."""
WHITE = 248.0
PATCH = 5, 12
"""Rows and columns of a ball, about."""
FEW = 3
"""One pixel of so many says enough of a pocket."""


@dataclass(frozen=True, slots=True, eq=False)
class Clearness:
    """``veil``: light that lies on each pocket's numbers, in grey levels, beyond what lies on most; ``shows``: whether the numbers still show through, or all is white.

    ``sharp``: how steep edges are across the rings, in parts of the empty rotor's; ``tinge``: how far the rings' tints are off, in grey levels, as where a picture is compressed.
    """

    veil: Floats
    shows: NDArray[np.bool_]
    sharp: float
    tinge: float


def clearness(pair: Turned) -> Clearness:
    """Of a frame that stands beside what is expected."""
    seen, expected = grey(pair.seen), grey(pair.expected)
    pattern = _contrast(_cells(seen[RING]), _cells(expected[RING]))
    white = _white(pair)
    return Clearness(
        np.maximum(*(_under(seen[rows], expected[rows]) for rows in (RING, FLOOR))),
        np.asarray((pattern > PATTERN) | white),
        _steepness(seen, expected),
        _tinge(pair),
    )


def _contrast(have: Floats, want: Floats) -> Floats:
    """Each pocket's, against the middle pocket's."""
    have, want = have - have.mean(axis=1, keepdims=True), want - want.mean(axis=1, keepdims=True)
    contrast = (have * want).sum(axis=1) / ((want * want).sum(axis=1) + 1.0)
    return np.asarray(contrast / max(0.05, median(contrast)), dtype=np.float32)


def _under(seen: Floats, expected: Floats) -> Floats:
    """What lies on three quarters of each pocket, a ball being smaller, and of one beside it: motion makes black brighter, and the red beside it darker."""
    under = percentile(_cells(seen - expected).T[::FEW], 25)
    beside = np.maximum(np.roll(under, 1), np.roll(under, -1))
    return np.asarray(np.minimum(under, beside) - median(under), dtype=np.float32)


def _cells(rows: Floats) -> Floats:
    """Pockets x pixels."""
    cells = rows.reshape(len(rows), -1, CELL).transpose(1, 0, 2)
    return np.asarray(cells.reshape(len(cells), -1), dtype=np.float32)


def _white(pair: Turned) -> NDArray[np.bool_]:
    """Pockets whose numbers are as white as the picture can be, by half and more."""
    gain = np.repeat(pair.gain, CELL, axis=0)[None]
    white = cv2.inRange(pair.seen[RING] * gain, (WHITE,) * 3, (np.inf,) * 3) > 0
    return np.asarray(_cells(white.astype(np.float32)).mean(axis=1) > 0.5)


def _tinge(pair: Turned) -> float:
    """Of blue and red against green, over patches of a ball's size; a ball is in few of them."""
    high, wide = PATCH
    rows = len(pair.seen) // high
    off = (pair.seen - pair.expected)[: rows * high]
    patches = cv2.resize(off, (off.shape[1] // wide, rows), interpolation=cv2.INTER_AREA)
    return float(percentile(np.abs(patches[..., ::2] - patches[..., 1:2]).ravel(), 75))


def _steepness(seen: Floats, expected: Floats) -> float:
    have, want = (np.diff(rows[EDGES], axis=0) for rows in (seen, expected))
    return float((have * want).sum() / ((want * want).sum() + 1.0))
