"""Whether a picture is of two moments: a part of the number ring stands as if the rotor were turned otherwise than the rest. Compares numbers alone, as red and black lie alike two pockets on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight.reader import Floats
from hardware.decode.sight.wheel.atlas import CELL, Turned
from hardware.decode.sight.wheel.rotor import grey
from hardware.decode.sight.wheel.unwrap import RING

Columns = NDArray[np.intp]
ELSEWHERE = tuple(side * far for side in (-1, 1) for far in (1.75, 2.0, 2.25, 3.75, 4.0, 4.25))
"""Pockets by which a part of a torn picture may be turned: red and black then still lie as they should."""
QUARTERS, TORN = 6, 0.66
"""Into how many parts a ring is compared, and what part of the misfit is left where a part of it fits elsewhere: less than motion leaves."""
BESIDE, FINE = 3, 1 / 12
"""Pockets on both sides of a ball that are compared, and the step by which they are turned, in pockets: a digit's stroke is hardly wider."""
NEAR, FAR = 0.34, (-4, -2, 2, 4)
"""How far they may stand off where the picture is whole, and about what else they are tried for, in pockets."""
TORN_BESIDE, TORN_ON_A_SIDE = 0.75, 0.5
"""Of the misfit, of both sides and of one: around a ball that is read elsewhere than it lay, torn pictures leave up to 0.73, or of one side 0.37; motion 0.77 and 0.64, other light 1.9 and more (ten drawn wheels)."""


def torn(pair: Turned) -> bool:
    """Whether a large part of the ring is of another moment."""
    seen, expected = grey(pair.seen[RING]), grey(pair.expected[RING])
    have, want = (
        _even(_pockets(seen)),
        (np.roll(expected, round(by * CELL), axis=1) for by in (0, *ELSEWHERE)),
    )
    off = np.stack([((have - _even(_pockets(one))) ** 2).mean(axis=(0, 2)) for one in want])
    wide = off.shape[1] // QUARTERS
    around = np.concatenate((off, off[:, :wide]), axis=1).cumsum(axis=1)
    parts = around[:, wide:] - around[:, :-wide]
    return bool((parts[1:].min(axis=0) < TORN * parts[0]).any())


def torn_beside(pair: Turned, place: float) -> bool:
    """Whether the numbers beside a ball at ``place`` (turns), on both sides or on one, are of another moment than the rest."""
    seen, expected = grey(pair.seen[RING]), grey(pair.expected[RING])
    pocket, far = round(place * seen.shape[1] / CELL), np.arange(1, BESIDE + 1)
    sides = pocket - far, pocket + far
    left = [_left_elsewhere(seen, expected, side) for side in (np.concatenate(sides), *sides)]
    return left[0] < TORN_BESIDE or min(left[1:]) < TORN_ON_A_SIDE


def _left_elsewhere(seen: Floats, expected: Floats, pockets: Columns) -> float:
    """What part of these pockets' misfit is left where they fit best elsewhere."""
    columns = (pockets[:, None] * CELL + np.arange(CELL)) % seen.shape[1]
    near = np.arange(-NEAR, NEAR, FINE)
    far = np.concatenate([by + near for by in FAR])
    return _least(seen, expected, columns, far) / max(1e-6, _least(seen, expected, columns, near))


def _least(seen: Floats, expected: Floats, columns: Columns, turns: NDArray[np.float64]) -> float:
    """Misfit of these pockets' numbers, pockets x pixels each, where they fit best when turned so, in pockets."""
    off = np.rint(turns * CELL).astype(np.intp)[:, None, None]
    want = _even(expected[:, (columns[None] - off) % expected.shape[1]])
    return float(((_even(seen[:, columns])[:, None] - want) ** 2).mean(axis=(0, 2, 3)).min())


def _even(cells: Floats) -> Floats:
    """Rows x ... x pixels of a pocket, against each pocket's own mean."""
    return np.asarray(cells - cells.mean(axis=(0, -1), keepdims=True), dtype=np.float32)


def _pockets(rows: Floats) -> Floats:
    return rows.reshape(len(rows), -1, CELL)
