"""Quantiles of few hundred numbers: the same figures as numpy's, which takes ten times as long to begin."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from hardware.decode.sight.reader import Floats


def quantile(numbers: NDArray[Any], part: float) -> float:
    """Between the two nearest of them, in proportion; ``numbers``: at least one, of any shape."""
    ranked = numbers.reshape(-1).copy()
    place = part * (len(ranked) - 1)
    low = int(place)
    high = min(low + 1, len(ranked) - 1)
    ranked.partition((low, high))
    below, above = float(ranked[low]), float(ranked[high])
    return below + (above - below) * (place - low)


def middle_of(rows: NDArray[Any]) -> Floats:
    """The median of each column."""
    count = len(rows)
    ranked = np.partition(rows, ((count - 1) // 2, count // 2), axis=0)
    first, second = ranked[(count - 1) // 2], ranked[count // 2]
    return cast(Floats, (first.astype(np.float32) + second) / 2)
