"""Limits for the best of many: how high the largest pocket or sector z of a fair wheel goes. Read from data; computes none itself.

``critical.json`` beside this file holds them: simulated from fair histories by ``tests/tools/critical_values.py``, which also wrote
down its seed. Width 1 is a single pocket; ``expected`` is spins a pocket.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

LEVELS = (0.95, 0.99, 0.999)


@dataclass(frozen=True, slots=True)
class LimitRow:
    """Limits of one width at one number of spins a pocket, at each of ``LEVELS``."""

    expected: float
    z: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Limits:
    """Rows by (pockets, width), rising in ``expected``."""

    rows: Mapping[tuple[int, int], tuple[LimitRow, ...]]

    def family_wise(self, pockets: int, width: int, expected: float) -> tuple[float, float, float]:
        """The largest z of all places stays at or below these in 95, 99 and 99.9 of a hundred fair histories.

        Between two rows straight in 1/sqrt(expected), as the skewness of the counts goes; beyond the last row as there.
        """
        rows = self.rows[pockets, width]
        if expected <= rows[0].expected:
            return rows[0].z
        for low, high in pairwise(rows):
            if expected <= high.expected:
                return _between(low, high, expected)
        return rows[-1].z


def read_limits(text: str) -> Limits:
    """The data file's text as limits."""
    data = json.loads(text)
    rows: dict[tuple[int, int], list[LimitRow]] = {}
    for pockets, width, expected, *z in data["limits"]:
        rows.setdefault((pockets, width), []).append(LimitRow(expected, (z[0], z[1], z[2])))
    return Limits({key: tuple(sorted(each, key=lambda row: row.expected)) for key, each in rows.items()})


def _between(low: LimitRow, high: LimitRow, expected: float) -> tuple[float, float, float]:
    left, right, here = (1 / sqrt(each) for each in (low.expected, high.expected, expected))
    share = (left - here) / (left - right)
    first, second, third = (a + share * (b - a) for a, b in zip(low.z, high.z, strict=True))
    return first, second, third
