"""Arithmetic as numpy's own on few numbers, without what that does for shapes and types that no reader of wheels has: a look asks for dozens, of few numbers each."""

from __future__ import annotations

import numpy as np

from hardware.decode.sight.reader import Floats


def median(values: Floats) -> float:
    """Of all values, one at least, whatever their shape."""
    ordered = np.sort(values, axis=None)
    return float(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def percentile(values: Floats, part: float) -> Floats:
    """Along the first axis, which has one value at least: between two values as near as it lies to either; ``part`` of a hundred."""
    last = len(values) - 1
    low = int(part / 100 * last)
    high = min(low + 1, last)
    ordered = np.partition(values, (low, high), axis=0)
    first, second = ordered[low], ordered[high]
    return np.asarray(first + (second - first) * np.float32(part / 100 * last - low))


def within(value: float, low: float, high: float) -> float:
    """The nearest that is not beyond either end."""
    return min(max(float(value), low), high)
