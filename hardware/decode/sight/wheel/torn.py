"""Whether a picture is of two moments: a part of the number ring stands as if the rotor were turned otherwise than the rest. Compares numbers alone, as red and black lie alike two pockets on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight.reader import Floats
from hardware.decode.sight.wheel.atlas import CELL, Turned
from hardware.decode.sight.wheel.quick import median
from hardware.decode.sight.wheel.rotor import grey
from hardware.decode.sight.wheel.unwrap import RING

Columns = NDArray[np.intp]
ELSEWHERE = tuple(side * far for side in (-1, 1) for far in (1.75, 2.0, 2.25, 3.75, 4.0, 4.25))
"""Pockets by which a part of a torn picture may be turned: red and black then still lie as they should."""
PARTS_OF_POCKET = frozenset(round(by * CELL) % CELL for by in (0, *ELSEWHERE))
QUARTERS, TORN = 6, 0.66
"""Into how many parts a ring is compared, and what part of the misfit is left where a part of it fits elsewhere: less than motion leaves."""
CRISP, CRISPLY_TORN = 0.9, 1.0
"""Where the numbers have so much of the empty rotor's contrast, squared, no motion can be, and a part that fits as well elsewhere is torn. Motion leaves 0.87 at most. Of eight drawn
wheels' crisp whole pictures none leaves less than 1.06 of the misfit; of pictures torn beside the ball that were accepted with a wrong pocket all left 0.89 at most."""
BESIDE, FINE = 3, 1 / 12
"""Pockets on both sides of a ball that are compared, and the step by which they are turned, in pockets: a digit's stroke is hardly wider."""
NEAR = 0.34
"""How far they may stand off where the picture is whole, in pockets; and as far from each place where they are tried elsewhere."""
CLOSE_BY, FARTHER = (2, 4), 6
"""Where they are tried elsewhere, in pockets on both sides; and from where on at every second pocket all around."""
TORN_CLOSE_BY, TORN_FARTHER = (0.75, 0.5), (0.6, 0.45)
"""Of the misfit, of both sides and of one. Around a ball that is read elsewhere than it lay, torn pictures leave up to 0.73 close by, or of one side 0.37; motion 0.77 and 0.64,
other light 1.9 and more (ten drawn wheels). Farther on there are more places to fit by chance: motion leaves 0.54 and 0.46 at least there, 0.67 and 0.57 in nine of ten pictures."""


def torn(pair: Turned) -> bool:
    """Whether a large part of the ring is of another moment."""
    seen, expected = grey(pair.seen[RING]), grey(pair.expected[RING])
    have = _even(_pockets(seen))
    want = {part: _even(_pockets(np.roll(expected, part, axis=1))) for part in PARTS_OF_POCKET}
    turns = (divmod(round(by * CELL), CELL) for by in (0, *ELSEWHERE))
    off = np.stack([_misfit(have - np.roll(want[part], pockets, axis=1)) for pockets, part in turns])
    wide = off.shape[1] // QUARTERS
    around = np.concatenate((off, off[:, :wide]), axis=1).cumsum(axis=1)
    parts = around[:, wide:] - around[:, :-wide]
    limit = CRISPLY_TORN if median(_misfit(have) / (_misfit(want[0]) + 1.0)) >= CRISP else TORN
    return bool((parts[1:].min(axis=0) < limit * parts[0]).any())


def torn_beside(pair: Turned, place: float) -> bool:
    """Whether the numbers beside a ball at ``place`` (turns), on both sides or on one, are of another moment than the rest."""
    seen, expected = grey(pair.seen[RING]), grey(pair.expected[RING])
    around, far = seen.shape[1] // CELL, np.arange(1, BESIDE + 1)
    pocket = round(place * around)
    beside = np.concatenate((pocket - far, pocket + far))
    there = _misfits(seen, expected, beside, (0,))
    return any(
        _fits_better(_misfits(seen, expected, beside, (*steps, *(-step for step in steps))), there, limits)
        for steps, limits in (
            (CLOSE_BY, TORN_CLOSE_BY),
            (tuple(range(FARTHER, around // 2 + 1, 2)), TORN_FARTHER),
        )
    )


def _fits_better(elsewhere: Floats, there: Floats, limits: tuple[float, float]) -> bool:
    """Of both sides' pockets, or of one side's."""
    sides = (slice(None), limits[0]), (slice(BESIDE), limits[1]), (slice(BESIDE, None), limits[1])
    return any(
        elsewhere[:, side].mean(axis=1).min() < limit * there[:, side].mean(axis=1).min()
        for side, limit in sides
    )


def _misfits(seen: Floats, expected: Floats, pockets: Columns, elsewhere: tuple[int, ...]) -> Floats:
    """Of each of these pockets' numbers, turned by so many pockets and up to NEAR on from there: turns x pockets."""
    turns = np.concatenate([by + np.arange(-NEAR, NEAR, FINE) for by in elsewhere])
    columns = (pockets[:, None] * CELL + np.arange(CELL)) % seen.shape[1]
    off = np.rint(turns * CELL).astype(np.intp)[:, None, None]
    want = _even(expected[:, (columns[None] - off) % expected.shape[1]])
    return np.asarray(((_even(seen[:, columns])[:, None] - want) ** 2).mean(axis=(0, 3)), dtype=np.float32)


def _misfit(off: Floats) -> Floats:
    """The square of all that is left of each pocket."""
    return np.asarray(np.einsum("rpc,rpc->p", off, off), dtype=np.float32)


def _even(cells: Floats) -> Floats:
    """Rows x ... x pixels of a pocket, against each pocket's own mean."""
    return np.asarray(cells - cells.mean(axis=(0, -1), keepdims=True), dtype=np.float32)


def _pockets(rows: Floats) -> Floats:
    return rows.reshape(len(rows), -1, CELL)
